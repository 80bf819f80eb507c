package dev.raftd.lab;

import java.util.List;
import java.util.Set;

/// One argument of a directive: `key`, `key=value` or `key=(value, value)`.
///
/// @param values none for `key`, one empty for `key=`
public record Argument(String key, List<String> values) {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    public Argument {
        values = List.copyOf(values);
    }

    /// The value at a place, from 0.
    public String string(int place) throws TestFailureException {
        if (place >= values.size())
            throw new TestFailureException("argument " + key + " lacks a value");
        return values.get(place);
    }

    public boolean bool(int place) throws TestFailureException {
        String value = string(place);
        if (TRUE.contains(value))
            return true;
        if (FALSE.contains(value))
            return false;
        throw malformed(value, "boolean");
    }

    public int int32(int place) throws TestFailureException {
        String value = string(place);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw malformed(value, "number");
        }
    }

    /// An unsigned number; those from 2^63 on come out negative.
    public long uint64(int place) throws TestFailureException {
        return uint64(key, string(place));
    }

    /// The key as an unsigned number, as in a list of node ids.
    public long uint64Key() throws TestFailureException {
        return uint64(key, key);
    }

    private static long uint64(String key, String value) throws TestFailureException {
        try {
            return Uint64.parse(value);
        } catch (NumberFormatException e) {
            throw new TestFailureException("argument " + key + ": \"" + value + "\" is not a number: " + e.getMessage());
        }
    }

    private TestFailureException malformed(String value, String wanted) {
        return new TestFailureException("argument " + key + ": \"" + value + "\" is not a " + wanted);
    }
}
