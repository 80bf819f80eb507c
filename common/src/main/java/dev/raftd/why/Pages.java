package dev.raftd.why;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/// The page of each code: what it means, how it looks, what to do, what not to do.
public final class Pages {
    private Pages() {}

    /// What the code means, in one sentence: the first one of the page, which ends a line.
    public static String meaning(CauseCode code) {
        StringJoiner sentence = new StringJoiner(" ");
        for (String line : of(code).lines().skip(1).toList()) {
            sentence.add(line.strip());
            if (line.endsWith(".")) {
                break;
            }
        }
        return sentence.toString();
    }

    /// Several lines, each ended by a line feed.
    public static String of(CauseCode code) {
        String name = code + ".txt";
        try (InputStream page = Pages.class.getResourceAsStream(name)) {
            if (page == null) {
                throw new IllegalStateException("there is no page " + name);
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
