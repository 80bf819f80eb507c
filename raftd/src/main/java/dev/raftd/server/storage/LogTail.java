package dev.raftd.server.storage;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.BatchEncoder.Encoded;
import dev.raftd.server.storage.SegmentFiles.Need;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// The end of the log, where batches are written. Confined to the log-writer, but for the counters.
final class LogTail {
    /// There was no room for a new segment, or within one on a file system that copies what it overwrites. Nothing has changed.
    static final class NoRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException reason;

        NoRoomException(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }

    /// A batch that is durable.
    ///
    /// @param segment where it is
    /// @param isNew   it is the segment's first batch
    /// @param offsets the place of each record
    record Written(Segment segment, boolean isNew, int[] offsets) {}

    private final Identity identity;
    private final SegmentFiles files;
    private final StableLog stable;
    private final BatchEncoder encoder;
    private Segment active;
    /// Where the next batch goes; all before it is durable. Replaced when it is.
    private volatile Place durable;
    private boolean marked;
    /// A batch was written in part behind the end: nothing is written there any more.
    private boolean spoiled;
    private volatile long syncs;
    private volatile long syncedBytes;

    /// @param active   the newest segment of `stable`
    /// @param position where it ends
    LogTail(Identity identity, SegmentFiles files, StableLog stable, Segment active, long position) {
        this.identity = identity;
        this.files = files;
        this.stable = stable;
        this.encoder = new BatchEncoder(identity.clusterId());
        this.active = active;
        this.durable = new Place(active.sequence(), position);
        this.marked = true;
    }

    /// The first segment of a log.
    static Segment first(Identity identity, SegmentFiles files) throws IOException {
        SegmentHeader header = new SegmentHeader(identity.clusterId(), identity.nodeId(), 1, files.sizeFor(0), 0,
                SegmentFormat.HEADER_BYTES, 0, 0, HardState.EMPTY);
        return files.create(header, BatchEncoder.end(), Need.START);
    }

    /// Writes and syncs one batch, in a new segment if it does not fit into this one with its marks behind it.
    Written write(PendingBatch batch) throws IOException {
        long batchBytes = BatchEncoder.sizeOf(batch.bodyBytes());
        return fits(batchBytes) ? writeHere(batch) : roll(batch.records(), batch.bodyBytes(), files.sizeFor(batchBytes), Need.WRITE);
    }

    /// The same with the reserve's room, in a small segment.
    Written writeAhead(PendingBatch batch) throws IOException {
        long batchBytes = BatchEncoder.sizeOf(batch.bodyBytes());
        return fits(batchBytes) ? writeHere(batch) : roll(batch.records(), batch.bodyBytes(), files.smallSizeFor(batchBytes), Need.AHEAD);
    }

    private boolean fits(long batchBytes) {
        return !spoiled && durable.offset() + batchBytes + SegmentFormat.MARKS_BYTES <= active.header().sizeBytes();
    }

    private Written writeHere(PendingBatch batch) throws IOException {
        Place here = durable;
        Encoded encoded = encoder.encode(batch.records(), batch.bodyBytes(), here, here, stable.last());
        writeAndSync(encoded.bytes());
        synced(BatchEncoder.sizeOf(batch.bodyBytes()));
        return new Written(active, false, encoded.offsets());
    }

    /// A batch; if it ends with the segment, without the zeros behind it.
    private void writeAndSync(ByteBuffer batch) throws IOException {
        int batchBytes = batch.limit() - SegmentFormat.SECTOR_BYTES;
        batch.limit((int) Math.min(batch.limit(), active.header().sizeBytes() - durable.offset()));
        put(batch);
        active.file().sync();
        durable = new Place(active.sequence(), durable.offset() + batchBytes);
    }

    /// Another batch in the place of one that was written in part could after a crash be found mixed with it, and valid record by record. A
    /// sync that finds no room is a failed sync: the file is not to be trusted, and not to be gone on with.
    private void put(ByteBuffer batch) throws IOException {
        try {
            DiskIo.write(active.file(), batch, durable.offset());
        } catch (DiskException e) {
            if (DiskException.isNoSpace(e)) {
                spoiled = true;
                throw new NoRoomException(e);
            }
            throw e;
        }
    }

    private void synced(long bytes) {
        syncs = syncs + 1;
        syncedBytes = syncedBytes + bytes;
        marked = false;
    }

