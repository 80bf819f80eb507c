package dev.raftd.server.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The table of what found each mutant.
final class Found {
    /// @param seeds     how many it took, from 1 on: the last one found it
    /// @param seed      one that finds it fast
    /// @param invariant that this one violates
    record By(long seeds, long seed, String invariant) {}

    private static final String LINE = "%-50s %5s %5s  %s";

    private final Path file;
    private final TreeMap<String, By> byName = new TreeMap<>();

    private Found(Path file) {
        this.file = file;
    }

    static Found read(Path file) throws IOException {
        Found found = new Found(file);
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.trim().split("\\s+");
                found.byName.put(fields[0], new By(Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3]));
            }
        }
        return found;
    }

    @Nullable
    By get(String name) {
        return byName.get(name);
    }

    void put(String name, By by) {
        byName.put(name, by);
        write();
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        lines.add("# What found each mutant of mutants.txt: how many seeds it took, from seed 1 on; a seed that finds it fast, and the");
        lines.add("# invariant that this one violates. Written by:");
        lines.add("# mvn -q test -pl raftd -am -Dtest=MutantTest -Dsurefire.failIfNoSpecifiedTests=false -Dmutants.search=all");
        lines.add(LINE.formatted("# mutant", "seeds", "seed", "invariant"));
        byName.forEach((name, by) -> lines.add(LINE.formatted(name, by.seeds, by.seed, by.invariant)));
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
