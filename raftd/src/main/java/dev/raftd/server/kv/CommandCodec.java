package dev.raftd.server.kv;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.raftd.api.Bytes;
import dev.raftd.raft.EntryFormatter;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Commands as bytes, and in words.
///
///     format(1 byte) kind(1 byte) sequence(8 bytes) incarnation(8 bytes) member(varint) idempotencyKey(length, bytes; length 0: none)
///       kind 1 put       key(length, bytes) value(length, bytes) ifRevision + 1 (varint)
///       kind 2 delete    key(length, bytes) ifRevision + 1 (varint)
///       kind 3 announce  id(varint) clientUrl(length, UTF-8)
///
/// Integers are little-endian, varints are protobuf's. Every byte has a meaning: what is left over makes the command malformed.
public final class CommandCodec {
    /// The format written here, and the newest one understood.
    public static final int FORMAT = 1;

    private static final int SEQUENCE_OFFSET = 2;
    private static final int HEADER_BYTES = SEQUENCE_OFFSET + 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int ANNOUNCE = 3;
    private static final int WORDS_BYTES_MAX = 256;

    private CommandCodec() {}

    public static byte[] encode(Proposal p) {
        byte[] command = encode(p.command());
        byte[] key = p.idempotencyKey() == null ? new byte[0] : p.idempotencyKey().array();
        Origin origin = p.origin();
        int size = HEADER_BYTES + CodedOutputStream.computeUInt64SizeNoTag(origin.member())
                + CodedOutputStream.computeByteArraySizeNoTag(key) + command.length;
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.write((byte) FORMAT);
            out.write((byte) kind(p.command()));
            out.writeFixed64NoTag(origin.sequence());
            out.writeFixed64NoTag(origin.incarnation());
            out.writeUInt64NoTag(origin.member());
            out.writeByteArrayNoTag(key);
            out.writeRawBytes(command);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new AssertionError("an array of the computed size", e);
        }
        return bytes;
    }

    /// Numbers an encoded command anew: that is known only when it is handed to Raft, and encoding it is others' work.
    public static void renumber(byte[] encoded, long sequence) {
        LONGS.set(encoded, SEQUENCE_OFFSET, sequence);
    }

    private static int kind(Command command) {
        return switch (command) {
            case Command.Put put -> PUT;
            case Command.Delete delete -> DELETE;
            case Command.Announce announce -> ANNOUNCE;
        };
    }

    /// The command without its envelope.
    static byte[] encode(Command command) {
        return switch (command) {
            case Command.Put c -> fields(c.key().array(), c.value().array(), c.ifRevision() + 1);
            case Command.Delete c -> fields(c.key().array(), null, c.ifRevision() + 1);
            case Command.Announce c -> announce(c.id(), Bytes.utf8(c.clientUrl()).array());
        };
    }

    private static byte[] fields(byte[] key, byte @Nullable [] value, long ifRevision) {
        byte[] bytes = new byte[CodedOutputStream.computeByteArraySizeNoTag(key)
                + (value == null ? 0 : CodedOutputStream.computeByteArraySizeNoTag(value))
                + CodedOutputStream.computeUInt64SizeNoTag(ifRevision)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeByteArrayNoTag(key);
            if (value != null) {
                out.writeByteArrayNoTag(value);
            }
            out.writeUInt64NoTag(ifRevision);
        } catch (IOException e) {
            throw new AssertionError("an array of the computed size", e);
        }
        return bytes;
    }

    private static byte[] announce(long id, byte[] url) {
        byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(id) + CodedOutputStream.computeByteArraySizeNoTag(url)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeUInt64NoTag(id);
            out.writeByteArrayNoTag(url);
        } catch (IOException e) {
            throw new AssertionError("an array of the computed size", e);
        }
        return bytes;
    }

    /// Arbitrary bytes give one of the three answers, never an exception.
    public static Decoded decode(byte[] bytes) {
        if (bytes.length < 2) {
            return new Decoded.Malformed("shorter than a command's header");
        }
        int format = bytes[0] & 0xff;
        if (format > FORMAT) {
            return new Decoded.NewerFormat(format);
        }
        if (format < FORMAT) {
            return new Decoded.Malformed("format " + format);
        }
        CodedInputStream in = CodedInputStream.newInstance(bytes, 2, bytes.length - 2);
        try {
            return new Decoded.Command(proposal(in, bytes[1]));
        } catch (IOException | IllegalArgumentException e) {
            return new Decoded.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Proposal proposal(CodedInputStream in, int kind) throws IOException {
        long sequence = in.readFixed64();
        long incarnation = in.readFixed64();
        Origin origin = new Origin(in.readUInt64(), incarnation, sequence);
        byte[] key = in.readByteArray();
        Command command = switch (kind) {
            case PUT -> new Command.Put(Bytes.of(in.readByteArray()), Bytes.of(in.readByteArray()), in.readUInt64() - 1);
            case DELETE -> new Command.Delete(Bytes.of(in.readByteArray()), in.readUInt64() - 1);
            case ANNOUNCE -> new Command.Announce(in.readUInt64(), utf8(in.readByteArray()));
            default -> throw new IllegalArgumentException("kind " + kind);
        };
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes are left over");
        }
        return new Proposal(origin, key.length == 0 ? null : Bytes.of(key), command);
    }

    private static String utf8(byte[] bytes) {
        String text = Bytes.of(bytes).asUtf8();
        if (text == null) {
            throw new IllegalArgumentException("a URL that is no UTF-8");
        }
        return text;
    }

    /// A number for the key that a put or a delete is about, without decoding it; 0 for what is neither. Equal keys have equal numbers.
    public static long keyHash(byte[] data) {
        if (data.length <= HEADER_BYTES || data[0] != FORMAT || data[1] != PUT && data[1] != DELETE) {
            return 0;
        }
        int afterMember = afterVarint(data, HEADER_BYTES);
        int afterIdempotencyKey = afterBytes(data, afterMember);
        int begin = afterVarint(data, afterIdempotencyKey);
        int end = afterBytes(data, afterIdempotencyKey);
        return begin < end && end <= data.length ? keyHash(data, begin, end) : 0;
    }

    /// The same for a key by itself.
    public static long keyHash(Bytes key) {
        return keyHash(key.array(), 0, key.size());
    }

    /// FNV-1a; never 0.
    private static long keyHash(byte[] bytes, int begin, int end) {
        long hash = 0xcbf29ce484222325L;
        for (int i = begin; i < end; i++) {
            hash = (hash ^ bytes[i] & 0xff) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    private static int afterBytes(byte[] data, int offset) {
        int after = afterVarint(data, offset);
        long length = 0;
        for (int i = Math.min(after, data.length) - 1; i >= offset; i--) {
            length = length << 7 | data[i] & 0x7f;
        }
        return length < 0 || length > data.length - after ? data.length : after + (int) length;
    }

    private static int afterVarint(byte[] data, int offset) {
        int i = offset;
        while (i < data.length && data[i] < 0) {
            i++;
        }
        return i + 1;
    }

    /// A normal entry's data in words, such as `put "k" "v"`; long values are cut; what is no command is quoted.
    public static String words(byte[] data) {
        if (data.length == 0) {
            return "";
        }
        return switch (decode(data)) {
            case Decoded.Command d -> words(d.proposal().command());
            case Decoded.NewerFormat d -> quoted(data);
            case Decoded.Malformed d -> quoted(data);
        };
    }

    private static String words(Command command) {
        return switch (command) {
            case Command.Put c -> "put " + quoted(c.key().array()) + " " + quoted(c.value().array()) + condition(c.ifRevision());
            case Command.Delete c -> "del " + quoted(c.key().array()) + condition(c.ifRevision());
            case Command.Announce c -> "announce " + Long.toUnsignedString(c.id()) + " " + c.clientUrl();
        };
    }

    private static String condition(long ifRevision) {
        return ifRevision == Command.UNCONDITIONAL ? "" : " if-revision=" + ifRevision;
    }

    private static String quoted(byte[] bytes) {
        if (bytes.length <= WORDS_BYTES_MAX) {
            return EntryFormatter.QUOTED.format(bytes);
        }
        return EntryFormatter.QUOTED.format(Arrays.copyOf(bytes, WORDS_BYTES_MAX)) + "... (" + bytes.length + " bytes)";
    }
}
