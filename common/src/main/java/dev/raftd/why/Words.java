package dev.raftd.why;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/// How things are said.
final class Words {
    private static final long SECOND_MILLIS = 1_000;
    private static final long LONG_MILLIS = 600 * SECOND_MILLIS;

    private Words() {}

    static String id(long id) {
        return Long.toUnsignedString(id);
    }

    static String member(long id) {
        return "member " + id(id);
    }

    static String ids(Collection<Long> ids) {
        return ids.stream().map(Words::id).collect(Collectors.joining(", "));
    }

    static String time(long millis) {
        if (millis < SECOND_MILLIS) {
            return millis + " ms";
        }
        return millis < LONG_MILLIS ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0) : millis / 60_000 + " min";
    }

    static String reads(int count) {
        return count == 1 ? "1 read waits" : count + " reads wait";
    }

    static String role(String role) {
        String name = role.startsWith("State") ? role.substring("State".length()) : role;
        return name.equals("PreCandidate") ? "pre-candidate" : name.toLowerCase(Locale.ROOT);
    }
}
