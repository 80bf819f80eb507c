package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.bytes;
import static dev.raftd.raft.Fixtures.entries;
import static dev.raftd.raft.Fixtures.entry;
import static dev.raftd.raft.Fixtures.snapshot;
import static dev.raftd.raft.Fixtures.storage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.raft.MemoryStorage.Outcome;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStorageTest {
    @Test
    void newItIsEmpty() {
        MemoryStorage s = new MemoryStorage();
        assertThat(s.firstIndex()).isEqualTo(1);
        assertThat(s.lastIndex()).isZero();
        assertThat(s.term(0)).isZero();
        assertThat(s.initialState()).isEqualTo(new Storage.InitialState(HardState.EMPTY, ConfState.EMPTY));
        assertThat(s.snapshot().isEmpty()).isTrue();
    }

    @Test
    void termsAreKnownFromTheEntryBeforeTheFirstOn() {
        MemoryStorage s = storage(3, 3, 4, 5);
        assertThat(s.term(2)).isEqualTo(Storage.COMPACTED);
        assertThat(s.term(3)).isEqualTo(3);
        assertThat(s.term(5)).isEqualTo(5);
        assertThat(s.term(6)).isEqualTo(Storage.UNAVAILABLE);
    }

    @Test
    void entriesAreCutToTheSizeButNeverToNothing() {
        MemoryStorage s = storage(3, 3, 4, 5, 6);
        assertThat(s.entries(3, 5, Config.NO_LIMIT)).isNull();
        assertThat(s.entries(4, 7, Config.NO_LIMIT)).isEqualTo(entries(4, 4, 5, 6));
        assertThat(s.entries(4, 7, 0)).isEqualTo(entries(4, 4));
        assertThat(s.entries(4, 7, 2L * Codec.sizeOf(entry(4, 4)))).hasSize(2);
        assertThatThrownBy(() -> s.entries(4, 8, Config.NO_LIMIT)).isInstanceOf(InvariantError.class);
    }

    @Test
    void appendingTruncatesWhereItOverlaps() {
        MemoryStorage s = storage(3, 3, 4, 5);
        s.append(entries(4, 4, 6, 6));
        assertThat(s.entries(4, 7, Config.NO_LIMIT)).isEqualTo(entries(4, 4, 6, 6));
        s.append(entries(5, 7));
        assertThat(s.lastIndex()).isEqualTo(5);
        s.append(List.of());
        assertThat(s.lastIndex()).isEqualTo(5);
    }

    @Test
    void appendingPassesOverWhatIsCompacted() {
        MemoryStorage s = storage(3, 3, 4, 5);
        s.append(entries(2, 3, 3, 9));
        assertThat(s.lastIndex()).isEqualTo(4);
        assertThat(s.term(4)).isEqualTo(9);
        s.append(entries(2, 3, 3));
        assertThat(s.lastIndex()).isEqualTo(4);
    }

    @Test
    void appendingLeavesNoGap() {
        assertThatThrownBy(() -> storage(3, 3, 4).append(entries(6, 5))).isInstanceOf(InvariantError.class)
                .hasMessage("missing log entry [last: 4, append at: 6]");
    }

    @Test
    void viewsStayAsTheyWere() {
        MemoryStorage s = storage(3, 3, 4, 5);
        List<Entry> view = s.entries(4, 6, Config.NO_LIMIT);
        s.append(entries(5, 6, 6, 6));
        s.compact(5);
        for (int i = 8; i < 100; i++) {
            s.append(entries(i, 7));
        }
        assertThat(view).isEqualTo(entries(4, 4, 5));
        assertThat(s.lastIndex()).isEqualTo(99);
        assertThat(s.term(7)).isEqualTo(6);
    }

    @Test
    void compactingDropsWhatIsBefore() {
        MemoryStorage s = storage(3, 3, 4, 5, 5);
        assertThat(s.compact(3)).isEqualTo(Outcome.COMPACTED).hasToString("requested index is unavailable due to compaction");
        assertThat(s.compact(5)).isEqualTo(Outcome.DONE);
        assertThat(s.firstIndex()).isEqualTo(6);
        assertThat(s.term(5)).isEqualTo(5);
        assertThat(s.lastIndex()).isEqualTo(6);
        assertThatThrownBy(() -> s.compact(7)).isInstanceOf(InvariantError.class);
    }

    @Test
    void aSnapshotIsMadeOfAnIndexInTheLog() {
        MemoryStorage s = storage(3, 3, 4, 5);
        assertThat(s.createSnapshot(3, null, bytes("x"))).isEqualTo(Outcome.SNAPSHOT_OUT_OF_DATE);
        assertThat(s.createSnapshot(4, ConfState.of(List.of(7L)), bytes("x"))).isEqualTo(Outcome.DONE);
        assertThat(s.snapshot().metadata().term()).isEqualTo(4);
        assertThat(s.initialState().confState()).isEqualTo(ConfState.of(List.of(7L)));
        assertThat(s.createSnapshot(5, null, bytes("y"))).isEqualTo(Outcome.DONE);
        assertThat(s.initialState().confState()).isEqualTo(ConfState.of(List.of(7L)));
        assertThat(s.firstIndex()).as("the log stays").isEqualTo(4);
        assertThatThrownBy(() -> s.createSnapshot(6, null, bytes("z"))).isInstanceOf(InvariantError.class);
    }

    @Test
    void anOlderSnapshotIsNotApplied() {
        MemoryStorage s = storage(3, 3, 4);
        assertThat(s.applySnapshot(snapshot(3, 3, 1))).isEqualTo(Outcome.SNAPSHOT_OUT_OF_DATE)
                .hasToString("requested index is older than the existing snapshot");
        assertThat(s.applySnapshot(snapshot(5, 9, 1))).isEqualTo(Outcome.DONE);
        assertThat(s.firstIndex()).isEqualTo(10);
        assertThat(s.lastIndex()).isEqualTo(9);
        assertThat(s.term(9)).isEqualTo(5);
    }
}
