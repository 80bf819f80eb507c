package dev.raftd.ctl.shell;

import dev.raftd.ctl.shell.Words.Word;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// [Words] for JLine. A line with an open quote goes on with the next.
final class PosixParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        Words words = Words.of(line);
        if (words.unclosed() != null && context == ParseContext.ACCEPT_LINE)
            throw new EOFError(-1, -1, "open quote", words.unclosed().toString());
        return AtCursor.of(line, cursor, words);
    }

    @Override
    public boolean isEscapeChar(char c) {
        return c == '\\';
    }

    /// The word the cursor is in or after; an empty one where it is between words.
    private record AtCursor(String line, int cursor, List<String> words, int wordIndex, int wordCursor, int rawWordCursor,
            int rawWordLength) implements CompletingParsedLine {
        static AtCursor of(String line, int cursor, Words split) {
            List<String> words = new ArrayList<>(split.texts());
            for (int i = 0; i < words.size(); i++) {
                Word word = split.words().get(i);
                if (cursor < word.start()) {
                    words.add(i, "");
                    return new AtCursor(line, cursor, words, i, 0, 0, 0);
                }
                if (cursor <= word.end()) {
                    int wordCursor = Words.of(line.substring(word.start(), cursor)).texts().stream().mapToInt(String::length).sum();
                    return new AtCursor(line, cursor, words, i, wordCursor, cursor - word.start(), word.end() - word.start());
                }
            }
            words.add("");
            return new AtCursor(line, cursor, words, words.size() - 1, 0, 0, 0);
        }

        @Override
        public String word() {
            return words.get(wordIndex);
        }

        /// A word that is not complete yet keeps its quote open.
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            String quoted = Words.quote(candidate.toString());
            boolean open = !complete && quoted.endsWith("'");
            return open ? quoted.substring(0, quoted.length() - 1) : quoted;
        }
    }
}
