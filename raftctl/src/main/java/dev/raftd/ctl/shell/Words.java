package dev.raftd.ctl.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line as words, split as a POSIX shell does it, without expansions: `'...'` is literal, in `"..."` a backslash escapes `"`, `\`, `$` and
/// a backquote, outside of quotes it escapes any character, `#` at the beginning of a word begins a comment.
///
/// @param words     in order
/// @param cursor    where the cursor is
/// @param unclosed  the quote that is open at the end, or a backslash, or null
record Words(List<Word> words, int cursor, @Nullable Character unclosed) {
    private static final String ESCAPED_IN_DOUBLE_QUOTES = "\"\\$`";
    private static final String PLAIN = "-._~/:,=@%+";

    /// @param start of its raw form in the line
    /// @param end   after its last raw character
    /// @param quote that is open at its end, or null
    record Word(String text, int start, int end, @Nullable Character quote) {}

    List<String> texts() {
        return words.stream().map(Word::text).toList();
    }

    static Words of(String line) {
        return of(line, line.length());
    }

    static Words of(String line, int cursor) {
        return new Scan(line).words(cursor);
    }

    /// The word in quotes that give it back, if it needs them.
    static String quote(String text) {
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
        return plain ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static final class Scan {
        private final String line;
        private final List<Word> words = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private int start = -1;
        private @Nullable Character quote;
        private int at;

        Scan(String line) {
            this.line = line;
        }

        Words words(int cursor) {
            boolean comment = false;
            for (at = 0; at < line.length() && !comment; at++) {
                char c = line.charAt(at);
                if (quote != null)
                    quoted(c, quote);
                else if (Character.isWhitespace(c))
                    end();
                else if (c == '#' && start < 0)
                    comment = true;
                else
                    unquoted(c);
            }
            Character unclosed = quote;
            end();
            return new Words(List.copyOf(words), cursor, unclosed);
        }

        private void unquoted(char c) {
            start = start < 0 ? at : start;
            if (c == '\'' || c == '"')
                quote = c;
            else if (c == '\\')
                escaped();
            else
                text.append(c);
        }

        private void escaped() {
            if (at + 1 == line.length()) {
                quote = '\\';
            } else if (line.charAt(++at) != '\n') { // a backslash before the end of a line joins it with the next
                text.append(line.charAt(at));
            }
        }

        private void quoted(char c, char open) {
            if (c == open) {
                quote = null;
            } else if (c == '\\' && open == '"' && at + 1 < line.length()
                    && (ESCAPED_IN_DOUBLE_QUOTES.indexOf(line.charAt(at + 1)) >= 0 || line.charAt(at + 1) == '\n')) {
                if (line.charAt(++at) != '\n')
                    text.append(line.charAt(at));
            } else {
                text.append(c);
            }
        }

        private void end() {
            if (start < 0)
                return;
            words.add(new Word(text.toString(), start, at, quote));
            text.setLength(0);
            start = -1;
        }
    }
}
