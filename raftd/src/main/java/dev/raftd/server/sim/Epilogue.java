package dev.raftd.server.sim;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.replica.SnapshotFiles;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import java.util.List;

/// What is looked at once all is over: each disk holds what its member had in memory.
final class Epilogue {
    private final World world;

    Epilogue(World world) {
        this.world = world;
    }

    /// @param quiet whether nothing is under way any more
    void run(boolean quiet) {
        world.records.check();
        if (quiet) {
            for (SimProcess process : world.running()) {
                requireTidy(process, "wal");
                requireTidy(process, "snap");
                reopen(process);
            }
        }
    }

    /// Nothing is under way any more, so nothing unfinished is left.
    private void requireTidy(SimProcess process, String directory) {
        for (Disk.FileSize file : process.node().disk().below(directory).list()) {
            world.check(!file.name().endsWith(".tmp"), Rule.RESOURCES, "member %d left %s/%s of %d bytes", process.id(), directory,
                    file.name(), file.sizeBytes());
        }
    }

    private void reopen(SimProcess process) {
        SimDisk copy = process.node().disk().copy();
        Recovery.Recovered found;
        try {
            DataDir dir = DataDir.open(copy, new Identity(process.id(), SimProcess.CLUSTER));
            found = Recovery.open(dir, world.swarm.log());
        } catch (RuntimeException e) {
            world.check(process.node().isDamaged(), Rule.CONVERGENCE, "member %d could not start again: %s", process.id(),
                    Causes.sentence(e));
            return;
        }
        compare(process, found.log());
        world.rules.stores.replayed(process, replay(found));
    }

    private void compare(SimProcess process, SegmentedLog disk) {
        BasicStatus status = process.turns().status();
        HardState state = disk.initialState().hardState();
        world.check(state.term() == status.term() && state.vote() == status.vote(), Rule.CONVERGENCE,
                "member %d is in term %d and voted for %d, its disk says %s", process.id(), status.term(), status.vote(), state);
        long last = process.turns().log().lastIndex();
        world.check(disk.lastIndex() == last, Rule.CONVERGENCE, "member %d has entries up to %d, its disk up to %d", process.id(), last,
                disk.lastIndex());
        for (long i = Math.max(disk.firstIndex(), process.turns().log().firstIndex()); i <= Math.min(last, disk.lastIndex()); i++) {
            if (disk.term(i) != process.turns().term(i)) {
                world.violated(Rule.CONVERGENCE, "member " + process.id() + " has term " + process.turns().term(i) + " at " + i
                        + ", its disk " + disk.term(i));
            }
        }
    }

    /// The store as the member's next start finds it, with all that its log knows committed.
    private static KvRoot replay(Recovery.Recovered found) {
        long from = found.snapshot().index();
        KvStore store = from == 0 ? new KvStore() : new KvStore(new SnapshotFiles(found.snapshots()).load(found.snapshot()));
        long commit = found.log().initialState().hardState().commit();
        while (store.appliedIndex() < commit) {
            List<Entry> entries = found.log().entries(store.appliedIndex() + 1, commit + 1, Long.MAX_VALUE);
            if (entries == null) {
                throw new IllegalStateException("the log lacks entry " + (store.appliedIndex() + 1));
            }
            entries.forEach(e -> apply(store, e));
        }
        return store.root();
    }

    private static void apply(KvStore store, Entry e) {
        if (e.type() == EntryType.NORMAL) {
            store.apply(e);
            return;
        }
        try {
            store.applyConfChange(e, Codec.decodeConfChange(e));
        } catch (CodecException broken) {
            throw new IllegalStateException("entry " + e.index() + " cannot be read", broken);
        }
    }
}
