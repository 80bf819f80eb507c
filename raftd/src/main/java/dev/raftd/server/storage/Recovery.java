package dev.raftd.server.storage;

import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.LogScan.SegmentFile;
import dev.raftd.server.storage.LogScan.Tail;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From what a crash left to a log and a snapshot that fit together, or a refusal.
///
///     scan the segments ── choose the snapshot ── all fits ──> mend ──> SegmentedLog
///                └──────────────────┴── damage ──> StorageException, nothing was changed
///
/// Mending never writes into an old segment: what is doubtful is written again at the head of a new one, which gets its name when it is
/// durable; only then the old one is cut. A crash at any point leaves what this class can mend again.
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int TORN_COPY_BYTES_MAX = 4 << 20;
    private static final int TORN_COPIES_MAX = 8;

    /// A node's storage, ready.
    ///
    /// @param snapshot the newest usable one, [SnapshotMetadata#EMPTY] if there is none: load it into the state machine first
    /// @param notes    what was found and mended, a sentence each; logged already
    /// @param scrub    to check again and again what is durable
    public record Recovered(SegmentedLog log, SnapshotStore snapshots, SnapshotMetadata snapshot, List<String> notes, Scrub scrub) {}

    private final DataDir dir;
    private final LogConfig config;
    private final Disk wal;
    private final Reserve reserve;
    private final SegmentFiles files;
    private final StableLog stable;
    private final List<String> notes = new ArrayList<>();

    private Recovery(DataDir dir, LogConfig config) throws IOException {
        this.dir = dir;
        this.config = config;
        this.wal = dir.wal();
        this.reserve = dir.reserve(config.reserveBytes());
        this.files = new SegmentFiles(wal, config, reserve);
        this.stable = new StableLog(config.cacheBytes());
    }

    /// Reads the whole log, mends what a crash may leave, refuses what a crash cannot leave.
    ///
    /// @throws StorageException CORRUPT, NEWER_FORMAT, NO_SPACE, IO
    public static Recovered open(DataDir dir, LogConfig config) {
        try {
            return new Recovery(dir, config).run();
        } catch (LogTail.NoRoomException e) {
            throw StorageException.of(e.reason(), "no room to open the log");
        } catch (IOException e) {
            throw StorageException.of(e, "cannot open the log");
        }
    }

    private Recovered run() throws IOException {
        if (dir.isNew()) {
            return begin();
        }
        List<SegmentFile> segments = LogScan.segmentFiles(wal);
        if (segments.isEmpty()) {
            throw StorageException.corrupt(new Damage(wal.path(""), 0, 1, Damage.UNKNOWN), "the directory was in use and has no segment");
        }
        LogScan scan = new LogScan(wal, Disk.OpenMode.WRITE, stable);
        try {
            return mend(scan.run(segments, dir.identity()));
        } catch (IOException | RuntimeException e) {
            scan.close();
            throw e;
        }
    }

    /// The directory is new, or its making was interrupted: then there is a segment without records at most.
    private Recovered begin() throws IOException {
        SnapshotStore snapshots = SnapshotStore.open(dir.snapshots(), dir.identity().clusterId(), reserve);
        dir.sync();
        removeUnbornSegments();
        removeUnnamed();
        Segment first = LogTail.first(dir.identity(), files);
        stable.start(first);
        dir.writeIdentity();
        LOG.info("made a new log for node {} of cluster {}", Long.toUnsignedString(dir.identity().nodeId()),
                Identity.hex(dir.identity().clusterId()));
        LogTail tail = new LogTail(dir.identity(), files, stable, first, SegmentFormat.HEADER_BYTES);
        return recovered(tail, snapshots, SnapshotMetadata.EMPTY);
    }

    private void removeUnbornSegments() throws IOException {
        requireNothingStored(wal, dir.snapshots(), dir.identity());
        for (SegmentFile unborn : LogScan.segmentFiles(wal)) {
            wal.delete(unborn.name());
        }
    }

    /// Of a directory without identity.
    ///
    /// @param identity null if any will do
    /// @throws StorageException CORRUPT: it is no new one, nor one whose making was interrupted
    static void requireNothingStored(Disk wal, Disk snapshots, @Nullable Identity identity) throws IOException {
        if (holdsSnapshot(snapshots) || holdsLog(wal, identity)) {
            throw StorageException.corrupt(new Damage(wal.path(""), 0, 1, Damage.UNKNOWN),
                    "a log or a snapshot is stored, but the file 'identity' beside it is missing");
        }
    }

    private static boolean holdsSnapshot(Disk snapshots) throws IOException {
        return DiskIo.listIfThere(snapshots).stream().anyMatch(f -> f.name().endsWith(SnapshotFormat.SUFFIX));
    }

    private static boolean holdsLog(Disk wal, @Nullable Identity identity) throws IOException {
        List<SegmentFile> segments = DiskIo.listIfThere(wal).isEmpty() ? List.of() : LogScan.segmentFiles(wal);
        if (segments.isEmpty()) {
            return false;
        }
        LogScan scan = new LogScan(wal, Disk.OpenMode.READ, new StableLog(0));
        try {
            Tail tail = scan.run(segments, identity);
            return tail.segment().sequence() > 1 || tail.end().offset() > SegmentFormat.HEADER_BYTES;
        } finally {
            scan.close();
        }
    }

    private Recovered mend(Tail tail) throws IOException {
        SnapshotStore snapshots = SnapshotStore.open(dir.snapshots(), dir.identity().clusterId(), reserve);
        SnapshotMetadata snapshot = new SnapshotChoice(snapshots, finalTerms(tail), notes).choose(wal.path(""));
        // The order of the directory's entries is unknown after a crash: what was read is to be there after the next one, too.
        wal.sync();
        removeUnnamed();
        LogTail end = mendTail(tail);
        stable.snapshot(snapshot);
        raiseCommit(snapshot);
        notes.forEach(LOG::warn);
        LOG.info("opened the log: {} segments, indexes {} to {}, {}, snapshot of index {}", stable.segments().size(), stable.base() + 1,
                stable.last(), stable.hardState(), snapshot.index());
        return recovered(end, snapshots, snapshot);
    }

    private Recovered recovered(LogTail end, SnapshotStore snapshots, SnapshotMetadata snapshot) {
        SegmentedLog log = new SegmentedLog(stable, files, end);
        Scrub scrub = new Scrub(stable, end::durable, snapshots, log::isClosed, config.scrubBytesPerSecond());
        return new Recovered(log, snapshots, snapshot, List.copyOf(notes), scrub);
    }

    /// The log's range with the doubtful records.
    private Terms finalTerms(Tail tail) {
        Terms terms = stable.copyTerms();
        HardState state = stable.hardState();
        for (LogRecord record : tail.doubtfulRecords()) {
            String problem = terms.problem(record);
            if (problem != null) {
                throw corrupt(tail, terms, problem);
            }
            terms.apply(record);
            state = record instanceof LogRecord.StateSet set ? set.state() : state;
        }
        if (state.commit() > terms.last()) {
            throw corrupt(tail, terms, "commit " + state.commit() + " is beyond the last entry " + terms.last());
        }
        return terms;
    }

    private static StorageException corrupt(Tail tail, Terms terms, String problem) {
        return StorageException.corrupt(new Damage(tail.segment().path(), tail.end().offset(), terms.last() + 1, Damage.UNKNOWN), problem);
    }

    /// Files that never got their name, and spares of another size or too many.
    private void removeUnnamed() throws IOException {
        for (Disk.FileSize file : wal.list()) {
            boolean isSpare = file.name().endsWith(SegmentFormat.SPARE_SUFFIX);
            if (isSpare && file.sizeBytes() == config.segmentBytes() && files.spareCount() < config.sparesMax()) {
                files.adoptSpare(file.name());
            } else if (isSpare || file.name().endsWith(SegmentFormat.TEMPORARY_SUFFIX)) {
                wal.delete(file.name());
            }
        }
    }

    /// Goes on in the newest segment if its end is clean and known durable; otherwise in a new one.
    private LogTail mendTail(Tail tail) throws IOException {
        LogTail end = new LogTail(dir.identity(), files, stable, tail.segment(), tail.durableEnd());
        List<Segment> segments = stable.segments();
        if (segments.size() > 1) {
            // the crash may have come between the naming of the newest one and this
            end.sayFollowed(segments.get(segments.size() - 2), tail.segment().header());
        }
        List<LogRecord> doubtful = tail.doubtfulRecords();
        if (doubtful.isEmpty() && !tail.isTorn()) {
            if (!tail.doubtful().isEmpty()) {
                // a mark, which the former process may have failed to sync: it counts as written, so it is to be there
                end.writeMark(stable.last());
            }
            return end;
        }
        if (tail.isTorn()) {
            keepTorn(tail);
        }
        LogTail.Written written = end.restart(doubtful);
        stable.roll(written.segment());
        try {
            stable.apply(doubtful, written.offsets());
        } catch (BadBytesException e) {
            throw new IllegalStateException("checked before", e);
        }
        tail.segment().file().truncate(tail.durableEnd());
        tail.segment().file().sync();
        return end;
    }

    private void keepTorn(Tail tail) throws IOException {
        long from = tail.end().offset();
        int bytes = (int) (tail.reader().endOfData(from, from + TORN_COPY_BYTES_MAX) - from);
        String name = SegmentFormat.digits(tail.segment().sequence()) + "-" + from + SegmentFormat.TORN_SUFFIX;
        notes.add("cut a torn write off " + tail.segment().path() + " at offset " + from + ", " + bytes + " bytes kept in " + name + ": "
                + tail.end().problem());
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        DiskIo.read(tail.segment().file(), copy, from);
        removeOldTorn();
        try (DiskFile file = wal.open(name, Disk.OpenMode.CREATE)) {
            DiskIo.write(file, copy.flip(), 0);
            file.sync();
        } catch (IOException e) {
            if (!DiskException.isNoSpace(e)) {
                throw e;
            }
            notes.add("no room to keep " + name);
        }
    }

    private void removeOldTorn() throws IOException {
        List<String> torn = wal.list().stream().map(Disk.FileSize::name).filter(n -> n.endsWith(SegmentFormat.TORN_SUFFIX)).toList();
        for (String name : torn.subList(0, Math.max(0, torn.size() - TORN_COPIES_MAX + 1))) {
            wal.delete(name);
        }
    }

    /// What a snapshot holds was committed, whether or not the commit index had reached the disk.
    private void raiseCommit(SnapshotMetadata snapshot) {
        HardState state = stable.hardState();
        if (snapshot.index() > state.commit()) {
            stable.hardState(new HardState(state.term(), state.vote(), snapshot.index()));
        }
    }
}
