package dev.raftd.raftpb;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;

/// Sizes and bytes of every type, in the order of field numbers. `sizeOf` and `write` of a type list the same fields: a size is what
/// `write` then writes, to the byte.
///
/// Sizes past [Integer#MAX_VALUE] throw [ArithmeticException]: no limit of Raft's lets such a thing arise.
final class Encoder {
    private static final int BYTES = 2;

    private Encoder() {}

    static int sizeOf(Entry e) {
        return Math.toIntExact(3 + varint(e.type().ordinal()) + varint(e.term()) + varint(e.index()) + bytes(e.data()));
    }

    static void write(Entry e, CodedOutputStream out) throws IOException {
        out.writeEnum(1, e.type().ordinal());
        out.writeUInt64(2, e.term());
        out.writeUInt64(3, e.index());
        writeBytes(4, e.data(), out);
    }

    static int sizeOf(ConfState c) {
        long size = 2 + ids(c.voters()) + ids(c.learners()) + ids(c.votersOutgoing()) + ids(c.learnersNext());
        return Math.toIntExact(size);
    }

    static void write(ConfState c, CodedOutputStream out) throws IOException {
        writeIds(1, c.voters(), out);
        writeIds(2, c.learners(), out);
        writeIds(3, c.votersOutgoing(), out);
        writeIds(4, c.learnersNext(), out);
        out.writeBool(5, c.autoLeave());
    }

    static int sizeOf(SnapshotMetadata m) {
        return Math.toIntExact(2 + embedded(sizeOf(m.confState())) + varint(m.index()) + varint(m.term()));
    }

    static void write(SnapshotMetadata m, CodedOutputStream out) throws IOException {
        writeHeader(1, sizeOf(m.confState()), out);
        write(m.confState(), out);
        out.writeUInt64(2, m.index());
        out.writeUInt64(3, m.term());
    }

    static int sizeOf(Snapshot s) {
        return Math.toIntExact(bytes(s.data()) + embedded(sizeOf(s.metadata())));
    }

    static void write(Snapshot s, CodedOutputStream out) throws IOException {
        writeBytes(1, s.data(), out);
        writeHeader(2, sizeOf(s.metadata()), out);
        write(s.metadata(), out);
    }

    static int sizeOf(Message m) {
        // ten always written scalars: a byte of tag each, a byte of value for the boolean
        long size = 10 + varint(m.type().ordinal()) + varint(m.to()) + varint(m.from()) + varint(m.term()) + varint(m.logTerm())
                + varint(m.index()) + varint(m.commit()) + 1 + varint(m.rejectHint()) + varint(m.vote()) + bytes(m.context());
        for (Entry e : m.entries())
            size += embedded(sizeOf(e));
        if (m.snapshot() != null)
            size += embedded(sizeOf(m.snapshot()));
        for (Message r : m.responses())
            size += embedded(sizeOf(r));
        return Math.toIntExact(size);
    }

    static void write(Message m, CodedOutputStream out) throws IOException {
        out.writeEnum(1, m.type().ordinal());
        out.writeUInt64(2, m.to());
        out.writeUInt64(3, m.from());
        out.writeUInt64(4, m.term());
        out.writeUInt64(5, m.logTerm());
        out.writeUInt64(6, m.index());
        for (Entry e : m.entries()) {
            writeHeader(7, sizeOf(e), out);
            write(e, out);
        }
        out.writeUInt64(8, m.commit());
        if (m.snapshot() != null) {
            writeHeader(9, sizeOf(m.snapshot()), out);
            write(m.snapshot(), out);
        }
        out.writeBool(10, m.reject());
        out.writeUInt64(11, m.rejectHint());
        writeBytes(12, m.context(), out);
        out.writeUInt64(13, m.vote());
        for (Message r : m.responses()) {
            writeHeader(14, sizeOf(r), out);
            write(r, out);
        }
    }

    static int sizeOf(HardState h) {
        return 3 + varint(h.term()) + varint(h.vote()) + varint(h.commit());
    }

    static void write(HardState h, CodedOutputStream out) throws IOException {
        out.writeUInt64(1, h.term());
        out.writeUInt64(2, h.vote());
        out.writeUInt64(3, h.commit());
    }

    static int sizeOf(ConfChange c) {
        return Math.toIntExact(3 + varint(c.id()) + varint(c.type().ordinal()) + varint(c.nodeId()) + bytes(c.context()));
    }

    static void write(ConfChange c, CodedOutputStream out) throws IOException {
        out.writeUInt64(1, c.id());
        out.writeEnum(2, c.type().ordinal());
        out.writeUInt64(3, c.nodeId());
        writeBytes(4, c.context(), out);
    }

    static int sizeOf(ConfChangeSingle c) {
        return 2 + varint(c.type().ordinal()) + varint(c.nodeId());
    }

    static void write(ConfChangeSingle c, CodedOutputStream out) throws IOException {
        out.writeEnum(1, c.type().ordinal());
        out.writeUInt64(2, c.nodeId());
    }

    static int sizeOf(ConfChangeV2 c) {
        long size = 1 + varint(c.transition().ordinal()) + bytes(c.context());
        for (ConfChangeSingle change : c.changes())
            size += embedded(sizeOf(change));
        return Math.toIntExact(size);
    }

    static void write(ConfChangeV2 c, CodedOutputStream out) throws IOException {
        out.writeEnum(1, c.transition().ordinal());
        for (ConfChangeSingle change : c.changes()) {
            writeHeader(2, sizeOf(change), out);
            write(change, out);
        }
        writeBytes(3, c.context(), out);
    }

    private static int varint(long v) {
        return CodedOutputStream.computeUInt64SizeNoTag(v);
    }

    /// Tag, length and content; nothing at all where there is no content.
    private static long bytes(byte[] b) {
        return b.length == 0 ? 0 : embedded(b.length);
    }

    /// Tag, length and content; there also when the content is empty.
    private static long embedded(int size) {
        return 1L + varint(size) + size;
    }

    private static long ids(List<Long> ids) {
        long size = ids.size();
        for (long id : ids)
            size += varint(id);
        return size;
    }

    private static void writeBytes(int field, byte[] b, CodedOutputStream out) throws IOException {
        if (b.length != 0)
            out.writeByteArray(field, b);
    }

    private static void writeHeader(int field, int size, CodedOutputStream out) throws IOException {
        out.writeTag(field, BYTES);
        out.writeUInt32NoTag(size);
    }

    private static void writeIds(int field, List<Long> ids, CodedOutputStream out) throws IOException {
        for (long id : ids)
            out.writeUInt64(field, id);
    }
}
