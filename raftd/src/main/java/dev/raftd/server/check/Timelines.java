package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What each key was, by index: for answers that carry none.
final class Timelines {
    private final Map<Bytes, TreeMap<Long, Optional<KeyValue>>> keys = new HashMap<>();
    private final Predicate<Bytes> isCertain;

    /// @param isCertain whether all writes of a key are known
    Timelines(Predicate<Bytes> isCertain) {
        this.isCertain = isCertain;
    }

    void changed(Bytes key, long index, @Nullable KeyValue to) {
        keys.computeIfAbsent(key, k -> new TreeMap<>()).put(index, Optional.ofNullable(to));
    }

    /// Whether the key was like that at some index from `low` to `high`.
    boolean mayHaveBeen(Bytes key, long low, long high, Predicate<@Nullable KeyValue> like) {
        TreeMap<Long, Optional<KeyValue>> line = keys.getOrDefault(key, new TreeMap<>());
        Map.Entry<Long, Optional<KeyValue>> first = line.floorEntry(low);
        if (!isCertain.test(key) || like.test(first == null ? null : first.getValue().orElse(null))) {
            return true;
        }
        Collection<Optional<KeyValue>> later = low < high ? line.subMap(low, false, high, true).values() : List.of();
        return later.stream().anyMatch(kv -> like.test(kv.orElse(null)));
    }
}
