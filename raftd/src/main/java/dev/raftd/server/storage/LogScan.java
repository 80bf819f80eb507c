package dev.raftd.server.storage;

import dev.raftd.server.storage.SegmentReader.Batch;
import dev.raftd.server.storage.SegmentReader.End;
import dev.raftd.server.storage.SegmentReader.Later;
import dev.raftd.server.storage.SegmentReader.Stop;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads all segments of a log from the oldest on and tells a torn end from damage; changes nothing. Confined to one thread.
///
///     | durable: some later header says so | doubtful: whole, but nobody says so | torn |
///     applied to the StableLog             held back                             ^ end.offset
final class LogScan {
    /// A segment's file, by its name.
    record SegmentFile(String name, long sequence, long sizeBytes) {}

    /// The newest segment's end.
    ///
    /// @param durableEnd up to where its batches are known durable and are applied
    /// @param doubtful   the batches behind
    /// @param end        where the valid batches end
    /// @param later      remains of batches behind that, null if there are none
    record Tail(Segment segment, SegmentReader reader, long durableEnd, List<Batch> doubtful, End end, @Nullable Later later) {
        List<LogRecord> doubtfulRecords() {
            return doubtful.stream().flatMap(b -> b.records().stream()).toList();
        }

        /// True if something that was never promised lies behind the valid batches.
        boolean isTorn() {
            return end.stop() == Stop.BAD_BYTES || later != null;
        }
    }

    private final Disk disk;
    private final Disk.OpenMode mode;
    private final StableLog log;
    private final List<Segment> segments = new ArrayList<>();

    /// @param log to be filled
    LogScan(Disk disk, Disk.OpenMode mode, StableLog log) {
        this.disk = disk;
        this.mode = mode;
        this.log = log;
    }

    /// The segments, the oldest first.
    static List<SegmentFile> segmentFiles(Disk disk) throws IOException {
        List<SegmentFile> files = new ArrayList<>();
        for (Disk.FileSize file : disk.list()) {
            OptionalLong sequence = SegmentFormat.sequence(file.name());
            if (sequence.isPresent()) {
                files.add(new SegmentFile(file.name(), sequence.getAsLong(), file.sizeBytes()));
            }
        }
        return files;
    }

