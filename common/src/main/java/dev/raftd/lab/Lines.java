package dev.raftd.lab;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines of a text, one after the other, without their line ends (LF or CR LF).
final class Lines {
    /// A line this long, with whatever follows it, is not there: the language's own reader ends the file here.
    private static final int LINE_BYTES_MAX = 64 * 1024;
    private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

    private final List<String> lines;
    private int next;

    Lines(String text) {
        lines = split(text);
    }

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length();) {
            int end = text.indexOf('\n', from);
            String line = text.substring(from, end < 0 ? text.length() : end);
            if (isTooLong(line))
                break;
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            from += line.length() + 1;
        }
        return lines;
    }

    private static boolean isTooLong(String line) {
        if (line.length() * UTF8_BYTES_PER_CHAR_MAX < LINE_BYTES_MAX)
            return false;
        return line.getBytes(StandardCharsets.UTF_8).length >= LINE_BYTES_MAX;
    }

    boolean hasNext() {
        return next < lines.size();
    }

    String next() {
        return lines.get(next++);
    }

    @Nullable
    String peek() {
        return hasNext() ? lines.get(next) : null;
    }

    /// The number of the line that [#next] gave last, from 1.
    int number() {
        return next;
    }
}
