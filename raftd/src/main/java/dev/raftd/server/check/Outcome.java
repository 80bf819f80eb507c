package dev.raftd.server.check;

import dev.raftd.api.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client was told.
public sealed interface Outcome {
    /// In place of an index that the answer did not carry.
    long NO_INDEX = 0;
    /// In place of a modification revision that the answer did not carry.
    long NO_REVISION = -1;

    /// @param revision the store's after it
    /// @param existed  whether the key was there before
    record Written(long index, long term, long revision, boolean existed) implements Outcome {
        @Override
        public String toString() {
            return "written at index " + index + ", revision " + revision + (existed ? "" : ", was not there");
        }
    }

    /// The key was not in the state that the write asked for.
    ///
    /// @param index       [#NO_INDEX] if not told
    /// @param modRevision the key's, 0 if it does not exist, [#NO_REVISION] if not told
    record CompareFailed(long index, long modRevision) implements Outcome {
        @Override
        public String toString() {
            return "compare failed" + (modRevision == NO_REVISION ? "" : ", the key's revision is " + modRevision) + at(index);
        }
    }

    /// @param index    the applied index it was read at, [#NO_INDEX] if not told
    /// @param revision the store's at that index, [#NO_REVISION] if not told
    /// @param kv       null if there is no such key
    record Got(long index, long revision, @Nullable KeyValue kv) implements Outcome {
        @Override
        public String toString() {
            return (kv == null ? "not there" : text(kv)) + at(index);
        }
    }

    /// @param more whether keys follow that the limit, or the answer's size, left out
    record Ranged(long index, long revision, List<KeyValue> kvs, boolean more) implements Outcome {
        public Ranged {
            kvs = List.copyOf(kvs);
        }

        @Override
        public String toString() {
            return kvs.stream().map(kv -> kv.key() + "=" + text(kv)).toList() + at(index);
        }
    }

    /// Refused for certain: it had no effect and will have none.
    record NotApplied() implements Outcome {
        @Override
        public String toString() {
            return "not applied";
        }
    }

    /// It may have taken effect, may do so later, or never.
    record Unknown() implements Outcome {
        @Override
        public String toString() {
            return "unknown";
        }
    }

    private static String text(KeyValue kv) {
        return Request.shortened(kv.value()) + " (created " + kv.createRevision() + ", modified " + kv.modRevision() + ", version "
                + kv.version() + ")";
    }

    private static String at(long index) {
        return index == NO_INDEX ? "" : " at index " + index;
    }
}
