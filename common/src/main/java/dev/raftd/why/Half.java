package dev.raftd.why;

import java.util.SortedSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/// The voters that decide by majority: all, or those of one half of a joint configuration.
record Half(SortedSet<Long> voters) {
    int needed() {
        return voters.size() / 2 + 1;
    }

    long count(LongPredicate has) {
        return voters.stream().filter(has::test).count();
    }

    /// Nobody decides nothing.
    boolean isReached(LongPredicate has) {
        return voters.isEmpty() || count(has) >= needed();
    }

    /// For instance `needs 2 of {1,2,3}; has {1}`.
    String arithmetic(LongPredicate has) {
        return "needs " + needed() + " of " + this + "; has " + braces(has);
    }

    String braces(LongPredicate has) {
        return voters.stream().filter(has::test).map(Long::toUnsignedString).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public String toString() {
        return braces(id -> true);
    }
}
