package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lab of the packaged distribution, which brings its lessons along.
final class LabIT {
    private static final int TASKS = 28;

    @TempDir
    Path dir;

    @Test
    void leadsThroughAllLessons() throws Exception {
        String script = "solution\nnext\n".repeat(TASKS - 1) + "solution\nlessons\n";
        Dist.Result result = Dist.run(script, Dist.command("raftctl", "lab", "learn"));
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out().lines().filter("Done."::equals)).hasSize(TASKS);
        assertThat(result.out()).contains("This was the last lesson.", "  election     4 of 4", "* reads        6 of 6");
    }

    @Test
    void whatIsSavedRuns() throws Exception {
        String file = dir.resolve("saved.txt").toString();
        String script = "add-nodes 3 voters=(1,2,3) index=2\ncampaign 1\nstabilize\npropose 1 x\ncrash 1\nsave " + file + "\n";
        assertThat(Dist.run(script, Dist.command("raftctl", "lab")).status()).isZero();
        assertThat(Dist.run("raftctl", "lab", "run", file)).isEqualTo(new Dist.Result(0, "1 file, 1 passed, 0 failed\n", ""));
        assertThat(Dist.run("crash 2\n", Dist.command("raftctl", "lab", file)).out()).isEqualTo("2 crashed; all it knew was durable\n");
    }
}
