package dev.raftd.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes, names, recycles and deletes the files of segments.
///
///     (nothing) ── zeros, sync ──> N.tmp ───────── header, first batch, sync, rename, sync of the directory ──> N.wal
///                                                                                                                 │ released: rename,
///                     S.spare ── (the same) ──> N.wal            S.spare <── or deleted: too many, other size ────┘ sync of the directory
///
/// The directory is synced before a spare is written to: otherwise a crash could bring its old name back with new content.
/// Thread-safe: spares may be made by another thread than the log-writer.
final class SegmentFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFiles.class);

    private static final String NEW_PREFIX = "new-";
    private static final long SMALL_BYTES = 64 << 10;
    private static final Pattern NEW_SPARE = Pattern.compile(NEW_PREFIX + "([0-9]{1,18})" + Pattern.quote(SegmentFormat.SPARE_SUFFIX));

    /// What a segment is needed for.
    enum Need {
        /// Going on. Leaves the last spare if there is no room for another, and the reserve's room: the log is full before the disk is.
        WRITE,
        /// Opening the log. That last spare is for this: a full disk must not keep a node from starting.
        START,
        /// What the reserve's room is for.
        AHEAD,
        /// Opening the log where there is no room for a whole segment: this takes the reserve's, too.
        START_SMALL;

        boolean takesReserve() {
            return this == AHEAD || this == START_SMALL;
        }

        boolean opens() {
            return this == START || this == START_SMALL;
        }
    }

    private final Disk disk;
    private final LogConfig config;
    private final Reserve reserve;
    private final Deque<String> spares = new ArrayDeque<>();
    private long nextNew;

    SegmentFiles(Disk disk, LogConfig config, Reserve reserve) {
        this.disk = disk;
        this.config = config;
        this.reserve = reserve;
    }

    Disk disk() {
        return disk;
    }

    /// The size that a segment gets whose first batch takes `batchBytes`; its marks fit behind it.
    long sizeFor(long batchBytes) {
        return Math.max(config.segmentBytes(), SegmentFormat.HEADER_BYTES + batchBytes + SegmentFormat.MARKS_BYTES);
    }

    /// The size of one that holds little more than a batch, on a disk without room for a whole one.
    long smallSizeFor(long batchBytes) {
        long neededBytes = SegmentFormat.HEADER_BYTES + batchBytes + SegmentFormat.MARKS_BYTES;
        return Math.max(Math.min(SMALL_BYTES, config.segmentBytes()), neededBytes);
    }

    Reserve reserve() {
        return reserve;
    }

    /// True if a segment, or a spare, may be made without the reserve's room. What is not known is tried.
    private boolean hasRoom(long sizeBytes) {
        long freeBytes = disk.freeBytes();
        return freeBytes == 0 || freeBytes >= sizeBytes + reserve.missingBytes();
    }

    /// Takes up what a former process left.
    void adoptSpare(String name) {
        synchronized (spares) {
            spares.add(name);
            Matcher ofOwnMaking = NEW_SPARE.matcher(name);
            if (ofOwnMaking.matches()) {
                nextNew = Math.max(nextNew, Long.parseLong(ofOwnMaking.group(1)) + 1);
            }
        }
    }

    int spareCount() {
        synchronized (spares) {
            return spares.size();
        }
    }

    int sparesMax() {
        return config.sparesMax();
    }

    int segmentBytes() {
        return config.segmentBytes();
    }

    private @Nullable String takeSpare(long sizeBytes, Need need) {
        boolean mayTakeLast = need == Need.START || disk.freeBytes() >= config.segmentBytes() + reserve.missingBytes();
        synchronized (spares) {
            boolean mayTake = !need.takesReserve() && sizeBytes == config.segmentBytes() && (mayTakeLast || spares.size() > 1);
            return mayTake ? spares.poll() : null;
        }
    }

    /// A new segment, durable under its name.
    ///
    /// @param firstBatch as [BatchEncoder] makes it, with the zeros behind it
    /// @throws DiskException NO_SPACE: nothing has changed
    Segment create(SegmentHeader header, ByteBuffer firstBatch, Need need) throws IOException {
        String name = SegmentFormat.segmentName(header.sequence());
        String spare = takeSpare(header.sizeBytes(), need);
        if (spare == null && !need.takesReserve()) {
            requireRoom(header.sizeBytes());
        }
        String unnamed = spare != null ? spare : SegmentFormat.digits(header.sequence()) + SegmentFormat.TEMPORARY_SUFFIX;
        DiskFile file = disk.open(unnamed, spare != null ? Disk.OpenMode.WRITE : Disk.OpenMode.CREATE);
        try {
            if (spare == null) {
                DiskIo.writeZeros(file, 0, header.sizeBytes());
            }
            writeHead(file, header, firstBatch);
            file.sync();
            disk.rename(unnamed, name);
        } catch (IOException e) {
            abandon(file, unnamed);
            throw e;
        }
        DiskIo.syncNames(disk);
        LOG.debug("made segment {} after index {}", name, header.beforeIndex());
        return new Segment(header, file, disk.path(name));
    }

    /// The room that the next segment takes. The last spare is not for it.
    long roomToGoOn() {
        return spareCount() > 1 ? 0 : config.segmentBytes();
    }

    private void requireRoom(long sizeBytes) throws DiskException {
        if (!hasRoom(sizeBytes)) {
            throw new DiskException(DiskException.Kind.NO_SPACE, "of " + disk.freeBytes() + " free bytes, " + reserve.missingBytes()
                    + " are kept for votes and snapshots, and a segment takes " + sizeBytes);
        }
    }

    private static void writeHead(DiskFile file, SegmentHeader header, ByteBuffer firstBatch) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(SegmentFormat.HEADER_BYTES);
        header.encode(sector);
        long at = DiskIo.write(file, sector.flip(), 0);
        DiskIo.write(file, firstBatch, at);
    }

    private void abandon(DiskFile file, String name) {
        try {
            file.close();
            disk.delete(name);
        } catch (IOException e) {
            LOG.warn("cannot remove unfinished {}: {}", disk.path(name), e.getMessage());
        }
    }

    /// Lets the files of released segments go, the oldest first, each durably before the next: a gap in the sequence is no crash's doing.
    /// Those that someone still reads are deleted, not reused.
    ///
    /// @param read whether a reader has it
    void release(List<Segment> released, Predicate<Segment> read) throws IOException {
        for (Segment segment : released) {
            release(segment, read.test(segment));
        }
    }

    private void release(Segment segment, boolean isRead) throws IOException {
        String name = SegmentFormat.segmentName(segment.sequence());
        boolean reuse = !isRead && isReusable(segment);
        if (!isRead) {
            segment.file().close();
        }
        if (!reuse) {
            disk.delete(name);
            disk.sync();
            return;
        }
        String spare = SegmentFormat.digits(segment.sequence()) + SegmentFormat.SPARE_SUFFIX;
        disk.rename(name, spare);
        disk.sync();
        adoptSpare(spare);
    }

    private boolean isReusable(Segment segment) throws IOException {
        return segment.header().sizeBytes() == config.segmentBytes() && segment.file().size() == config.segmentBytes()
                && spareCount() < config.sparesMax();
    }

    /// A spare more, made of zeros.
    ///
    /// @throws DiskException NO_SPACE: nothing has changed
    void makeSpare() throws IOException {
        requireRoom(config.segmentBytes());
        String number;
        synchronized (spares) {
            number = NEW_PREFIX + nextNew++;
        }
        String unnamed = number + SegmentFormat.TEMPORARY_SUFFIX;
        String name = number + SegmentFormat.SPARE_SUFFIX;
        DiskFile file = disk.open(unnamed, Disk.OpenMode.CREATE);
        try {
            DiskIo.writeZeros(file, 0, config.segmentBytes());
            file.sync();
            disk.rename(unnamed, name);
        } catch (IOException e) {
            abandon(file, unnamed);
            throw e;
        }
        file.close();
        DiskIo.syncNames(disk);
        adoptSpare(name);
    }
}
