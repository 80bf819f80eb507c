package dev.raftd.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What shrinking rests on: leaving one fault out changes no other.
class ShrinkerTest {
    private static List<Fault> plan(SimOptions options) {
        Dice dice = new Dice(11);
        return Swarm.draw(dice, options).plan(dice, options);
    }

    @Test
    void leavingAFaultOutChangesNoOther() {
        List<Fault> all = plan(SimOptions.DEFAULT);
        assertThat(all).hasSizeGreaterThan(10);
        Set<Integer> some = new TreeSet<>(List.of(all.get(1).number(), all.get(5).number()));
        assertThat(plan(SimOptions.DEFAULT.withFaults(some))).containsExactly(all.get(1), all.get(5));
    }

    @Test
    void leavingAKindOutChangesNoOther() {
        List<Fault> all = plan(SimOptions.DEFAULT);
        FaultKind kind = all.getFirst().kind();
        assertThat(plan(SimOptions.DEFAULT.without(kind))).isEqualTo(all.stream().filter(f -> f.kind() != kind).toList()).isNotEqualTo(all);
    }

    @Test
    void aShorterRunHasTheSameFaultsUpToItsEnd() {
        List<Fault> all = plan(SimOptions.DEFAULT);
        List<Fault> shorter = plan(SimOptions.DEFAULT.withFaultMillis(5_000));
        assertThat(shorter).isNotEmpty().isEqualTo(all.subList(0, shorter.size())).isNotEqualTo(all);
    }

    @Test
    void whatDoesNotViolateIsNotShrunk() {
        assertThat(Shrinker.shrink(1, SimOptions.DEFAULT, Rule.READ.name(), () -> true)).isEqualTo(SimOptions.DEFAULT);
    }
}
