package dev.raftd.server.storage;

import dev.raftd.Invariant;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.storage.StableLog.SizedEntries;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads entries of a [StableLog], from memory where it has them and from segments where not. Thread-safe; IO is outside of any lock.
final class LogReads {
    /// Takes an entry and its place; false to end.
    interface Visitor {
        boolean entry(Entry entry, Segment segment, long offset);
    }

    private final StableLog log;

    LogReads(StableLog log) {
        this.log = log;
    }

    /// As [dev.raftd.raft.Storage#entries].
    @Nullable
    List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        if (lo <= log.base()) {
            return null;
        }
        while (true) {
            Invariant.check(hi <= log.last() + 1, "entries up to %d were asked for, the log ends at %d", hi, log.last());
            long generation = log.generation();
            SizedEntries found = new SizedEntries(sizeBytesMax);
            boolean complete = read(lo, hi, found);
            if (log.generation() == generation) {
                return complete || found.count() > 0 ? found.entries() : null;
            }
        }
    }

    /// False if entries were released meanwhile.
    private boolean read(long lo, long hi, SizedEntries into) {
        while (lo + into.count() < hi && !into.isFull()) {
            long next = lo + into.count();
            if (log.addCached(next, hi, into)) {
                return true;
            }
            Segment.Span span = log.retainSpan(next, hi);
            if (span == null && next <= log.base()) {
                return false;
            }
            if (span != null) {
                readRetained(span, (entry, segment, offset) -> into.add(entry));
            }
        }
        return true;
    }

    /// Visits the entries `lo <= index < hi` in their segments.
    void visit(long lo, long hi, Visitor visitor) {
        for (long next = lo; next < hi;) {
            Segment.Span span = log.retainSpan(next, hi);
            if (span == null) {
                return;
            }
            readRetained(span, visitor);
            next = span.to();
        }
    }

    private void readRetained(Segment.Span span, Visitor visitor) {
        try {
            new EntryCursor(span, visitor).run();
        } finally {
            if (log.unretain(span.segment())) {
                close(span.segment());
            }
        }
    }

    static void close(Segment segment) {
        try {
            segment.file().close();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot close " + segment.path());
        }
    }

    /// Walks the records of a span, without regard to batches: a batch's header is known by its magic, padding by its zeros.
    private static final class EntryCursor {
        private final Segment.Span span;
        private final Visitor visitor;
        private final FileWindow window;
        private final PlaceChecksum checksum;
        private long next;
        private boolean ended;

        EntryCursor(Segment.Span span, Visitor visitor) {
            this.span = span;
            this.visitor = visitor;
            SegmentHeader header = span.segment().header();
            this.window = new FileWindow(span.segment().file(), header.sizeBytes());
            this.checksum = new PlaceChecksum(header.clusterId());
            this.next = span.from();
        }

        void run() {
            for (int i = 0; i < span.indexes().length && !ended; i++) {
                long end = i + 1 < span.indexes().length ? span.indexes()[i + 1] : span.to();
                readRun(span.indexes()[i], end, span.offsets()[i]);
            }
        }

        /// The entries from a sample on, which are contiguous in the file up to `end`.
        private void readRun(long first, long end, long offset) {
            try {
                long at = offset;
                for (long index = first; index < end && !ended;) {
                    int payloadBytes = payloadBytes(at);
                    if (payloadBytes == 0 || payloadBytes == BatchHeader.MAGIC) {
                        at = payloadBytes == 0 ? SegmentFormat.sectorUp(at + 1) : at + BatchHeader.BYTES;
                        continue;
                    }
                    index = readRecord(at, payloadBytes, index);
                    at += RecordFormat.end(0, payloadBytes);
                }
            } catch (BadBytesException e) {
                throw StorageException.corrupt(new Damage(span.segment().path(), e.offset(), next, span.to() - 1), e.getMessage());
            } catch (IOException e) {
                throw StorageException.of(e, "cannot read " + span.segment().path());
            }
        }

        private int payloadBytes(long offset) throws IOException, BadBytesException {
            int at = window.at(offset, SegmentFormat.RECORD_HEADER_BYTES);
            if (window.buffer().limit() - at < SegmentFormat.RECORD_HEADER_BYTES) {
                throw new BadBytesException(offset, "the segment ends before entry " + next);
            }
            return RecordFormat.payloadBytes(window.buffer(), at);
        }

        /// The index that is to come after this record.
        private long readRecord(long offset, int payloadBytes, long index) throws IOException, BadBytesException {
            if (payloadBytes < 0 || payloadBytes > window.sizeBytes() - offset) {
                throw new BadBytesException(offset, "a record's length " + payloadBytes + " does not fit");
            }
            int at = window.at(offset, SegmentFormat.RECORD_HEADER_BYTES + payloadBytes);
            ByteBuffer bytes = window.buffer();
            if (!RecordFormat.isEntry(bytes, at)) {
                return index;
            }
            if (index < next) {
                return index + 1;
            }
            LogRecord record = RecordFormat.decode(bytes, at, bytes.limit(), checksum, span.segment().sequence(), offset);
            if (!(record instanceof LogRecord.Appended appended) || appended.entry().index() != index) {
                throw new BadBytesException(offset, "entry " + index + " is not where it was written");
            }
            ended = !visitor.entry(appended.entry(), span.segment(), offset);
            next = index + 1;
            return next;
        }
    }
}
