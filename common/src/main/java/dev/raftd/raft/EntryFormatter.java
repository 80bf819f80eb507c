package dev.raftd.raft;

/// How an entry's data is printed.
@FunctionalInterface
public interface EntryFormatter {
    /// A quoted string with escapes for what is not printable.
    EntryFormatter QUOTED = Describe::quoted;

    /// One line for `data`; may be empty.
    String format(byte[] data);
}
