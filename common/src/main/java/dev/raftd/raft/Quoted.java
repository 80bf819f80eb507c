package dev.raftd.raft;

import java.util.Locale;

/// Go's `%q` of bytes.
final class Quoted {
    private static final int INVALID = -1;

    private Quoted() {}

    static String quote(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 2).append('"');
        int at = 0;
        while (at < bytes.length) {
            int codePoint = decode(bytes, at);
            if (codePoint == INVALID) {
                text.append(hex("\\x%02x", bytes[at] & 0xff));
                at++;
            } else {
                append(text, codePoint);
                at += length(codePoint);
            }
        }
        return text.append('"').toString();
    }

    private static void append(StringBuilder text, int c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case 0x07 -> text.append("\\a");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case 0x0b -> text.append("\\v");
            default -> appendPlain(text, c);
        }
    }

    private static void appendPlain(StringBuilder text, int c) {
        if (printable(c)) {
            text.appendCodePoint(c);
        } else if (c < ' ' || c == 0x7f) {
            text.append(hex("\\x%02x", c));
        } else {
            text.append(c > 0xffff ? hex("\\U%08x", c) : hex("\\u%04x", c));
        }
    }

    private static String hex(String format, int value) {
        return String.format(Locale.ROOT, format, value);
    }

    /// Letters, marks, numbers, punctuation, symbols, and of the spaces only the one of ASCII.
    private static boolean printable(int c) {
        return c == ' ' || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static int length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }

    /// The code point that begins at `at`; surrogates, overlong forms and what is cut off are invalid.
    private static int decode(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
            return INVALID;
        }
        int codePoint = first & 0x7f >> length;
        for (int i = 1; i < length; i++) {
            int next = bytes[at + i] & 0xff;
            if (next >> 6 != 0b10) {
                return INVALID;
            }
            codePoint = codePoint << 6 | next & 0x3f;
        }
        boolean valid = length(codePoint) == length && codePoint <= Character.MAX_CODE_POINT && (codePoint < 0xd800 || codePoint > 0xdfff);
        return valid ? codePoint : INVALID;
    }
}
