package dev.raftd.server.kv;

import dev.raftd.api.Bytes;

/// What an entry asks of the store.
public sealed interface Command {
    /// The write does not depend on the key's present state.
    long UNCONDITIONAL = -1;
    /// The write happens only if the key does not exist.
    long ABSENT = 0;

    /// Gives a key a value.
    ///
    /// @param ifRevision [#UNCONDITIONAL], [#ABSENT], or the modification revision the key must have
    record Put(Bytes key, Bytes value, long ifRevision) implements Command {
        public Put {
            requireKey(key, ifRevision);
        }
    }

    /// Takes a key out.
    ///
    /// @param ifRevision as for [Put]
    record Delete(Bytes key, long ifRevision) implements Command {
        public Delete {
            requireKey(key, ifRevision);
        }
    }

    /// A member says where it serves clients.
    record Announce(long id, String clientUrl) implements Command {}

    private static void requireKey(Bytes key, long ifRevision) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one byte");
        }
        if (ifRevision < UNCONDITIONAL) {
            throw new IllegalArgumentException("ifRevision is -1, 0 or a revision, not " + ifRevision);
        }
    }
}
