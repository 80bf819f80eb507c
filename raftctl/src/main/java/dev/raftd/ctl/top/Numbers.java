package dev.raftd.ctl.top;

import java.util.Locale;

/// Numbers in few columns.
final class Numbers {
    private static final String[] UNITS = {"", "k", "M", "G", "T", "P", "E"};

    private Numbers() {}

    /// At most five columns: `999`, `9999`, `12.3k`, `123k`, `1.23M`.
    static String count(double value) {
        if (value < 0)
            return "-";
        if (value < 9_999.5)
            return Long.toString(Math.round(value));
        double rest = value;
        int unit = 0;
        while (rest >= 999.5 && unit < UNITS.length - 1) {
            rest /= 1000;
            unit++;
        }
        return threeDigits(rest) + UNITS[unit];
    }

    /// At most four columns and a unit of time: `0.12ms`, `12.3ms`, `1.23s`.
    static String millis(double millis) {
        if (millis < 0)
            return "-";
        return millis < 999.5 ? threeDigits(millis) + "ms" : threeDigits(millis / 1000) + "s";
    }

    /// `1.00`, `12.3`, `123`.
    static String threeDigits(double value) {
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }

    static String bytes(long bytes) {
        double rest = bytes;
        String unit = "B";
        for (String next : new String[]{"KiB", "MiB", "GiB", "TiB"}) {
            if (rest < 1023.5)
                break;
            rest /= 1024;
            unit = next;
        }
        return (unit.equals("B") ? Long.toString(bytes) : threeDigits(rest)) + " " + unit;
    }

    /// `59s`, `3m05s`, `2h07m`, `3d04h`.
    static String duration(long seconds) {
        if (seconds < 60)
            return seconds + "s";
        if (seconds < 3600)
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        if (seconds < 86_400)
            return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
        return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds / 3600 % 24);
    }
}
