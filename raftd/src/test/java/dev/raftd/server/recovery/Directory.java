package dev.raftd.server.recovery;

import dev.raftd.api.Bytes;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.kv.SnapshotEncoder;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SnapshotWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A stopped member's data directory in the making: what its log says, written as the daemon writes it.
final class Directory {
    static final long CLUSTER = 42;

    final long id;
    final SimDisk disk = new SimDisk();
    private final List<Entry> entries = new ArrayList<>();
    private SnapshotMetadata snapshot = SnapshotMetadata.EMPTY;
    private KvRoot root = new KvStore().root();

    Directory(long id) {
        this.id = id;
    }

    /// A log that begins as those of a new cluster's members do.
    static Directory of(long id, long... voters) {
        Directory directory = new Directory(id);
        for (long voter : voters) {
            directory.change(1, new ConfChange(0, ConfChangeType.ADD_NODE, voter, url(voter)));
        }
        return directory;
    }

    /// A log behind a snapshot with nothing in it.
    static Directory behind(long id, ConfState conf, long index, long term) {
        Directory directory = new Directory(id);
        KvStore store = new KvStore();
        for (long i = 1; i <= index; i++) {
            store.apply(new Entry(1, i, EntryType.NORMAL, new byte[0]));
        }
        directory.snapshot = new SnapshotMetadata(conf, index, term);
        directory.root = store.root();
        return directory;
    }

    static byte[] url(long id) {
        return ("http://peer" + id).getBytes(StandardCharsets.UTF_8);
    }

    long last() {
        return snapshot.index() + entries.size();
    }

    Directory change(long term, ConfChange change) {
        entries.add(new Entry(term, last() + 1, EntryType.CONF_CHANGE, Codec.encode(change)));
        return this;
    }

    Directory add(long term, long voter) {
        return change(term, new ConfChange(0, ConfChangeType.ADD_NODE, voter, url(voter)));
    }

    Directory remove(long term, long voter) {
        return change(term, new ConfChange(0, ConfChangeType.REMOVE_NODE, voter, new byte[0]));
    }

    Directory put(long term, String... keys) {
        for (String key : keys) {
            Command put = new Command.Put(Bytes.utf8(key), Bytes.utf8("value of " + key), Command.UNCONDITIONAL);
            Proposal proposal = new Proposal(new Origin(1, 7, last() + 1), Bytes.utf8("idempotent " + key), put);
            entries.add(new Entry(term, last() + 1, EntryType.NORMAL, CommandCodec.encode(proposal)));
        }
        return this;
    }

    /// Writes it all down.
    Directory stopped(long term, long commit) {
        try (DataDir dir = DataDir.open(disk, new Identity(id, CLUSTER))) {
            Recovery.Recovered fresh = Recovery.open(dir, new LogConfig(4096, 0, 0));
            if (snapshot.index() > 0) {
                try (SnapshotWriter writer = fresh.snapshots().begin(snapshot)) {
                    new SnapshotEncoder(root).forEachRemaining(chunk -> writer.write(chunk, 0, chunk.length));
                    writer.commit();
                }
                fresh.log().installSnapshot(snapshot);
            }
            fresh.log().append(new HardState(term, 0, commit), entries);
            fresh.log().sync();
            fresh.log().close();
        }
        return this;
    }

    /// Damages one bit of a file.
    Directory flip(String below, String name, int offset) {
        byte[] bytes = disk.below(below).contents().get(name);
        bytes[offset] ^= 1;
        disk.below(below).replace(name, bytes);
        return this;
    }

    Survivor survivor() throws RecoveryException {
        return Survivor.open("/data/" + id, disk);
    }
}
