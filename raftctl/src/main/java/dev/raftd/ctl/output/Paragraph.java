package dev.raftd.ctl.output;

import java.util.ArrayList;
import java.util.List;

/// Text in lines that fit an ordinary terminal, broken between words.
public final class Paragraph {
    private static final int COLUMNS = 80;

    private Paragraph() {}

    /// @param start what the first line begins with; the others are indented as far
    /// @param text  a word of it that is longer than a line is not broken
    public static List<String> lines(String start, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(start);
        boolean isEmpty = true;
        for (String word : text.strip().split("\\s+")) {
            if (!isEmpty && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(start.length()));
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(line.toString());
        return List.copyOf(lines);
    }
}
