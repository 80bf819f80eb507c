package dev.raftd.server.storage;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.BatchEncoder.Encoded;
import dev.raftd.server.storage.SegmentFiles.Need;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// The end of the log, where batches are written. Confined to the log-writer, but for the counters.
final class LogTail {
    /// There was no room for a new segment. Nothing has changed.
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
    /// Where the next batch goes; all before it is durable.
    private long position;
    private boolean marked;
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
        this.position = position;
        this.marked = true;
    }

    /// The first segment of a log.
    static Segment first(Identity identity, SegmentFiles files) throws IOException {
        SegmentHeader header = new SegmentHeader(identity.clusterId(), identity.nodeId(), 1, files.sizeFor(0), 0,
                SegmentFormat.HEADER_BYTES, 0, 0, HardState.EMPTY);
        return files.create(header, BatchEncoder.end(), Need.START);
    }

    /// Writes and syncs one batch, in a new segment if it does not fit into this one with a sync mark behind it.
    Written write(PendingBatch batch) throws IOException {
        long batchBytes = BatchEncoder.sizeOf(batch.bodyBytes());
        boolean fits = position + batchBytes + SegmentFormat.SECTOR_BYTES <= active.header().sizeBytes();
        return fits ? writeHere(batch) : roll(batch.records(), batch.bodyBytes(), files.sizeFor(batchBytes), Need.WRITE);
    }

    private Written writeHere(PendingBatch batch) throws IOException {
        Place here = new Place(active.sequence(), position);
        Encoded encoded = encoder.encode(batch.records(), batch.bodyBytes(), here, here, stable.last());
        writeAndSync(encoded.bytes());
        synced(BatchEncoder.sizeOf(batch.bodyBytes()));
        return new Written(active, false, encoded.offsets());
    }

    /// A batch; if it ends with the segment, without the zeros behind it.
    private void writeAndSync(ByteBuffer batch) throws IOException {
        int batchBytes = batch.limit() - SegmentFormat.SECTOR_BYTES;
        batch.limit((int) Math.min(batch.limit(), active.header().sizeBytes() - position));
        DiskIo.write(active.file(), batch, position);
        active.file().sync();
        position += batchBytes;
    }

    private void synced(long bytes) {
        syncs = syncs + 1;
        syncedBytes = syncedBytes + bytes;
        marked = false;
    }

    /// As after a crash: the segment ends where it is known durable, and what came behind is written again at the head of a new one. If there
    /// is no room for a whole segment, one that holds just that: a full disk must not keep a node from starting.
    Written restart(List<LogRecord> records) throws IOException {
        long bodyBytes = records.stream().mapToLong(RecordFormat::sizeOf).sum();
        long batchBytes = BatchEncoder.sizeOf(bodyBytes);
        try {
            return roll(records, bodyBytes, files.sizeFor(batchBytes), Need.START);
        } catch (NoRoomException e) {
            return roll(records, bodyBytes, SegmentFormat.HEADER_BYTES + batchBytes + SegmentFormat.SECTOR_BYTES, Need.START);
        }
    }

    /// A new segment after the current one, with the records as its first batch; none, if there are none.
    private Written roll(List<LogRecord> records, long bodyBytes, long sizeBytes, Need need) throws IOException {
        long sequence = active.sequence() + 1;
        Place at = new Place(sequence, SegmentFormat.HEADER_BYTES);
        long batchBytes = records.isEmpty() ? 0 : BatchEncoder.sizeOf(bodyBytes);
        SegmentHeader header = new SegmentHeader(identity.clusterId(), identity.nodeId(), sequence, sizeBytes, position,
                SegmentFormat.HEADER_BYTES + batchBytes, stable.last(), stable.lastTerm(), stable.hardState());
        Encoded encoded = records.isEmpty()
                ? new Encoded(BatchEncoder.end(), new int[0])
                : encoder.encode(records, bodyBytes, at, at, stable.last());
        active = create(header, encoded.bytes(), need);
        position = header.bornEnd();
        synced(batchBytes);
        marked = true;
        return new Written(active, true, encoded.offsets());
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

    /// True if the last batch is known durable by what is on the disk.
    boolean isMarked() {
        return marked;
    }

    /// An empty batch, whose header says that all before it is durable.
    void writeMark(long lastIndex) throws IOException {
        Place here = new Place(active.sequence(), position);
        writeAndSync(encoder.encode(List.of(), 0, here, here, lastIndex).bytes());
        marked = true;
    }

    long syncs() {
        return syncs;
    }

    long syncedBytes() {
        return syncedBytes;
    }
}
