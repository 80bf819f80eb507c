package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.SnapshotFormat.Origin;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The snapshots of a node, each a file of checksummed chunks that is written, synced, verified and only then named. Thread-safe.
public final class SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);

    /// A snapshot file.
    ///
    /// @param received from a leader, not taken here
    /// @param file     its name
    public record Info(SnapshotMetadata metadata, boolean received, String file, long sizeBytes) {}

    private final Disk disk;
    private final long clusterId;
    private final Reserve reserve;
    private final List<Info> infos = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private long unnamed;

    private SnapshotStore(Disk disk, long clusterId, Reserve reserve) {
        this.disk = disk;
        this.clusterId = clusterId;
        this.reserve = reserve;
    }

    /// Without a reserve.
    static SnapshotStore open(Disk disk, long clusterId) throws IOException {
        return open(disk, clusterId, Reserve.none(disk));
    }

    /// Looks what is there; unfinished files are removed. Reads headers only. What is seen is durable, even if a former process could not
    /// bring it there.
    ///
    /// @param reserve what it takes room from when the disk is full
    static SnapshotStore open(Disk disk, long clusterId, Reserve reserve) throws IOException {
        disk.sync();
        SnapshotStore store = new SnapshotStore(disk, clusterId, reserve);
        for (Disk.FileSize file : disk.list()) {
            if (file.name().endsWith(SegmentFormat.TEMPORARY_SUFFIX)) {
                disk.delete(file.name());
            } else if (file.name().endsWith(SnapshotFormat.SUFFIX)) {
                store.adopt(file);
            }
        }
        return store;
    }

    private void adopt(Disk.FileSize file) throws IOException {
        try (DiskFile opened = disk.open(file.name(), Disk.OpenMode.READ)) {
            SnapshotMetadata metadata = new SnapshotCursor(opened, clusterId).metadata();
            Origin origin = SnapshotFormat.origin(file.name());
            if (!file.name().equals(SnapshotFormat.name(metadata, origin))) {
                throw new BadBytesException(0, "it is the snapshot of index " + metadata.index());
            }
            add(new Info(metadata, origin == Origin.RECEIVED, file.name(), file.sizeBytes()));
        } catch (BadBytesException e) {
            LOG.warn("snapshot {} cannot be used: {}", disk.path(file.name()), e.getMessage());
            unreadable.add(file.name());
        }
    }

    /// Starts a snapshot of the node's own state machine.
    ///
    /// @throws StorageException NO_SPACE, IO
    public SnapshotWriter begin(SnapshotMetadata metadata) {
        Unnamed target = unnamed();
        try {
            return new SnapshotWriter(target, clusterId, metadata);
        } catch (IOException e) {
            throw target.failed(e);
        }
    }

    /// Starts to receive a snapshot from a peer, the raw bytes that [#openRaw] gave there. Several at once are safe.
    ///
    /// @throws StorageException NO_SPACE, IO
    public SnapshotReceiver receive() {
        return new SnapshotReceiver(unnamed());
    }

    private synchronized Unnamed unnamed() {
        String name = unnamed++ + SegmentFormat.TEMPORARY_SUFFIX;
        try {
            return new Unnamed(name, create(name));
        } catch (IOException e) {
            throw StorageException.of(e, "cannot make " + disk.path(name));
        }
    }

    private DiskFile create(String name) throws IOException {
        try {
            return disk.open(name, Disk.OpenMode.CREATE);
        } catch (DiskException e) {
            if (!DiskException.isNoSpace(e) || !reserve.release()) {
                throw e;
            }
            return disk.open(name, Disk.OpenMode.CREATE);
        }
    }

    /// Streams what was written into a snapshot, verified chunk by chunk.
    ///
    /// @throws StorageException MISSING, CORRUPT, IO
    public SnapshotReader open(SnapshotMetadata metadata) {
        Info info = require(metadata);
        DiskFile file = openFile(info);
        try {
            return new SnapshotReader(this, info, file, new SnapshotCursor(file, clusterId));
        } catch (BadBytesException e) {
            closeAfterFailure(file);
            throw corrupt(info, e);
        } catch (IOException e) {
            closeAfterFailure(file);
            throw StorageException.of(e, "cannot read " + path(info.file()));
        }
    }

    /// The file as it is, for sending; verified as a whole before.
    ///
    /// @throws StorageException MISSING, CORRUPT, IO
    public RawSnapshot openRaw(SnapshotMetadata metadata) {
        Info info = require(metadata);
        DiskFile file = openFile(info);
        try {
            SnapshotCursor cursor = new SnapshotCursor(file, clusterId);
            cursor.drain();
            return new RawSnapshot(info, file, cursor.checksum());
        } catch (BadBytesException e) {
            closeAfterFailure(file);
            throw corrupt(info, e);
        } catch (IOException e) {
            closeAfterFailure(file);
            throw StorageException.of(e, "cannot read " + path(info.file()));
        }
    }

    DiskFile openRead(Info info) throws IOException {
        return disk.open(info.file(), Disk.OpenMode.READ);
    }

    SnapshotCursor cursor(DiskFile file) throws IOException, BadBytesException {
        return new SnapshotCursor(file, clusterId);
    }

    private DiskFile openFile(Info info) {
        try {
            return openRead(info);
        } catch (IOException e) {
            throw StorageException.of(e, "cannot open " + disk.path(info.file()));
        }
    }

    private static void closeAfterFailure(DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("cannot close a snapshot that cannot be read: {}", e.getMessage());
        }
    }

    private Info require(SnapshotMetadata metadata) {
        return list().stream().filter(i -> i.metadata().index() == metadata.index() && i.metadata().term() == metadata.term()).findFirst()
                .orElseThrow(() -> new StorageException(Code.MISSING, "there is no snapshot of index " + metadata.index(),
                        "Ask for the newest one."));
    }

    /// Why the whole file is not right, null if it is.
    @Nullable
    BadBytesException problem(Info info) throws IOException {
        try (DiskFile file = disk.open(info.file(), Disk.OpenMode.READ)) {
            new SnapshotCursor(file, clusterId).drain();
            return null;
        } catch (BadBytesException e) {
            return e;
        }
    }

    StorageException corrupt(Info info, BadBytesException e) {
        return StorageException.corruptSnapshot(new Damage(path(info.file()), e.offset(), 1, info.metadata().index()),
                String.valueOf(e.getMessage()));
    }

    /// All whose headers are right, newest first.
    public synchronized List<Info> list() {
        return List.copyOf(infos);
    }

    /// Files whose headers are not.
    synchronized List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    String path(String file) {
        return disk.path(file);
    }

    /// The newest one, null if there is none. It may be received and not installed yet.
    public synchronized @Nullable SnapshotMetadata newest() {
        return infos.isEmpty() ? null : infos.getFirst().metadata();
    }

    private synchronized void add(Info info) {
        infos.removeIf(i -> i.file().equals(info.file()));
        unreadable.remove(info.file());
        infos.add(info);
        infos.sort(Comparator.comparingLong((Info i) -> i.metadata().index()).thenComparingLong(i -> i.metadata().term()).reversed());
    }

    /// No longer to be used; the file stays for whoever wants to know what happened, until [#retain] finds it too old.
    synchronized void setAside(Info info) {
        infos.remove(info);
        unreadable.add(info.file());
    }

    /// Deletes those older than the `count` newest at or below an index. Those open stay readable.
    ///
    /// @param upTo the newest that the log knows: those above are received and may never be installed, so they replace none
    /// @throws StorageException IO
    public synchronized void retain(int count, long upTo) {
        List<Info> known = infos.stream().filter(i -> i.metadata().index() <= upTo).toList();
        if (known.size() < count || count < 1) {
            return;
        }
        long oldest = known.get(count - 1).metadata().index();
        List<String> old = new ArrayList<>(unreadable.stream().filter(f -> SnapshotFormat.index(f) < oldest).toList());
        infos.stream().filter(i -> i.metadata().index() < oldest).map(Info::file).forEach(old::add);
        delete(old);
    }

    /// Deletes one.
    synchronized void delete(Info info) {
        delete(List.of(info.file()));
    }

    private void delete(List<String> files) {
        try {
            for (String file : files) {
                disk.delete(file);
                infos.removeIf(i -> i.file().equals(file));
                unreadable.remove(file);
            }
            if (!files.isEmpty()) {
                disk.sync();
                LOG.info("deleted snapshots {}", files);
            }
        } catch (IOException e) {
            throw StorageException.of(e, "cannot delete old snapshots");
        }
    }

    /// A snapshot file without its name yet.
    final class Unnamed {
        private final String name;
        private final DiskFile file;
        private boolean done;

        Unnamed(String name, DiskFile file) {
            this.name = name;
            this.file = file;
        }

        /// All of the buffer's rest, if need be with the reserve's room: a snapshot lets old segments go.
        ///
        /// @return where it ends
        long write(ByteBuffer bytes, long offset) throws IOException {
            int start = bytes.position();
            try {
                return DiskIo.write(file, bytes, offset);
            } catch (DiskException e) {
                if (!DiskException.isNoSpace(e) || !reserve.release()) {
                    throw e;
                }
                return DiskIo.write(file, bytes, offset + bytes.position() - start);
            }
        }

        StorageException failed(IOException e) {
            close();
            return StorageException.of(e, "cannot write a snapshot to " + disk.path(name));
        }

        /// fsync, verify, rename, fsync of the directory: in this order.
        SnapshotMetadata commit(Origin origin) {
            try {
                file.sync();
                SnapshotCursor cursor = new SnapshotCursor(file, clusterId);
                cursor.drain();
                SnapshotMetadata metadata = cursor.metadata();
                Info info = new Info(metadata, origin == Origin.RECEIVED, SnapshotFormat.name(metadata, origin), file.size());
                disk.rename(name, info.file());
                disk.sync();
                done = true;
                file.close();
                add(info);
                return metadata;
            } catch (BadBytesException e) {
                close();
                throw StorageException.corrupt(new Damage(disk.path(name), e.offset(), 1, Damage.UNKNOWN), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /// Leaves nothing if it was not committed.
        void close() {
            if (done) {
                return;
            }
            done = true;
            try {
                file.close();
                disk.delete(name);
            } catch (IOException e) {
                LOG.warn("cannot remove unfinished {}: {}", disk.path(name), e.getMessage());
            }
        }
    }
}
