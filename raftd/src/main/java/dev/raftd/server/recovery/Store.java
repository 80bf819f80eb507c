package dev.raftd.server.recovery;

import dev.raftd.backup.BackupException;
import dev.raftd.backup.BackupReader;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.server.kv.SnapshotDecoder;
import dev.raftd.server.recovery.RecoveryException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The store of a survivor or of a backup, computed as a member would.
final class Store {
    private static final int ENTRIES_AT_ONCE = 1_000;
    private static final String PEER_URL = "http://127.0.0.1:2380";

    private Store() {}

    /// Snapshot and log up to and including `upTo`, or to the log's end.
    static KvRoot of(Survivor survivor, long upTo) throws RecoveryException {
        KvStore store = new KvStore();
        if (survivor.member().snapshot().index() > 0) {
            SnapshotDecoder decoder = new SnapshotDecoder();
            try {
                survivor.member().snapshotContent(decoder::add);
                store = new KvStore(decoder.finish());
            } catch (CodecException e) {
                throw unreadable("the snapshot of index " + survivor.member().snapshot().index() + " in " + survivor.directory(), e);
            }
        }
        long end = Math.min(upTo, survivor.lastIndex());
        while (store.appliedIndex() < end) {
            List<Entry> some = new ArrayList<>();
            survivor.member().entries(store.appliedIndex() + 1, Math.min(end, store.appliedIndex() + ENTRIES_AT_ONCE), some::add);
            for (Entry e : some) {
                apply(store, e);
            }
        }
        return store.root();
    }

    private static void apply(KvStore store, Entry e) throws RecoveryException {
        if (e.type() != EntryType.NORMAL) {
            try {
                store.applyConfChange(e, Codec.decodeConfChange(e));
            } catch (CodecException broken) {
                throw unreadable("the configuration change of index " + e.index(), broken);
            }
        } else if (store.apply(e) instanceof Applied.NewerFormat newer) {
            throw new RecoveryException(Code.NEWER_FORMAT,
                    "entry " + e.index() + " is a command of format " + newer.format() + "; use the newer raftd that wrote it");
        }
    }

    /// What a backup holds; all of it is verified.
    static KvRoot of(BackupReader backup, String name) throws RecoveryException, IOException, BackupException {
        SnapshotDecoder decoder = new SnapshotDecoder();
        try {
            for (byte[] piece = backup.next(); piece != null; piece = backup.next()) {
                decoder.add(piece);
            }
            KvRoot root = decoder.finish();
            if (root.appliedIndex() != backup.metadata().index()) {
                throw new CodecException("a store at index " + root.appliedIndex() + " in the snapshot of " + backup.metadata().index());
            }
            return root;
        } catch (CodecException e) {
            throw unreadable(name, e);
        }
    }

    private static RecoveryException unreadable(String what, CodecException e) {
        return new RecoveryException(Code.CORRUPT, what + " holds no store that can be read: " + e.getMessage() + "; use another one");
    }

    /// The member that the new cluster begins with.
    ///
    /// @param peerUrl where the others will reach it, null: as before, or where raftd listens by default
    static MemberInfo sole(KvRoot root, long id, @Nullable String peerUrl) throws RecoveryException {
        if (root.wasRemoved(id)) {
            throw new RecoveryException(Code.UNUSABLE, "--id: member " + Long.toUnsignedString(id)
                    + " was removed from the cluster; choose an id that was never used, removed were " + root.removedIds());
        }
        MemberInfo before = root.members().get(id);
        return new MemberInfo(id, peerUrl != null ? peerUrl : before != null ? before.peerUrl() : PEER_URL, null);
    }
}
