package dev.raftd.lab;

/// Text as Go prints it.
final class GoText {
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b\\\"";
    private static final String ESCAPES = "abfnrtv\\\"";

    private GoText() {}

    /// The text in double quotes, as `%q` prints it.
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> appendQuoted(quoted, point));
        return quoted.append('"').toString();
    }

    private static void appendQuoted(StringBuilder text, int point) {
        int escape = ESCAPED.indexOf(point);
        if (escape >= 0) {
            text.append('\\').append(ESCAPES.charAt(escape));
        } else if (isPrintable(point)) {
            text.appendCodePoint(point);
        } else if (point < 0x20 || point == 0x7f) {
            text.append(String.format("\\x%02x", point));
        } else {
            text.append(String.format(point < 0x10000 ? "\\u%04x" : "\\U%08x", point));
        }
    }

    /// Letters, marks, numbers, punctuation, symbols and the space, but no other white space.
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
