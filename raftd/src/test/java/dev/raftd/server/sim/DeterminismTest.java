package dev.raftd.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A seed's run depends on nothing of the JVM that it runs in.
class DeterminismTest {
    private static final long SEEDS = 10;

    /// What the child JVMs run: a line a seed.
    static final class Child {
        public static void main(String[] args) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                Outcome outcome = Simulation.run(seed, SimOptions.DEFAULT);
                System.out.println("seed " + seed + " " + outcome.steps() + " " + outcome.virtualNanos() + " " + outcome.hash());
            }
        }
    }

    private static Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static List<String> seeds(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.lines().filter(line -> line.startsWith("seed ")).toList();
    }

    @Test
    void hashCodesCollectorsAndCompilersMakeNoDifference() throws IOException, InterruptedException {
        Process one = start("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=1", "-XX:+UseSerialGC");
        Process two = start("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=5", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1");
        List<String> first = seeds(one);
        assertThat(first).hasSize((int) SEEDS);
        assertThat(seeds(two)).isEqualTo(first);
    }
}
