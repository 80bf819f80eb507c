package dev.raftd.server.kv;

/// What an entry's bytes turned out to be.
public sealed interface Decoded {
    record Command(Proposal proposal) implements Decoded {}

    /// Written by a newer program: what it does is not known here, so this member must not go past it.
    record NewerFormat(int format) implements Decoded {}

    /// No command of a known format. Every member sees the same and passes over it.
    record Malformed(String reason) implements Decoded {}
}
