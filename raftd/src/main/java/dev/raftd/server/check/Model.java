package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Decoded;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The store once more, as simple as can be: mutable maps, nothing forgotten. What it says is right.
final class Model {
    private record Run(long member, long incarnation) {}

    private final TreeMap<Bytes, KeyValue> keys = new TreeMap<>();
    private final Map<Run, Long> sequences = new HashMap<>();
    private final Map<Bytes, Effect> first = new HashMap<>();
    private long revision;

    long revision() {
        return revision;
    }

    /// Passes over writes that are not known.
    void skipTo(long newRevision) {
        revision = newRevision;
    }

    @Nullable
    KeyValue get(Bytes key) {
        return keys.get(key);
    }

    /// The keys that a range answer shows, `count` of them at most.
    List<KeyValue> range(Request.Range r, int count) {
        List<KeyValue> found = new ArrayList<>();
        for (KeyValue kv : keys.tailMap(r.prefix(), true).values()) {
            if (!kv.key().startsWith(r.prefix()) || found.size() == count) {
                break;
            }
            if (r.after() == null || kv.key().compareTo(r.after()) > 0) {
                found.add(kv);
            }
        }
        return found;
    }

    /// Applies a committed entry; null if it is no write, or one that Raft delivered twice.
    @Nullable
    Effect apply(Entry e) {
        boolean isCommand = e.type() == EntryType.NORMAL && e.data().length > 0;
        if (!isCommand || !(CommandCodec.decode(e.data()) instanceof Decoded.Command decoded)) {
            return null;
        }
        Proposal p = decoded.proposal();
        if (!isNext(p.origin()) || p.command() instanceof Command.Announce) {
            return null;
        }
        Effect known = p.idempotencyKey() == null ? null : first.get(p.idempotencyKey());
        if (known != null) {
            return known.command().equals(p.command()) ? known : null;
        }
        Effect effect = new Effect(p.command(), p.idempotencyKey(), apply(p.command(), e.index(), e.term()));
        if (p.idempotencyKey() != null) {
            first.put(p.idempotencyKey(), effect);
        }
        return effect;
    }

    private boolean isNext(Origin o) {
        Run run = new Run(o.member(), o.incarnation());
        if (sequences.getOrDefault(run, 0L) >= o.sequence()) {
            return false;
        }
        sequences.put(run, o.sequence());
        return true;
    }

    Outcome apply(Command command, long index, long term) {
        return switch (command) {
            case Command.Put c -> apply(c.key(), c.value(), c.ifRevision(), index, term);
            case Command.Delete c -> apply(c.key(), null, c.ifRevision(), index, term);
            case Command.Announce c -> throw new IllegalArgumentException("an announcement is no write");
        };
    }

    private Outcome apply(Bytes key, @Nullable Bytes value, long ifRevision, long index, long term) {
        KeyValue before = keys.get(key);
        long modRevision = before == null ? Command.ABSENT : before.modRevision();
        if (ifRevision != Command.UNCONDITIONAL && ifRevision != modRevision) {
            return new Outcome.CompareFailed(index, modRevision);
        }
        if (value != null) {
            revision++;
            keys.put(key, new KeyValue(key, value, before == null ? revision : before.createRevision(), revision,
                    before == null ? 1 : before.version() + 1));
        } else if (before != null) {
            revision++;
            keys.remove(key);
        }
        return new Outcome.Written(index, term, revision, before != null);
    }
}
