package dev.raftd.ctl.output;

import dev.raftd.api.Bytes;
import java.util.function.IntPredicate;

/// Makes text that is safe to show of anything: what is not printable appears as an escape, in the notation of Go's `%q`.
public final class Printable {
    private static final int INVALID = -1;
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b";
    private static final String LETTERS = "abfnrtv";

    private Printable() {}

    /// Bytes in double quotes; `"` and `\` with a backslash, bytes that are not UTF-8 as `\x..`.
    public static String quoted(Bytes bytes) {
        StringBuilder out = new StringBuilder(bytes.size() + 2).append('"');
        byte[] array = bytes.array();
        for (int i = 0; i < array.length;) {
            int codePoint = decode(array, i);
            if (codePoint == INVALID) {
                hex(out, array[i++] & 0xff);
                continue;
            }
            if (codePoint == '"' || codePoint == '\\')
                out.append('\\');
            append(out, codePoint);
            i += utf8Length(codePoint);
        }
        return out.append('"').toString();
    }

    /// A key or value among other things on a line: as it is where that is unmistakable, else [#quoted].
    public static String word(Bytes bytes) {
        String text = bytes.asUtf8();
        boolean plain = text != null && !text.isEmpty() && text.codePoints().allMatch(Printable::isPrintable)
                && text.charAt(0) != '"' && text.charAt(0) != ' ' && text.charAt(text.length() - 1) != ' ';
        return plain && text != null ? text : quoted(bytes);
    }

    /// A value that has the screen for itself: as it is if it is text, which may have several lines, else [#quoted].
    public static String value(Bytes bytes) {
        String text = bytes.asUtf8();
        return text != null && text.codePoints().allMatch(c -> isPrintable(c) || c == '\n' || c == '\t') ? text : quoted(bytes);
    }

    /// A server's text on one line.
    public static String line(String text) {
        return escape(text, Printable::isPrintable);
    }

    /// A server's text that may have several lines.
    public static String lines(String text) {
        return escape(text, c -> isPrintable(c) || c == '\n');
    }

    /// The same JSON without characters that a terminal obeys: beyond ASCII they occur only inside JSON's strings.
    static String json(String json) {
        if (json.codePoints().allMatch(Printable::isPrintable))
            return json;
        StringBuilder out = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(c -> {
            if (isPrintable(c))
                out.appendCodePoint(c);
            else
                Character.toString(c).chars().forEach(unit -> out.append(String.format("\\u%04x", unit)));
        });
        return out.toString();
    }

    /// At most that many characters, the last an ellipsis if some are left out.
    public static String cut(String text, int charactersMax) {
        if (text.codePointCount(0, text.length()) <= charactersMax)
            return text;
        return text.substring(0, text.offsetByCodePoints(0, charactersMax - 1)) + "…";
    }

    /// As Go's `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
    static boolean isPrintable(int codePoint) {
        if (codePoint < 0x7f)
            return codePoint >= ' ';
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static String escape(String text, IntPredicate asIs) {
        if (text.codePoints().allMatch(asIs))
            return text;
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (asIs.test(c))
                out.appendCodePoint(c);
            else
                append(out, c);
        });
        return out.toString();
    }

    private static void append(StringBuilder out, int codePoint) {
        int letter = ESCAPED.indexOf(codePoint);
        if (isPrintable(codePoint))
            out.appendCodePoint(codePoint);
        else if (letter >= 0)
            out.append('\\').append(LETTERS.charAt(letter));
        else if (codePoint < 0x80)
            hex(out, codePoint);
        else
            out.append(codePoint < 0x10000 ? String.format("\\u%04x", codePoint) : String.format("\\U%08x", codePoint));
    }

    private static void hex(StringBuilder out, int value) {
        out.append(String.format("\\x%02x", value));
    }

    /// The code point whose shortest UTF-8 form begins at the offset, or INVALID.
    private static int decode(byte[] array, int offset) {
        int first = array[offset] & 0xff;
        if (first < 0x80)
            return first;
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || offset + length > array.length)
            return INVALID;
        int codePoint = first & (0x7f >> length);
        for (int i = 1; i < length; i++) {
            int next = array[offset + i] & 0xff;
            if ((next & 0xc0) != 0x80)
                return INVALID;
            codePoint = codePoint << 6 | next & 0x3f;
        }
        boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
        return surrogate || codePoint > 0x10ffff || utf8Length(codePoint) != length ? INVALID : codePoint;
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80)
            return 1;
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