    /// As after a crash: the segment ends where it is known durable, and what came behind is written again at the head of a new one. If there
    /// is no room for a whole segment, a small one, if need be with the reserve's room: a full disk must not keep a node from starting.
    Written restart(List<LogRecord> records) throws IOException {
        long bodyBytes = records.stream().mapToLong(RecordFormat::sizeOf).sum();
        long batchBytes = BatchEncoder.sizeOf(bodyBytes);
        try {
            return roll(records, bodyBytes, files.sizeFor(batchBytes), Need.START);
        } catch (NoRoomException e) {
            return restartSmall(records, bodyBytes, SegmentFormat.HEADER_BYTES + batchBytes + SegmentFormat.MARKS_BYTES);
        }
    }

    private Written restartSmall(List<LogRecord> records, long bodyBytes, long sizeBytes) throws IOException {
        try {
            return roll(records, bodyBytes, sizeBytes, Need.START_SMALL);
        } catch (NoRoomException e) {
            if (!files.reserve().release()) {
                throw e;
            }
            return roll(records, bodyBytes, sizeBytes, Need.START_SMALL);
        }
    }

    /// A new segment after the current one, with the records as its first batch; none, if there are none.
    private Written roll(List<LogRecord> records, long bodyBytes, long sizeBytes, Need need) throws IOException {
        long sequence = active.sequence() + 1;
        Place at = new Place(sequence, SegmentFormat.HEADER_BYTES);
        long batchBytes = records.isEmpty() ? 0 : BatchEncoder.sizeOf(bodyBytes);
        SegmentHeader header = new SegmentHeader(identity.clusterId(), identity.nodeId(), sequence, sizeBytes, durable.offset(),
                SegmentFormat.HEADER_BYTES + batchBytes, stable.last(), stable.lastTerm(), stable.hardState());
        Encoded encoded = records.isEmpty()
                ? new Encoded(BatchEncoder.end(), new int[0])
                : encoder.encode(records, bodyBytes, at, at, stable.last());
        Segment next = create(header, encoded.bytes(), need);
        if (!need.opens()) {
            sayFollowed(active, header);
        }
        active = next;
        spoiled = false;
        durable = new Place(sequence, header.bornEnd());
        synced(batchBytes);
        marked = true;
        return new Written(active, true, encoded.offsets());
    }

    /// An empty batch at the end of the old segment, whose header calls the beginning of the new one durable: were the new one lost, the
    /// old one would look like the log's end. It is the same whenever it is written; one that was cut has no room for it, and needs none. What
    /// a file system without room does not take can be done without until the next start: what is there behind the end is void.
    void sayFollowed(Segment old, SegmentHeader next) throws IOException {
        Place end = new Place(old.sequence(), next.previousEnd());
        if (end.offset() + SegmentFormat.SECTOR_BYTES <= old.file().size()) {
            Place bornEnd = new Place(next.sequence(), next.bornEnd());
            ByteBuffer mark = encoder.encode(List.of(), 0, end, bornEnd, next.beforeIndex()).bytes();
            writeIfRoom(old, mark.limit(SegmentFormat.SECTOR_BYTES), end.offset());
        }
        old.file().sync();
    }

    private static void writeIfRoom(Segment old, ByteBuffer mark, long offset) throws IOException {
        try {
            DiskIo.write(old.file(), mark, offset);
        } catch (DiskException e) {
            if (!DiskException.isNoSpace(e)) {
                throw e;
            }
        }
    }

    private Segment create(SegmentHeader header, ByteBuffer firstBatch, Need need) throws IOException {
        try {
            return files.create(header, firstBatch, need);
        } catch (DiskException e) {
            if (DiskException.isNoSpace(e)) {
                throw new NoRoomException(e);
            }
            throw e;
        }
    }

    /// True if the last batch is known durable by what is on the disk, or cannot be said to be.
    boolean isMarked() {
        return marked || spoiled;
    }

    /// An empty batch, whose header says that all before it is durable.
    void writeMark(long lastIndex) throws IOException {
        Place here = durable;
        writeAndSync(encoder.encode(List.of(), 0, here, here, lastIndex).bytes());
        marked = true;
    }

    /// Everything before this place is durable. Any thread.
    Place durable() {
        return durable;
    }

    long syncs() {
        return syncs;
    }

    long syncedBytes() {
        return syncedBytes;
    }
}
