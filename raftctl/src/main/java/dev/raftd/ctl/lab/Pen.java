package dev.raftd.ctl.lab;

import java.util.Locale;
import java.util.Map;

/// What pictures are drawn with.
///
/// @param unicode whether lines and arrows may be more than ASCII
/// @param colour  whether terms have colours
/// @param columns how wide a picture may be
public record Pen(boolean unicode, boolean colour, int columns) {
    public static final int COLUMNS = 80;
    private static final int[] TERM_COLOURS = {36, 32, 33, 35, 34, 31};

    /// For files and pipes.
    public static final Pen PLAIN = new Pen(false, false, COLUMNS);

    /// For a terminal in this environment: ASCII where its type is `dumb` or the locale is not UTF-8.
    public static Pen forTerminal(Map<String, String> environment, boolean colour) {
        String locale = locale(environment).toUpperCase(Locale.ROOT);
        boolean utf8 = locale.contains("UTF-8") || locale.contains("UTF8");
        return new Pen(utf8 && !environment.getOrDefault("TERM", "dumb").equals("dumb"), colour, COLUMNS);
    }

    /// As C libraries choose it.
    private static String locale(Map<String, String> environment) {
        for (String name : new String[]{"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty())
                return value;
        }
        return "";
    }

    String pick(String ascii, String more) {
        return unicode ? more : ascii;
    }

    String inTerm(long term, String text) {
        return colour ? "\u001b[" + TERM_COLOURS[(int) Long.remainderUnsigned(term, TERM_COLOURS.length)] + "m" + text + "\u001b[0m" : text;
    }

    /// The text, cut to the width.
    String cut(String text) {
        if (text.length() <= columns)
            return text;
        String mark = pick("..", "…");
        return text.substring(0, columns - mark.length()) + mark;
    }
}
