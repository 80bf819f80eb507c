package dev.raftd.raftpb;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Objects;

/// The bytes of every type, as `raft.proto` defines them and as etcd writes them.
///
/// **Encoding** puts fields in the order of their numbers. Scalars, and the messages embedded in snapshots, are always written, also
/// when zero; bytes and lists only when not empty, [Message#snapshot] only when not null. So there is one encoding of a value, and an
/// all-zero [Entry] is `08 00 10 00 18 00`. (etcd tells nil bytes from empty ones, and writes the latter as a field of length 0. Here
/// they are one value, written as nil is; either form is read.)
///
/// **Decoding** takes what any protobuf writer may produce: fields in any order, missing ones (zero), unknown ones (skipped),
/// repeated ids packed or not. A scalar that occurs twice has the last value; an embedded message that occurs twice is merged.
/// It is stricter than protobuf in four points, where going on with a guess would put a wrong value into the log:
/// - a known field with another wire type is refused, not taken for an unknown field;
/// - an enum number without a constant is refused, not replaced by the default: an entry of a type this version does not know must
///   not be applied as a normal one;
/// - a term or index of 2^63 or more is refused (invariant 2 of this package);
/// - responses nest at most [#RESPONSES_DEPTH_MAX] levels.
///
/// Arbitrary bytes lead to a value or a [CodecException], and to no more memory than a fixed multiple of their number.
/// Decoded values share nothing with the input array.
public final class Codec {
    /// Levels of [Message#responses] below the outermost message. The protocol uses one; the bound keeps hostile bytes off the stack.
    public static final int RESPONSES_DEPTH_MAX = 8;

    private Codec() {}

    public static byte[] encode(Entry e) {
        return encode(sizeOf(e), out -> Encoder.write(e, out));
    }

    public static byte[] encode(Message m) {
        return encode(sizeOf(m), out -> Encoder.write(m, out));
    }

    public static byte[] encode(HardState h) {
        return encode(sizeOf(h), out -> Encoder.write(h, out));
    }

    public static byte[] encode(Snapshot s) {
        return encode(sizeOf(s), out -> Encoder.write(s, out));
    }

    public static byte[] encode(SnapshotMetadata m) {
        return encode(sizeOf(m), out -> Encoder.write(m, out));
    }

    public static byte[] encode(ConfState c) {
        return encode(sizeOf(c), out -> Encoder.write(c, out));
    }

    public static byte[] encode(ConfChange c) {
        return encode(sizeOf(c), out -> Encoder.write(c, out));
    }

    public static byte[] encode(ConfChangeV2 c) {
        return encode(sizeOf(c), out -> Encoder.write(c, out));
    }

    public static byte[] encode(ConfChangeSingle c) {
        return encode(sizeOf(c), out -> Encoder.write(c, out));
    }

    /// A change of either form in the form it has: the data of an entry of type [ConfChangeI#entryType].
    public static byte[] encode(ConfChangeI c) {
        return switch (c) {
            case ConfChange v1 -> encode(v1);
            case ConfChangeV2 v2 -> encode(v2);
        };
    }

    /// The number of bytes of [#encode(Entry)], which is also the size that Raft's limits in bytes count. Allocates nothing.
    public static int sizeOf(Entry e) {
        return Encoder.sizeOf(e);
    }

    public static int sizeOf(Message m) {
        return Encoder.sizeOf(m);
    }

    public static int sizeOf(HardState h) {
        return Encoder.sizeOf(h);
    }

    public static int sizeOf(Snapshot s) {
        return Encoder.sizeOf(s);
    }

    public static int sizeOf(SnapshotMetadata m) {
        return Encoder.sizeOf(m);
    }

    public static int sizeOf(ConfState c) {
        return Encoder.sizeOf(c);
    }

    public static int sizeOf(ConfChange c) {
        return Encoder.sizeOf(c);
    }

    public static int sizeOf(ConfChangeV2 c) {
        return Encoder.sizeOf(c);
    }

    public static int sizeOf(ConfChangeSingle c) {
        return Encoder.sizeOf(c);
    }

    /// Writes the [#sizeOf(Message)] bytes of the message, without its length and without flushing.
    public static void write(Message m, CodedOutputStream out) throws IOException {
        Encoder.write(m, out);
    }

