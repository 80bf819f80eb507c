package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// One test a data file.
final class ScenarioFiles {
    private ScenarioFiles() {}

    static Stream<DynamicTest> tests(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).isNotEmpty();
            return sorted.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> passes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void passes(Path file) throws IOException {
        StringBuilder out = new StringBuilder();
        LabSummary summary = LabRunner.run(List.of(file), false, out);
        assertThat(summary.allPassed()).as(out.toString()).isTrue();
    }
}
