package dev.raftd.ctl.output;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What pictures are drawn with: blocks where the terminal shows them, ASCII elsewhere.
public enum Glyphs {
    BLOCKS("█", "░", "│", "→", "±", "µs", "…"),
    ASCII("#", "-", "|", "->", "+-", "us", "...");

    private final String full;
    private final String light;
    private final String edge;
    private final String arrow;
    private final String plusMinus;
    private final String micros;
    private final String ellipsis;

    Glyphs(String full, String light, String edge, String arrow, String plusMinus, String micros, String ellipsis) {
        this.full = full;
        this.light = light;
        this.edge = edge;
        this.arrow = arrow;
        this.plusMinus = plusMinus;
        this.micros = micros;
        this.ellipsis = ellipsis;
    }

    /// By what POSIX says of the locale, and by what the terminal is.
    public static Glyphs of(Map<String, String> environment) {
        String locale = List.of("LC_ALL", "LC_CTYPE", "LANG").stream().map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty()).findFirst().orElse("").toLowerCase(Locale.ROOT);
        boolean utf8 = locale.contains("utf-8") || locale.contains("utf8");
        return utf8 && !"dumb".equals(environment.get("TERM")) ? BLOCKS : ASCII;
    }

    public String full() {
        return full;
    }

    public String light() {
        return light;
    }

    public String edge() {
        return edge;
    }

    public String arrow() {
        return arrow;
    }

    public String plusMinus() {
        return plusMinus;
    }

    public String micros() {
        return micros;
    }

    public String ellipsis() {
        return ellipsis;
    }

    /// A time in three digits or so, such as `85 µs` and `2.41 ms`.
    public String nanos(long nanos) {
        long n = Math.abs(nanos);
        String sign = nanos < 0 ? "-" : "";
        if (n < 1_000_000) {
            return sign + n / 1_000 + " " + micros;
        }
        return sign + (n < 1_000_000_000 ? decimal(n, 1_000_000, "ms") : decimal(n, 1_000_000_000, "s"));
    }

    private static String decimal(long nanos, long unit, String name) {
        int places = nanos < 10 * unit ? 2 : nanos < 100 * unit ? 1 : 0;
        return String.format(Locale.ROOT, "%." + places + "f %s", (double) nanos / unit, name);
    }
}
