package dev.raftd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents say what is there.
final class DocsTest {
    private static final Path TOP = Path.of(System.getProperty("top.dir"));
    /// A package's line in ARCHITECTURE.md starts with its name in code quotes: "- `dev.raftd.raft` ...".
    private static final Pattern PACKAGE_LINE = Pattern.compile("(?m)^- `(dev\\.raftd[a-z.]*)`");

    @Test
    void architectureNamesExactlyThePackagesThatExist() throws IOException {
        SortedSet<String> named = new TreeSet<>();
        Matcher m = PACKAGE_LINE.matcher(Files.readString(TOP.resolve("ARCHITECTURE.md")));
        while (m.find())
            named.add(m.group(1));
        assertThat(named).isEqualTo(packages());
    }

    @Test
    void architectureStaysReadable() throws IOException {
        assertThat(Files.readAllLines(TOP.resolve("ARCHITECTURE.md"))).hasSizeLessThan(300);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        for (String module : new String[]{"common", "raftd", "raftctl"})
            for (String name : packages(module)) {
                Path info = TOP.resolve(module).resolve("src/main/java").resolve(name.replace('.', '/')).resolve("package-info.java");
                assertThat(info).exists();
                assertThat(Files.readString(info)).as(name).contains("@NullMarked").contains("Never").contains("Threads:");
            }
    }

    @Test
    void continuousIntegrationRunsTheReadmesTestCommand() throws IOException {
        assertThat(Files.readString(TOP.resolve("README.md"))).contains("mvn -B verify");
        assertThat(Files.readString(TOP.resolve(".ci/run"))).contains("mvn -B verify");
    }

    private static SortedSet<String> packages() throws IOException {
        SortedSet<String> all = new TreeSet<>();
        for (String module : new String[]{"common", "raftd", "raftctl"})
            all.addAll(packages(module));
        return all;
    }

    private static SortedSet<String> packages(String module) throws IOException {
        Path root = TOP.resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(root)) {
            SortedSet<String> names = new TreeSet<>();
            files.filter(f -> f.toString().endsWith(".java"))
                    .forEach(f -> names.add(root.relativize(f.getParent()).toString().replace('/', '.')));
            return names;
        }
    }
}
