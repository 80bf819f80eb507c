package dev.raftd.trace;

import org.jspecify.annotations.Nullable;

/// What a record in a recording is. The ordinal is the number in the file: new ones go to the end.
enum Kind {
    // inputs, each the beginning of an event
    TICK,
    STEP,
    /// The response to the oldest MsgStorageApply that is under way, which the replay has, too.
    APPLIED,
    ORDER,
    PROPOSE,
    APPLY_CONF_CHANGE,
    SET_TIMEOUT,
    TAKE_READY,
    ADVANCE,
    // what the surroundings answered meanwhile, and the Ready
    TIMEOUT_DRAWN,
    FIRST_INDEX,
    LAST_INDEX,
    SNAPSHOT,
    TERM,
    ENTRIES,
    ENTRIES_CUT,
    READY;

    private static final Kind[] KINDS = values();

    boolean isInput() {
        return ordinal() <= ADVANCE.ordinal();
    }

    /// Whether it may come at any time. The other inputs follow at once on what was before them.
    boolean comesFromOutside() {
        return this == TICK || this == STEP || this == ORDER || this == PROPOSE;
    }

    static @Nullable Kind of(int number) {
        return number < KINDS.length ? KINDS[number] : null;
    }
}
