package dev.raftd.lab;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// etcd-io/raft's public data files, where the folder that the system property `conformance.dir` names is there.
class ConformanceTest {
    /// An absent folder is a skipped test, so that a report says so.
    private static Stream<DynamicTest> tests(String suite) {
        Path folder = Path.of(System.getProperty("conformance.dir", ""), suite);
        if (Files.isDirectory(folder))
            return ScenarioFiles.tests(folder);
        return Stream.of(DynamicTest.dynamicTest(suite, () -> abort("no data files at " + folder.toAbsolutePath())));
    }

    @TestFactory
    Stream<DynamicTest> quorum() {
        return tests("quorum");
    }

    @TestFactory
    Stream<DynamicTest> confchange() {
        return tests("confchange");
    }

    @TestFactory
    Stream<DynamicTest> interaction() {
        return tests("interaction");
    }
}
