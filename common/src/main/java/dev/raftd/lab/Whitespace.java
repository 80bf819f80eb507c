package dev.raftd.lab;

/// White space as Go's `strings.TrimSpace` sees it: unlike `String.strip` it knows the no-break spaces and U+0085.
final class Whitespace {
    private Whitespace() {}

    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from)))
            from++;
        while (to > from && isSpace(text.charAt(to - 1)))
            to--;
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c == '\u0085' || Character.isSpaceChar(c);
    }
}
