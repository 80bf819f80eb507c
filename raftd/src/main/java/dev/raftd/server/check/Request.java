package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.server.kv.Command;
import org.jspecify.annotations.Nullable;

/// What a client asked for.
public sealed interface Request {
    /// @param command        a put or a delete
    /// @param idempotencyKey null for none
    record Write(Command command, @Nullable Bytes idempotencyKey) implements Request {
        public Write {
            if (command instanceof Command.Announce) {
                throw new IllegalArgumentException("clients announce nothing");
            }
        }

        @Override
        public String toString() {
            return switch (command) {
                case Command.Put c -> "put " + c.key() + "=" + shortened(c.value()) + condition(c.ifRevision());
                case Command.Delete c -> "delete " + c.key() + condition(c.ifRevision());
                case Command.Announce c -> c.toString();
            };
        }
    }

    /// @param serializable whether any state that was once the store's will do
    record Get(Bytes key, boolean serializable) implements Request {
        @Override
        public String toString() {
            return (serializable ? "serializable get " : "get ") + key;
        }
    }

    /// The first `limit` keys that start with `prefix` and come after `after`.
    record Range(Bytes prefix, @Nullable Bytes after, int limit, boolean serializable) implements Request {
        @Override
        public String toString() {
            return (serializable ? "serializable range " : "range ") + prefix + "*" + (after == null ? "" : " after " + after);
        }
    }

    private static String condition(long ifRevision) {
        return ifRevision == Command.UNCONDITIONAL ? "" : " if revision is " + ifRevision;
    }

    /// For people: values may be large.
    static String shortened(Bytes value) {
        String text = value.toString();
        return text.length() <= 24 ? text : text.substring(0, 20) + "... (" + value.size() + " bytes)";
    }
}
