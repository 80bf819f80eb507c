package dev.raftd.server.replica;

import dev.raftd.raft.Logger;
import dev.raftd.raft.RawNode;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.agreement.HashRing;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Store and configuration as committed entries make them: one entry after the other, on every member alike. Confined to the raft loop.
final class Applier {
    private final RawNode raft;
    private final OfferedStorage storage;
    private final HashRing hashes;
    private final Compactor compactor;
    private final Counters counters;
    private final Logger logger;
    private KvStore store;
    private ConfState conf;
    private long term;

    /// @param root the store to go on from
    /// @param conf the configuration at its index
    Applier(RawNode raft, OfferedStorage storage, HashRing hashes, Compactor compactor, Counters counters, Logger logger, KvRoot root,
            ConfState conf) {
        this.raft = raft;
        this.storage = storage;
        this.hashes = hashes;
        this.compactor = compactor;
        this.counters = counters;
        this.logger = logger;
        this.conf = conf;
        store = new KvStore(root);
        term = raft.term(root.appliedIndex());
    }

    /// The configuration at the last entry applied.
    ConfState conf() {
        return conf;
    }

    /// The term of the last entry applied.
    long term() {
        return term;
    }

    /// The store at the last entry applied.
    KvRoot root() {
        return store.root();
    }

    /// What each entry came to.
    List<Applied> apply(List<Entry> entries) {
        List<Applied> results = new ArrayList<>(entries.size());
        for (Entry e : entries) {
            results.add(e.type() == EntryType.NORMAL ? command(e) : change(e));
            hashes.add(store.hash());
            compactor.applied(e);
        }
        term = entries.getLast().term();
        counters.applied.add(entries.size());
        return results;
    }

    private Applied command(Entry e) {
        Applied applied = store.apply(e);
        if (applied instanceof Applied.NewerFormat newer) {
            throw new NewerFormatException(e.index(), newer.format());
        }
        if (applied instanceof Applied.Skipped) {
            counters.skipped.increment();
        }
        return applied;
    }

    /// A change that cannot be read or put in force is passed over, on every member alike: no correct leader appends one, and a member must not
    /// end because of what another one sent.
    private Applied change(Entry e) {
        ConfChangeI change = applicable(e);
        if (change == null) {
            counters.skipped.increment();
            logger.log(Logger.Level.WARN, "passed over the configuration change at index " + e.index() + ": it cannot be applied");
            store.passOver(e);
            return Applied.NOTHING;
        }
        store.applyConfChange(e, change);
        conf = raft.applyConfChange(change);
        storage.configured(conf);
        return Applied.NOTHING;
    }

    private @Nullable ConfChangeI applicable(Entry e) {
        try {
            ConfChangeI change = Codec.decodeConfChange(e);
            return raft.isApplicable(change) ? change : null;
        } catch (CodecException broken) {
            return null;
        }
    }

    /// A received snapshot takes the store's place.
    void install(KvRoot root, SnapshotMetadata metadata) {
        store = new KvStore(root);
        hashes.jump(root.appliedIndex(), root.hash());
        conf = metadata.confState();
        term = metadata.term();
        storage.configured(conf);
        compactor.jumpedTo(metadata.index());
    }
}
