package dev.raftd.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whole clusters under faults. A failure names the seed: `raftd simulate --seed N --trace` shows it.
class SimulationTest {
    private static final long SEEDS = 320;
    /// What these seeds are to meet, or they do not test what they should.
    private static final List<String> MET = List.of("KILL leader", "KILL follower", "KILL recovering", "POWER_CUT leader",
            "POWER_CUT follower", "POWER_CUT recovering", "POWER_CUT_ALL leader", "POWER_CUT_ALL recovering", "RECOVERY_KILL recovering",
            "RESTART_STORM leader", "RESTART_STORM recovering", "PAUSE leader", "PAUSE follower", "PARTITION halves", "PARTITION one",
            "PARTITION leader", "PARTITION bridge", "ONE_WAY leader", "CLOG leader", "SLOW_RECEIVER leader", "DISK_SLOW leader",
            "DISK_STALL leader", "DISK_STALL follower", "SYNC_ERROR leader", "SYNC_ERROR recovering", "WRITE_ERROR leader",
            "READ_ERROR recovering", "DISK_FULL leader", "writes wait for space", "DAMAGE bit follower", "DAMAGE zeros down",
            "DAMAGE stale follower", "DAMAGE misdirected down", "refuses damaged data", "byte changed on the way",
            "frame cut in the middle", "connection replayed", "connection refused: replayed", "connection refused: unknown_member",
            "connection refused: node_removed", "message dropped by its sender", "snapshot received", "unknown member vouched for",
            "member added", "member promoted", "member removed", "removed member ends", "leader asked to remove itself", "transfer done",
            "member without its data refused", "trouble SLOW_DISK follower", "trouble SLOW_LINKS follower",
            "trouble DEAF follower", "trouble DEAF leader", "trouble MUTE follower", "trouble MUTE leader",
            "trouble FLAPPING_LINK follower",
            "trouble FLAPPING_MEMBER follower", "trouble FLAPPING_MEMBER leader", "trouble RESTARTING follower",
            "trouble RESTARTING leader", "asked again", "linearizable read", "serializable read", "write of unknown outcome");

    private static Stream<String> violations(SeedRun.Summary summary) {
        return summary.violations().stream()
                .map(o -> "seed " + o.seed() + ": " + o.violation().invariant() + ": " + o.violation().detail());
    }

    @Test
    void nothingIsViolatedAndTheFaultsAreMet() throws InterruptedException {
        SeedRun run = new SeedRun(1, SEEDS, SimOptions.DEFAULT, () -> true, summary -> {});
        SeedRun.Summary summary = run.run(Runtime.getRuntime().availableProcessors());
        assertThat(violations(summary)).isEmpty();
        assertThat(summary.seeds()).isEqualTo(SEEDS);
        Map<String, Long> met = summary.coverage();
        assertThat(MET.stream().filter(what -> !met.containsKey(what))).as("not met").isEmpty();
    }

    @Test
    void seedsThatOnceViolatedSomethingNoLongerDo() throws IOException {
        for (Corpus.Known known : Corpus.seeds()) {
            Violation violation = Simulation.run(known.seed(), SimOptions.DEFAULT).violation();
            assertThat(violation).as("seed %d: %s", known.seed(), known.why()).isNull();
        }
    }

    @Test
    void aSeedIsRepeatedExactlyAlsoWhenItIsTraced() {
        for (long seed = 1; seed <= 12; seed++) {
            Outcome first = Simulation.run(seed, SimOptions.DEFAULT);
            assertThat(Simulation.run(seed, SimOptions.DEFAULT)).isEqualTo(first);
            assertThat(Simulation.run(seed, SimOptions.DEFAULT.withTrace(true)).hash()).isEqualTo(first.hash());
        }
    }

    @Test
    void seedsDiffer() {
        assertThat(Stream.iterate(1L, seed -> seed + 1).limit(5).map(seed -> Simulation.run(seed, SimOptions.DEFAULT).hash()).distinct())
                .hasSize(5);
    }
}
