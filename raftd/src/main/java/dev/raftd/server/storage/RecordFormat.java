package dev.raftd.server.storage;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import java.nio.ByteBuffer;

/// The bytes of a record: payload length, checksum, type, payload, zeros to the next multiple of 4.
final class RecordFormat {
    private static final byte ENTRY = 1;
    private static final byte STATE_SET = 2;
    private static final byte TRUNCATED = 3;
    private static final byte SNAPSHOT_TAKEN = 4;
    private static final byte SNAPSHOT_INSTALLED = 5;
    private static final int CHECKSUM_AT = 4;
    private static final int TYPE_AT = 8;
    /// Term, index, type; the data follows.
    private static final int ENTRY_FIELDS_BYTES = 17;
    private static final int STATE_BYTES = 24;
    private static final int TRUNCATED_BYTES = 16;

    /// With header and padding.
    static int sizeOf(LogRecord record) {
        return SegmentFormat.recordUp(SegmentFormat.RECORD_HEADER_BYTES + switch (record) {
            case LogRecord.Appended a -> ENTRY_FIELDS_BYTES + a.entry().data().length;
            case LogRecord.StateSet s -> STATE_BYTES;
            case LogRecord.Truncated t -> TRUNCATED_BYTES;
            case LogRecord.SnapshotTaken t -> Codec.sizeOf(t.metadata());
            case LogRecord.SnapshotInstalled i -> Codec.sizeOf(i.metadata());
        });
    }

    /// Appends the record at the buffer's position.
    static void encode(LogRecord record, ByteBuffer out, PlaceChecksum checksum, long sequence, long offset) {
        int start = out.position();
        out.putInt(0).putInt(0);
        switch (record) {
            case LogRecord.Appended a -> encode(a.entry(), out.put(ENTRY));
            case LogRecord.StateSet s -> encode(s.state(), out.put(STATE_SET));
            case LogRecord.Truncated t -> out.put(TRUNCATED).putLong(t.index()).putLong(t.term());
            case LogRecord.SnapshotTaken t -> out.put(SNAPSHOT_TAKEN).put(Codec.encode(t.metadata()));
            case LogRecord.SnapshotInstalled i -> out.put(SNAPSHOT_INSTALLED).put(Codec.encode(i.metadata()));
        }
        int end = out.position();
        out.putInt(start, end - start - SegmentFormat.RECORD_HEADER_BYTES);
        out.putInt(start + CHECKSUM_AT, checksum(out, start, end, checksum.at(sequence, offset)));
        while (out.position() < SegmentFormat.recordUp(end)) {
            out.put((byte) 0);
        }
    }

    private static void encode(Entry entry, ByteBuffer out) {
        out.putLong(entry.term()).putLong(entry.index()).put((byte) entry.type().ordinal()).put(entry.data());
    }

    private static void encode(HardState state, ByteBuffer out) {
        out.putLong(state.term()).putLong(state.vote()).putLong(state.commit());
    }

    private static int checksum(ByteBuffer bytes, int start, int end, PlaceChecksum seeded) {
        return seeded.add(bytes, start, start + CHECKSUM_AT).add(bytes, start + TYPE_AT, end).value();
    }

    /// The payload's length, as the record at `start` says.
    static int payloadBytes(ByteBuffer in, int start) {
        return in.getInt(start);
    }

    static boolean isEntry(ByteBuffer in, int start) {
        return in.get(start + TYPE_AT) == ENTRY;
    }

    /// An entry record's index, before its checksum is known to be right.
    static long entryIndex(ByteBuffer in, int start) {
        return in.getLong(start + SegmentFormat.RECORD_HEADER_BYTES + 8);
    }

    /// Where the record's successor starts.
    static int end(int start, int payloadBytes) {
        return SegmentFormat.recordUp(start + SegmentFormat.RECORD_HEADER_BYTES + payloadBytes);
    }

    /// The record at `in[start…]`, which lies at `offset` of the segment, checked.
    ///
    /// @param limit where the bytes end that may belong to it
    static LogRecord decode(ByteBuffer in, int start, int limit, PlaceChecksum checksum, long sequence, long offset)
            throws BadBytesException {
        if (limit - start < SegmentFormat.RECORD_HEADER_BYTES) {
            throw new BadBytesException(offset, "a record is cut short");
        }
        int payloadBytes = payloadBytes(in, start);
        if (payloadBytes < 0 || payloadBytes > limit - start - SegmentFormat.RECORD_HEADER_BYTES) {
            throw new BadBytesException(offset, "a record's length " + payloadBytes + " does not fit");
        }
        int payloadAt = start + SegmentFormat.RECORD_HEADER_BYTES;
        int expected = in.getInt(start + CHECKSUM_AT);
        int actual = checksum(in, start, payloadAt + payloadBytes, checksum.at(sequence, offset));
        if (expected != actual) {
            throw BadBytesException.checksum(offset, "record", expected, actual);
        }
        return decodePayload(in.get(start + TYPE_AT), in.slice(payloadAt, payloadBytes), offset);
    }

    private static LogRecord decodePayload(byte type, ByteBuffer payload, long offset) throws BadBytesException {
        return switch (type) {
            case ENTRY -> new LogRecord.Appended(decodeEntry(payload, offset));
            case STATE_SET -> {
                requireBytes(payload, STATE_BYTES, offset);
                yield new LogRecord.StateSet(new HardState(payload.getLong(), payload.getLong(), payload.getLong()));
            }
            case TRUNCATED -> {
                requireBytes(payload, TRUNCATED_BYTES, offset);
                yield new LogRecord.Truncated(payload.getLong(), payload.getLong());
            }
            case SNAPSHOT_TAKEN -> new LogRecord.SnapshotTaken(decodeMetadata(payload, offset));
            case SNAPSHOT_INSTALLED -> new LogRecord.SnapshotInstalled(decodeMetadata(payload, offset));
            default -> throw new BadBytesException(offset, "a record has unknown type " + type);
        };
    }

    private static void requireBytes(ByteBuffer payload, int bytes, long offset) throws BadBytesException {
        if (payload.remaining() != bytes) {
            throw new BadBytesException(offset, "a record has " + payload.remaining() + " bytes, not " + bytes);
        }
    }

    private static Entry decodeEntry(ByteBuffer payload, long offset) throws BadBytesException {
        if (payload.remaining() < ENTRY_FIELDS_BYTES) {
            throw new BadBytesException(offset, "an entry of " + payload.remaining() + " bytes");
        }
        long term = payload.getLong();
        long index = payload.getLong();
        int type = payload.get();
        if (type < 0 || type >= EntryTypes.ALL.length) {
            throw new BadBytesException(offset, "an entry has unknown type " + type);
        }
        byte[] data = new byte[payload.remaining()];
        payload.get(data);
        return new Entry(term, index, EntryTypes.ALL[type], data);
    }

    private static SnapshotMetadata decodeMetadata(ByteBuffer payload, long offset) throws BadBytesException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try {
            return Codec.decodeSnapshotMetadata(bytes);
        } catch (CodecException e) {
            throw new BadBytesException(offset, "a snapshot's metadata cannot be read: " + e.getMessage());
        }
    }

    /// `values()` copies its array at each call.
    private static final class EntryTypes {
        static final EntryType[] ALL = EntryType.values();
    }

    private RecordFormat() {}
}
