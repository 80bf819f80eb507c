package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.SnapshotStore.Info;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds the newest snapshot that is whole and fits to the log.
///
///     log               base | base + 1 … last
///     usable                 base <= index <= last, same term there
///     received, beyond or other term    the crash came before the log learned of it: as if it had never come
///     own, beyond or other term         the log lost what was durable: refused
///     below base                        a gap: refused, unless a newer one is usable
final class SnapshotChoice {
    private final SnapshotStore store;
    private final Terms log;
    private final List<String> notes;
    private final List<Info> notInstalled = new ArrayList<>();

    SnapshotChoice(SnapshotStore store, Terms log, List<String> notes) {
        this.store = store;
        this.log = log;
        this.notes = notes;
    }

    /// [SnapshotMetadata#EMPTY] if there is none and the log needs none.
    ///
    /// @throws StorageException CORRUPT
    SnapshotMetadata choose(String logPath) throws IOException {
        SnapshotMetadata chosen = newestUsable(logPath);
        notInstalled.forEach(store::delete);
        return chosen;
    }

    private SnapshotMetadata newestUsable(String logPath) throws IOException {
        store.unreadable().forEach(file -> notes.add("snapshot " + store.path(file) + " has a bad header and is not used"));
        for (Info info : store.list()) {
            if (log.of(info.metadata().index()) != info.metadata().term()) {
                leaveOut(info);
            } else if (isWhole(info)) {
                return info.metadata();
            }
        }
        if (log.base() > 0) {
            throw StorageException.corrupt(new Damage(logPath, 0, 1, log.base()),
                    "the log starts at index " + (log.base() + 1) + " and no usable snapshot reaches there");
        }
        return SnapshotMetadata.EMPTY;
    }

    private void leaveOut(Info info) {
        long index = info.metadata().index();
        if (index < log.base()) {
            return;
        }
        if (!info.received()) {
            throw StorageException.corrupt(new Damage(store.path(info.file()), 0, log.last() + 1, Math.max(index, log.last() + 1)),
                    "this node took the snapshot of index " + index + " in term " + info.metadata().term() + ", and its log ends at "
                            + log.last());
        }
        notes.add("removed the snapshot " + store.path(info.file()) + " that was received and not yet installed");
        notInstalled.add(info);
    }

    private boolean isWhole(Info info) throws IOException {
        BadBytesException problem = store.problem(info);
        if (problem == null) {
            return true;
        }
        notes.add("snapshot " + store.path(info.file()) + " is damaged at offset " + problem.offset() + " and is not used: "
                + problem.getMessage());
        store.setAside(info);
        return false;
    }
}