    /// Writes the [#sizeOf(Entry)] bytes of the entry, without its length and without flushing.
    public static void write(Entry e, CodedOutputStream out) throws IOException {
        Encoder.write(e, out);
    }

    public static Entry decodeEntry(byte[] bytes) throws CodecException {
        return decodeEntry(bytes, 0, bytes.length);
    }

    public static Entry decodeEntry(byte[] bytes, int offset, int length) throws CodecException {
        return decode("Entry", bytes, offset, length, Decoder::entry);
    }

    public static Message decodeMessage(byte[] bytes) throws CodecException {
        return decodeMessage(bytes, 0, bytes.length);
    }

    public static Message decodeMessage(byte[] bytes, int offset, int length) throws CodecException {
        return decode("Message", bytes, offset, length, in -> Decoder.message(in, RESPONSES_DEPTH_MAX));
    }

    public static HardState decodeHardState(byte[] bytes) throws CodecException {
        return decodeHardState(bytes, 0, bytes.length);
    }

    public static HardState decodeHardState(byte[] bytes, int offset, int length) throws CodecException {
        return decode("HardState", bytes, offset, length, Decoder::hardState);
    }

    public static Snapshot decodeSnapshot(byte[] bytes) throws CodecException {
        return decodeSnapshot(bytes, 0, bytes.length);
    }

    public static Snapshot decodeSnapshot(byte[] bytes, int offset, int length) throws CodecException {
        return decode("Snapshot", bytes, offset, length, in -> Decoder.snapshot(in, Snapshot.EMPTY));
    }

    public static SnapshotMetadata decodeSnapshotMetadata(byte[] bytes) throws CodecException {
        return decodeSnapshotMetadata(bytes, 0, bytes.length);
    }

    public static SnapshotMetadata decodeSnapshotMetadata(byte[] bytes, int offset, int length) throws CodecException {
        return decode("SnapshotMetadata", bytes, offset, length, in -> Decoder.snapshotMetadata(in, SnapshotMetadata.EMPTY));
    }

    public static ConfState decodeConfState(byte[] bytes) throws CodecException {
        return decodeConfState(bytes, 0, bytes.length);
    }

    public static ConfState decodeConfState(byte[] bytes, int offset, int length) throws CodecException {
        return decode("ConfState", bytes, offset, length, in -> Decoder.confState(in, ConfState.EMPTY));
    }

    public static ConfChange decodeConfChange(byte[] bytes) throws CodecException {
        return decode("ConfChange", bytes, 0, bytes.length, Decoder::confChange);
    }

    public static ConfChangeV2 decodeConfChangeV2(byte[] bytes) throws CodecException {
        return decode("ConfChangeV2", bytes, 0, bytes.length, Decoder::confChangeV2);
    }

    public static ConfChangeSingle decodeConfChangeSingle(byte[] bytes) throws CodecException {
        return decode("ConfChangeSingle", bytes, 0, bytes.length, Decoder::confChangeSingle);
    }

    /// The change an entry carries, in the form its type names. Empty data is the form's zero value: "leave the joint configuration"
    /// in the newer form, and in the older one "add node 0", which changes nothing.
    public static ConfChangeI decodeConfChange(Entry e) throws CodecException {
        return switch (e.type()) {
            case NORMAL -> throw new CodecException("not a configuration change: a normal entry, at index " + e.index());
            case CONF_CHANGE -> decodeConfChange(e.data());
            case CONF_CHANGE_V2 -> decodeConfChangeV2(e.data());
        };
    }

    @FunctionalInterface
    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] encode(int sizeBytes, Write write) {
        byte[] bytes = new byte[sizeBytes];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            write.to(out);
        } catch (IOException e) { // an array causes it for want of space only
            throw new IllegalStateException("sizeOf said " + sizeBytes + " bytes, write has more", e);
        }
        out.checkNoSpaceLeft();
        return bytes;
    }

    private static <T> T decode(String type, byte[] bytes, int offset, int length, Decoder.Read<T> read) throws CodecException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
        try {
            return read.from(in);
        } catch (IOException e) {
            throw new CodecException(
                    "not a valid " + type + ", near byte " + in.getTotalBytesRead() + " of " + length + ": " + e.getMessage(), e);
        }
    }
}
