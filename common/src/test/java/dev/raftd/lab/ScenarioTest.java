package dev.raftd.lab;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The project's own scenario files.
class ScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    @TestFactory
    Stream<DynamicTest> quorum() {
        return ScenarioFiles.tests(FOLDER.resolve("quorum"));
    }

    @TestFactory
    Stream<DynamicTest> confchange() {
        return ScenarioFiles.tests(FOLDER.resolve("confchange"));
    }

    @TestFactory
    Stream<DynamicTest> interaction() {
        return ScenarioFiles.tests(FOLDER.resolve("interaction"));
    }
}
