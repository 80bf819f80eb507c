package dev.raftd.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeIdsTest {
    @Test
    void idsAscendAsUnsignedNumbersWithoutRepetition() {
        assertThat(NodeIds.of(3, -1, 1, 3, Long.MIN_VALUE, 2).toList()).containsExactly(1L, 2L, 3L, Long.MIN_VALUE, -1L);
    }

    @Test
    void collectionsAndArraysMakeTheSameSet() {
        assertThat(NodeIds.of(List.of(2L, 1L))).isEqualTo(NodeIds.of(1, 2)).hasSameHashCodeAs(NodeIds.of(1, 2));
    }

    @Test
    void addingAndRemovingMakeNewSets() {
        NodeIds ids = NodeIds.of(1, 3);
        assertThat(ids.with(2)).isEqualTo(NodeIds.of(1, 2, 3));
        assertThat(ids.with(3)).isEqualTo(ids);
        assertThat(ids.without(3)).isEqualTo(NodeIds.of(1));
        assertThat(ids.without(2)).isEqualTo(ids);
        assertThat(ids).isEqualTo(NodeIds.of(1, 3)).isNotEqualTo(NodeIds.of(1, 2));
    }

    @Test
    void anIdIsFoundAtItsPlace() {
        NodeIds ids = NodeIds.of(5, -1);
        assertThat(ids.indexOf(-1)).isEqualTo(1);
        assertThat(ids.at(0)).isEqualTo(5);
        assertThat(ids.indexOf(4)).isNegative();
        assertThat(ids.contains(5)).isTrue();
    }

    @Test
    void unionsKeepOrderAndDropRepetition() {
        assertThat(NodeIds.of(1, 4).union(NodeIds.of(2, 4))).isEqualTo(NodeIds.of(1, 2, 4));
        assertThat(NodeIds.EMPTY.union(NodeIds.of(2))).isEqualTo(NodeIds.of(2));
        assertThat(NodeIds.of(2).union(NodeIds.EMPTY)).isEqualTo(NodeIds.of(2));
    }

    @Test
    void differencesCountOneSideOnly() {
        assertThat(NodeIds.of(1, 2, 3).countNotIn(NodeIds.of(3, 4))).isEqualTo(2);
    }

    @Test
    void idsPrintInHexadecimal() {
        assertThat(NodeIds.of(1, 10, -1)).hasToString("(1 a ffffffffffffffff)");
        assertThat(NodeIds.EMPTY).hasToString("()");
    }
}
