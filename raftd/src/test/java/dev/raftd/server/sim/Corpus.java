package dev.raftd.server.sim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Seeds that once violated something, with the reason: `seed<TAB>why`.
final class Corpus {
    record Known(long seed, String why) {}

    private Corpus() {}

    static List<Known> seeds() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Corpus.class.getResourceAsStream("/sim/corpus")), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(Corpus::known).toList();
        }
    }

    private static Known known(String line) {
        String[] parts = line.split("\t", 2);
        return new Known(Long.parseLong(parts[0]), parts[1]);
    }
}
