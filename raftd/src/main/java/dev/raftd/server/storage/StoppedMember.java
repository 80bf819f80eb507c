package dev.raftd.server.storage;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.LogScan.SegmentFile;
import dev.raftd.server.storage.SnapshotFormat.Origin;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a member that does not run would start with: the log, its end included that a crash left doubtful, and the newest usable snapshot, as
/// [Recovery] would judge them. Nothing is changed. Holds the directory's lock until closed, so that the member is not started meanwhile.
///
/// Confined to one thread.
public final class StoppedMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedMember.class);

    /// Takes the content of a snapshot, piece by piece.
    @FunctionalInterface
    public interface ContentVisitor<E extends Exception> {
        void content(byte[] piece) throws E;
    }

    private record SnapshotFile(String name, long sizeBytes) {
        long index() {
            return SnapshotFormat.index(name);
        }
    }

    private final Identity identity;
    private final Closeable lock;
    private final Disk wal;
    private final Disk snapshots;
    private final StableLog log = new StableLog(0);
    private final LogScan scan;
    private final List<String> notes = new ArrayList<>();
    private SnapshotMetadata snapshot = SnapshotMetadata.EMPTY;
    private String snapshotFile = "";

    private StoppedMember(Disk root, Identity identity, Closeable lock) throws IOException {
        this.identity = identity;
        this.lock = lock;
        wal = root.directory(DataDir.WAL);
        snapshots = root.directory(DataDir.SNAPSHOTS);
        scan = new LogScan(wal, Disk.OpenMode.READ, log);
    }

    /// Locks the directory and reads all of it.
    ///
    /// @param root such as [RealDisk#openReadOnly]
    /// @throws StorageException LOCKED, MISSING (no member's directory), CORRUPT, NEWER_FORMAT, NOT_WRITABLE (unreadable), IO
    public static StoppedMember open(Disk root) {
        try {
            Closeable lock = DataDir.lock(root);
            try {
                return read(root, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read the data directory " + root.path(""));
        }
    }

    private static StoppedMember read(Disk root, Closeable lock) throws IOException {
        Identity identity = DataDir.identityOf(root);
        if (identity == null) {
            throw new StorageException(Code.MISSING, "this is not a member's data directory: there is no " + root.path(DataDir.IDENTITY),
                    "Check the path.");
        }
        StoppedMember member = new StoppedMember(root, identity, lock);
        try {
            member.readLog();
            member.chooseSnapshot();
            return member;
        } catch (IOException | RuntimeException e) {
            member.scan.close();
            throw e;
        }
    }

    private void readLog() throws IOException {
        List<SegmentFile> files = LogScan.segmentFiles(wal);
        if (files.isEmpty()) {
            throw StorageException.corrupt(new Damage(wal.path(""), 0, 1, Damage.UNKNOWN), "the directory was in use and has no segment");
        }
        LogScan.Tail tail = scan.run(files, identity);
        try {
            for (SegmentReader.Batch batch : tail.doubtful()) {
                log.apply(batch.records(), batch.offsets());
            }
        } catch (BadBytesException e) {
            throw corruptEnd(tail, e.offset(), String.valueOf(e.getMessage()));
        }
        if (log.hardState().commit() > log.last()) {
            throw corruptEnd(tail, tail.end().offset(), "commit " + log.hardState().commit() + " is beyond the last entry " + log.last());
        }
        if (tail.isTorn()) {
            notes.add("a torn write follows the log's end in " + tail.segment().path() + "; it was never promised");
        }
    }

    private StorageException corruptEnd(LogScan.Tail tail, long offset, String problem) {
        return StorageException.corrupt(new Damage(tail.segment().path(), offset, log.last() + 1, Damage.UNKNOWN), problem);
    }

    private void chooseSnapshot() throws IOException {
        List<SnapshotFile> newestFirst = snapshots.list().stream().filter(f -> f.name().endsWith(SnapshotFormat.SUFFIX))
                .map(f -> new SnapshotFile(f.name(), f.sizeBytes())).sorted(Comparator.comparingLong(SnapshotFile::index).reversed())
                .toList();
        for (SnapshotFile file : newestFirst) {
            SnapshotMetadata metadata = usable(file);
            if (metadata != null) {
                snapshot = metadata;
                snapshotFile = file.name();
                return;
            }
        }
        if (log.base() > 0) {
            throw StorageException.corrupt(new Damage(wal.path(""), 0, 1, log.base()),
                    "the log starts at index " + (log.base() + 1) + " and no usable snapshot reaches there");
        }
    }

    /// Null if it is not to be used.
    private @Nullable SnapshotMetadata usable(SnapshotFile file) throws IOException {
        try (DiskFile opened = snapshots.open(file.name(), Disk.OpenMode.READ)) {
            SnapshotCursor cursor = new SnapshotCursor(opened, identity.clusterId());
            SnapshotMetadata metadata = cursor.metadata();
            if (!file.name().equals(SnapshotFormat.name(metadata, SnapshotFormat.origin(file.name())))) {
                throw new BadBytesException(0, "it is the snapshot of index " + metadata.index());
            }
            if (log.term(metadata.index()) != metadata.term()) {
                requireNeverInstalled(file, metadata);
                return null;
            }
            cursor.drain();
            return metadata;
        } catch (BadBytesException e) {
            notes.add("snapshot " + snapshots.path(file.name()) + " is damaged at offset " + e.offset() + " and is not used: "
                    + e.getMessage());
            return null;
        }
    }

    private void requireNeverInstalled(SnapshotFile file, SnapshotMetadata metadata) {
        if (metadata.index() < log.base() || SnapshotFormat.origin(file.name()) == Origin.RECEIVED) {
            return;
        }
        throw StorageException.corrupt(
                new Damage(snapshots.path(file.name()), 0, log.last() + 1, Math.max(metadata.index(), log.last() + 1)),
                "this node took the snapshot of index " + metadata.index() + " in term " + metadata.term() + ", and its log ends at "
                        + log.last());
    }

    public Identity identity() {
        return identity;
    }

    /// With the commit index that the snapshot proves.
    public HardState hardState() {
        HardState state = log.hardState();
        return new HardState(state.term(), state.vote(), Math.max(state.commit(), snapshot.index()));
    }

    /// The newest usable one, [SnapshotMetadata#EMPTY] if there is none.
    public SnapshotMetadata snapshot() {
        return snapshot;
    }

    /// The index of the first entry in the log, its last one + 1 if it has none.
    public long firstIndex() {
        return log.base() + 1;
    }

    public long lastIndex() {
        return log.last();
    }

    /// As [dev.raftd.raft.Storage#term].
    public long term(long index) {
        return log.term(index);
    }

    /// What was found that a start would mend or pass over, a sentence each.
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /// The entries `from <= index <= to` that the log has, in order.
    ///
    /// @throws StorageException IO
    public void entries(long from, long to, Consumer<Entry> each) {
        new LogReads(log).visit(Math.max(from, firstIndex()), Math.min(to, lastIndex()) + 1, (entry, segment, offset) -> {
            each.accept(entry);
            return true;
        });
    }

    /// The newest usable snapshot's content, verified. There must be one.
    ///
    /// @throws StorageException CORRUPT, IO
    public <E extends Exception> void snapshotContent(ContentVisitor<E> visitor) throws E {
        try (DiskFile file = snapshots.open(snapshotFile, Disk.OpenMode.READ)) {
            SnapshotCursor cursor = new SnapshotCursor(file, identity.clusterId());
            for (ByteBuffer chunk = cursor.next(); chunk != null; chunk = cursor.next()) {
                byte[] piece = new byte[chunk.remaining()];
                chunk.get(piece);
                visitor.content(piece);
            }
        } catch (BadBytesException e) {
            throw StorageException.corrupt(new Damage(snapshots.path(snapshotFile), e.offset(), 1, snapshot.index()),
                    String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + snapshots.path(snapshotFile));
        }
    }

    @Override
    public void close() {
        scan.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("cannot unlock a directory that was only read: {}", e.getMessage());
        }
    }
}
