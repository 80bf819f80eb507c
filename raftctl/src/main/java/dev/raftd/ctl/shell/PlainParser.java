package dev.raftd.ctl.shell;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Words between white space, nothing else.
final class PlainParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        int start = cursor;
        while (start > 0 && !Character.isWhitespace(line.charAt(start - 1)))
            start--;
        int end = cursor;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end)))
            end++;
        List<String> words = new ArrayList<>(split(line.substring(0, start)));
        int wordIndex = words.size();
        words.add(line.substring(start, end));
        words.addAll(split(line.substring(end)));
        return new AtCursor(line, cursor, List.copyOf(words), wordIndex, cursor - start);
    }

    private static List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    private record AtCursor(String line, int cursor, List<String> words, int wordIndex, int wordCursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }
    }
}
