package dev.raftd.server.sim;

import dev.raftd.api.Bytes;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Decoded;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.WriteResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The stores, and what clients are told of them, against one store that every committed entry was applied to once.
final class StoreRules {
    private static final int ROOTS_KEPT = 4096;
    private static final int COMPARED_EVERY = 16;

    private final World world;
    private final KvStore model = new KvStore();
    private final KvRoot[] roots = new KvRoot[ROOTS_KEPT];
    private final Map<SimProcess, Long> looked = new HashMap<>();
    private final TreeMap<Long, ConfState> confs = new TreeMap<>();
    /// Values that took effect, and those of which clients were told that they did not.
    private final Set<Bytes> effective = new HashSet<>();
    private final Set<Bytes> denied = new HashSet<>();
    private long acknowledged;

    StoreRules(World world) {
        this.world = world;
        roots[0] = model.root();
    }

    /// An entry was committed by the first member to do so.
    void committed(Entry e) {
        if (e.index() != model.appliedIndex() + 1) {
            return;
        }
        world.records.committed(e);
        if (e.type() == EntryType.NORMAL) {
            applied(e, model.apply(e));
        } else {
            try {
                model.applyConfChange(e, Codec.decodeConfChange(e));
            } catch (CodecException broken) {
                world.violated(Rule.CONFIGURATION, "entry " + e.index() + " cannot be read: " + broken.getMessage());
            }
        }
        roots[(int) (e.index() % ROOTS_KEPT)] = model.root();
    }

    private void applied(Entry e, Applied applied) {
        boolean written = applied instanceof Applied.Written w && w.result() instanceof WriteResult.Written && w.index() == e.index();
        if (written && CommandCodec.decode(e.data()) instanceof Decoded.Command d && d.proposal().command() instanceof Command.Put put) {
            effective.add(put.value());
            requireHonest(put.value());
        }
    }

    private void requireHonest(Bytes value) {
        if (denied.contains(value) && effective.contains(value)) {
            world.violated(Rule.NOT_APPLIED, "the write of " + value + " was answered as not applied, and it is");
        }
    }

    KvRoot root() {
        return model.root();
    }

    private @Nullable KvRoot modelAt(long index) {
        KvRoot root = roots[(int) (index % ROOTS_KEPT)];
        return root != null && root.appliedIndex() == index ? root : null;
    }

    /// @param whole whether all of the store is compared, whatever its index
    void look(SimProcess process, boolean whole) {
        KvRoot root = process.turns().root();
        long index = root.appliedIndex();
        long before = looked.getOrDefault(process, -1L);
        if (index == before) {
            return;
        }
        boolean jumped = index > before + COMPARED_EVERY;
        looked.put(process, index);
        compare(process, root, whole || jumped || index % COMPARED_EVERY == 0);
        configuration(process, index);
    }

    private void compare(SimProcess process, KvRoot root, boolean whole) {
        KvRoot expected = modelAt(root.appliedIndex());
        if (expected == null) {
            if (root.appliedIndex() > model.appliedIndex()) {
                world.violated(Rule.STATE_MACHINE_SAFETY, "member " + process.id() + " applied " + root.appliedIndex() + ", committed is "
                        + model.appliedIndex());
            }
            return;
        }
        boolean same = root.hash() == expected.hash() && root.revision() == expected.revision() && (!whole || equal(root, expected));
        if (!same) {
            world.violated(Rule.STATE_MACHINE_SAFETY, "member " + process.id() + " has another store at index " + root.appliedIndex()
                    + ": revision " + root.revision() + " instead of " + expected.revision());
        }
    }

    /// What a member's snapshot and log give is what was committed up to there.
    void replayed(SimProcess process, KvRoot root) {
        compare(process, root, true);
    }

    private static boolean equal(KvRoot a, KvRoot b) {
        return a.members().equals(b.members())
                && a.range(Bytes.EMPTY, null, Integer.MAX_VALUE).equals(b.range(Bytes.EMPTY, null, Integer.MAX_VALUE));
    }

    private void configuration(SimProcess process, long index) {
        ConfState conf = process.turns().conf();
        ConfState known = confs.putIfAbsent(index, conf);
        if (known != null && !known.equals(conf)) {
            world.violated(Rule.CONFIGURATION,
                    "at index " + index + " member " + process.id() + " has " + conf + ", another one had " + known);
        }
        if (known == null) {
            Map.Entry<Long, ConfState> before = confs.lowerEntry(index);
            if (before != null && before.getKey() == index - 1 && !before.getValue().equals(conf)) {
                world.check(Quorums.meet(before.getValue(), conf), Rule.CONFIGURATION, "%s and %s have quorums that do not meet",
                        before.getValue(), conf);
            }
        }
    }

    /// The latest configuration that anybody applied; empty before.
    ConfState configuration() {
        return confs.isEmpty() ? ConfState.EMPTY : confs.lastEntry().getValue();
    }

    // Clients.

    /// The last index that any client was told of.
    long acknowledged() {
        return acknowledged;
    }

    /// A client was told that its write happened.
    ///
    /// @param before what was acknowledged when it was asked for
    void written(WriteResponse answer, long before, boolean isRepeated) {
        long term = world.rules.logs.committed().term(answer.index());
        world.check(term == answer.term(), Rule.ACKNOWLEDGED, "a write at %d/%d is acknowledged, committed there is term %d", answer.term(),
                answer.index(), term);
        world.check(isRepeated || answer.index() > before, Rule.ACKNOWLEDGED, "a write at %d is acknowledged, %d was before it began",
                answer.index(), before);
        acknowledged = Math.max(acknowledged, answer.index());
    }

    /// A client was given the store.
    void read(KvRoot root, long before, boolean serializable, List<Bytes> keys) {
        long index = root.appliedIndex();
        world.check(serializable || index >= before, Rule.READ, "a read sees index %d, %d was acknowledged before it began", index, before);
        KvRoot expected = modelAt(index);
        if (expected == null) {
            world.check(index <= model.appliedIndex(), Rule.READ, "a read sees index %d, committed is %d", index, model.appliedIndex());
            return;
        }
        for (Bytes key : keys) {
            boolean same = String.valueOf(root.get(key)).equals(String.valueOf(expected.get(key)));
            world.check(same, Rule.READ, "a read at index %d sees %s as %s instead of %s", index, key, root.get(key), expected.get(key));
        }
        if (!serializable) {
            acknowledged = Math.max(acknowledged, index);
        }
    }

    /// A client was told that its write did not happen and will not.
    void notApplied(Bytes value) {
        denied.add(value);
        requireHonest(value);
    }
}
