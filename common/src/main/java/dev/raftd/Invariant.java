package dev.raftd;

import java.util.Locale;

/// Checks that are always on. Arguments are primitive so that a check that holds allocates nothing.
public final class Invariant {
    private Invariant() {}

    public static void check(boolean holds, String message) {
        if (!holds)
            throw new InvariantError(message);
    }

    /// @param format with one `%d` or `%x`
    public static void check(boolean holds, String format, long value) {
        if (!holds)
            throw new InvariantError(String.format(Locale.ROOT, format, value));
    }

    /// @param format with two `%d` or `%x`
    public static void check(boolean holds, String format, long first, long second) {
        if (!holds)
            throw new InvariantError(String.format(Locale.ROOT, format, first, second));
    }

    /// @param format with three `%d` or `%x`
    public static void check(boolean holds, String format, long first, long second, long third) {
        if (!holds)
            throw new InvariantError(String.format(Locale.ROOT, format, first, second, third));
    }
}
