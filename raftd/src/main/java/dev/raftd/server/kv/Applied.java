package dev.raftd.server.kv;

/// What an entry did.
public sealed interface Applied {
    /// A leader's first entry of its term.
    record Nothing() implements Applied {}

    /// A write took its place.
    ///
    /// @param index of the entry that the result is of: an earlier one's if this one repeated it
    /// @param term  of that entry
    record Written(Origin origin, long index, long term, WriteResult result) implements Applied {}

    /// A member said where it serves clients.
    record Announced(Origin origin, long id) implements Applied {}

    /// A command that was applied before, or that was overtaken by a later one of the same run of the same member: nothing changed.
    record Repeated(Origin origin) implements Applied {}

    /// No command of a known format: nothing changed.
    record Skipped(String reason) implements Applied {}

    /// A command of a newer format: the store stays before it, and must not be given a further entry.
    record NewerFormat(int format) implements Applied {}

    Applied NOTHING = new Nothing();
}
