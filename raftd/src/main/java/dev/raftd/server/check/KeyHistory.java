package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.server.kv.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What bears on one key, by the time of the call.
record KeyHistory(Bytes key, List<KeyOperation> operations) {
    private record Part(Operation source, KeyOperation.Kind kind) {}

    /// Values are unique, so a read of an unknown put's value tells its revision, and that it took effect.
    private record Seen(long revision, long ret) {
        Seen earlier(Seen o) {
            return o.ret < ret ? o : this;
        }
    }

    private static final Seen NEVER_SEEN = new Seen(0, Operation.NEVER);

    KeyHistory {
        operations = List.copyOf(operations);
    }

    /// The history, key by key. Serializable reads say nothing about real time: they are left out.
    static List<KeyHistory> of(History history) {
        TreeMap<Bytes, List<Part>> parts = new TreeMap<>();
        history.operations().forEach(o -> keyOf(o).forEach(key -> parts.putIfAbsent(key, new ArrayList<>())));
        for (Operation o : history.operations()) {
            if (!o.isSerializable()) {
                split(o, parts);
            }
        }
        List<KeyHistory> all = new ArrayList<>();
        parts.forEach((key, of) -> all.add(new KeyHistory(key, numbered(of))));
        return all;
    }

    private static TreeSet<Bytes> keyOf(Operation o) {
        TreeSet<Bytes> keys = new TreeSet<>();
        switch (o.request()) {
            case Request.Write r -> keys.add(key(r.command()));
            case Request.Get r -> keys.add(r.key());
            case Request.Range r -> {
                if (o.outcome() instanceof Outcome.Ranged told) {
                    told.kvs().forEach(kv -> keys.add(kv.key()));
                }
            }
        }
        return keys;
    }

    static Bytes key(Command command) {
        return switch (command) {
            case Command.Put c -> c.key();
            case Command.Delete c -> c.key();
            case Command.Announce c -> throw new IllegalArgumentException("clients announce nothing");
        };
    }

    private static void split(Operation o, TreeMap<Bytes, List<Part>> parts) {
        switch (o.request()) {
            case Request.Write r -> {
                if (!(o.outcome() instanceof Outcome.NotApplied)) {
                    Outcome told = o.isCompleted() ? o.outcome() : null;
                    parts.get(key(r.command())).add(new Part(o, new KeyOperation.Write(r.command(), told)));
                }
            }
            case Request.Get r -> {
                if (o.outcome() instanceof Outcome.Got told) {
                    parts.get(r.key()).add(new Part(o, new KeyOperation.Read(told.kv(), told.revision())));
                }
            }
            case Request.Range r -> {
                if (o.outcome() instanceof Outcome.Ranged told) {
                    split(o, r, told, parts);
                }
            }
        }
    }

    /// That all keys are of one moment is lost here; the check by index sees it.
    private static void split(Operation o, Request.Range r, Outcome.Ranged told, TreeMap<Bytes, List<Part>> parts) {
        Map<Bytes, KeyValue> found = new HashMap<>();
        told.kvs().forEach(kv -> found.put(kv.key(), kv));
        Bytes last = told.more() ? told.kvs().getLast().key() : null;
        for (Map.Entry<Bytes, List<Part>> e : parts.tailMap(r.prefix(), true).entrySet()) {
            if (!e.getKey().startsWith(r.prefix()) || last != null && e.getKey().compareTo(last) > 0) {
                return;
            }
            if (r.after() == null || e.getKey().compareTo(r.after()) > 0) {
                e.getValue().add(new Part(o, new KeyOperation.Read(found.get(e.getKey()), told.revision())));
            }
        }
    }

    private static List<KeyOperation> numbered(List<Part> parts) {
        List<KeyOperation> raw = new ArrayList<>();
        for (Part p : parts) {
            raw.add(new KeyOperation(p.source, raw.size(), p.kind, p.source.ret(), 0, KeyState.ABSENT));
        }
        return numbered(raw, Long.MAX_VALUE);
    }

    /// What was called before `time`, with the answers given until then.
    KeyHistory until(long time) {
        List<KeyOperation> kept = new ArrayList<>();
        for (KeyOperation o : operations) {
            if (o.call() <= time && (o.ret() <= time || o.kind() instanceof KeyOperation.Write)) {
                kept.add(o);
            }
        }
        return new KeyHistory(key, numbered(kept, time));
    }

    /// Without some that change nothing: a history that is illegal without them is illegal with them.
    KeyHistory without(List<KeyOperation> reads) {
        List<KeyOperation> kept = new ArrayList<>(operations);
        kept.removeAll(reads);
        return new KeyHistory(key, numbered(kept, Long.MAX_VALUE));
    }

    private static List<KeyOperation> numbered(List<KeyOperation> raw, long time) {
        Map<Bytes, Integer> puts = new HashMap<>();
        Map<Bytes, Seen> seen = new HashMap<>();
        for (int i = 0; i < raw.size(); i++) {
            KeyOperation o = raw.get(i);
            switch (o.kind()) {
                case KeyOperation.Write w when w.command() instanceof Command.Put c -> puts.put(c.value(), i);
                case KeyOperation.Read r when r.found() != null ->
                    seen.merge(r.found().value(), new Seen(r.found().modRevision(), o.ret()), Seen::earlier);
                case KeyOperation.Write w -> {}
                case KeyOperation.Read r -> {}
            }
        }
        List<KeyOperation> all = new ArrayList<>();
        for (KeyOperation o : raw) {
            all.add(switch (o.kind()) {
                case KeyOperation.Write w -> write(o, w, all.size(), time, seen);
                case KeyOperation.Read r -> new KeyOperation(o.source(), all.size(), r, o.ret(), 0, put(r.found(), puts));
            });
        }
        return all;
    }

    private static KeyOperation write(KeyOperation o, KeyOperation.Write w, int number, long time, Map<Bytes, Seen> seen) {
        if (w.told() != null && o.ret() <= time) {
            return new KeyOperation(o.source(), number, w, o.ret(), revision(w), KeyState.ABSENT);
        }
        Seen by = w.command() instanceof Command.Put c ? seen.getOrDefault(c.value(), NEVER_SEEN) : NEVER_SEEN;
        // who saw it was answered after it took effect
        long ret = Math.max(o.call(), by.ret);
        return new KeyOperation(o.source(), number, new KeyOperation.Write(w.command(), null), ret, by.revision, KeyState.ABSENT);
    }

    private static long revision(KeyOperation.Write w) {
        return w.told() instanceof Outcome.Written told && (w.command() instanceof Command.Put || told.existed()) ? told.revision() : 0;
    }

    private static int put(@Nullable KeyValue found, Map<Bytes, Integer> puts) {
        return found == null ? KeyState.ABSENT : puts.getOrDefault(found.value(), KeyState.ABSENT);
    }
}