    /// Fills the log with all that is known durable.
    ///
    /// @param files    not empty
    /// @param identity null if any will do
    /// @throws StorageException CORRUPT, NEWER_FORMAT; the log then has what comes before the damage
    Tail run(List<SegmentFile> files, @Nullable Identity identity) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            SegmentFile before = i == 0 ? null : files.get(i - 1);
            requireNext(before, files.get(i));
            segments.add(open(before, files.get(i), i + 1 < files.size() ? files.get(i + 1) : null, identity));
            if (i > 0) {
                readSealed(segments.get(i - 1), segments.get(i).header(), i == 1);
            }
        }
        return readNewest(segments.getLast(), segments.size() == 1);
    }

    /// Closes what [#run] opened.
    void close() {
        segments.forEach(LogReads::close);
    }

    private void requireNext(@Nullable SegmentFile before, SegmentFile file) throws IOException {
        if (before != null && file.sequence() != before.sequence() + 1) {
            String missing = disk.path(SegmentFormat.segmentName(before.sequence() + 1));
            throw StorageException.corrupt(new Beside(disk).damage(missing, before, file), missing(file.name() + " is there"));
        }
    }

    /// @param because what says that the file was there
    static String missing(String because) {
        return "the file is missing, or it is no regular file, though " + because;
    }

    private Segment open(@Nullable SegmentFile before, SegmentFile file, @Nullable SegmentFile behind, @Nullable Identity identity)
            throws IOException {
        String path = disk.path(file.name());
        DiskFile opened = disk.open(file.name(), mode);
        try {
            SegmentHeader header = SegmentReader.readHeader(opened, file.sequence());
            if (identity != null && !identity.equals(new Identity(header.nodeId(), header.clusterId()))) {
                throw new BadBytesException(0,
                        "it belongs to node " + header.nodeId() + " of cluster " + Identity.hex(header.clusterId()));
            }
            return new Segment(header, opened, path);
        } catch (BadBytesException e) {
            opened.close();
            throw StorageException.corrupt(new Beside(disk).damage(path, before, behind), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void add(Segment segment, boolean first) {
        if (first) {
            log.start(segment);
        } else {
            log.roll(segment);
        }
    }

    /// A segment that another one follows, whose header says how far this one goes: all of it is durable.
    private void readSealed(Segment segment, SegmentHeader next, boolean first) throws IOException {
        add(segment, first);
        long sizeBytes = segment.file().size();
        SegmentReader reader = new SegmentReader(segment.file(), segment.header(), sizeBytes);
        End end = reader.walk(Math.min(next.previousEnd(), sizeBytes), batch -> log.apply(batch.records(), batch.offsets()));
        if (end.offset() != next.previousEnd()) {
            Later later = reader.after(end.offset());
            String problem = end.problem().isEmpty() ? "the file ends, its batches went on to " + next.previousEnd() : end.problem();
            throw corrupt(segment.path(), Math.min(end.badOffset(), sizeBytes), later == null ? next.beforeIndex() : later.beforeIndex(),
                    problem);
        }
        requireSameEnd(segment, next);
    }

    private void requireSameEnd(Segment segment, SegmentHeader next) {
        if (log.last() != next.beforeIndex() || log.lastTerm() != next.beforeTerm()) {
            throw corrupt(segment.path(), next.previousEnd(), next.beforeIndex(),
                    "the log ends at index " + log.last() + " here, the next segment goes on behind " + next.beforeIndex());
        }
    }

    private Tail readNewest(Segment segment, boolean first) throws IOException {
        add(segment, first);
        SegmentHeader header = segment.header();
        long sizeBytes = segment.file().size();
        if (sizeBytes < header.sizeBytes()) {
            // It had its full size before it had its name, and nothing cuts the newest segment.
            throw corrupt(segment.path(), sizeBytes, Damage.UNKNOWN, "the file has " + sizeBytes + " of " + header.sizeBytes() + " bytes");
        }
        SegmentReader reader = new SegmentReader(segment.file(), header, sizeBytes);
        Deque<Batch> held = new ArrayDeque<>();
        long[] newest = {segment.sequence()};
        End end = reader.walk(sizeBytes, batch -> {
            newest[0] = Math.max(newest[0], batch.header().durable().sequence());
            applyDurable(held, batch.header().durable(), segment.sequence());
            held.add(batch);
            applyDurable(held, new Place(segment.sequence(), header.bornEnd()), segment.sequence());
        });
        Later later = reader.after(end.offset());
        requireNoneBehind(segment, Math.max(newest[0], later == null ? 0 : later.durable().sequence()));
        requireNotDurable(segment, end, later);
        long durableEnd = held.isEmpty() ? end.offset() : held.getFirst().offset();
        return new Tail(segment, reader, durableEnd, List.copyOf(held), end, later);
    }

    /// A segment that was followed says so.
    private void requireNoneBehind(Segment segment, long newest) {
        if (newest > segment.sequence()) {
            throw corrupt(disk.path(SegmentFormat.segmentName(segment.sequence() + 1)), 0, Damage.UNKNOWN,
                    missing(segment.path() + " was followed by it"));
        }
    }

    private void applyDurable(Deque<Batch> held, Place durable, long sequence) throws BadBytesException {
        while (!held.isEmpty() && new Place(sequence, held.getFirst().end()).compareTo(durable) <= 0) {
            Batch batch = held.removeFirst();
            log.apply(batch.records(), batch.offsets());
        }
    }

    /// What is bad behind the valid batches was never known durable: otherwise it is damage.
    private void requireNotDurable(Segment segment, End end, @Nullable Later later) {
        boolean laterSaysSo = later != null && later.durable().compareTo(new Place(segment.sequence(), end.offset())) > 0;
        if (laterSaysSo || end.offset() < segment.header().bornEnd()) {
            throw corrupt(segment.path(), end.badOffset(), laterSaysSo ? later.beforeIndex() : Damage.UNKNOWN, end.problem());
        }
    }

    /// What cannot be read may have replaced entries, though none that was committed.
    private StorageException corrupt(String path, long offset, long lastIndex, @Nullable String problem) {
        long from = Math.min(log.last(), log.hardState().commit()) + 1;
        long to = lastIndex == Damage.UNKNOWN ? lastIndex : Math.max(from, lastIndex);
        return StorageException.corrupt(new Damage(path, offset, from, to), String.valueOf(problem));
    }
}
