package dev.raftd.trace;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads what a [ByteWriter] wrote, and refuses everything else with the offset of what it cannot be.
final class ByteReader {
    private static final EntryType[] ENTRY_TYPES = EntryType.values();

    private final byte[] array;
    private int offset;
    private final int end;

    ByteReader(byte[] array, int from, int end) {
        this.array = array;
        this.offset = from;
        this.end = end;
    }

    ByteReader(byte[] array) {
        this(array, 0, array.length);
    }

    ByteReader copy() {
        return new ByteReader(array, offset, end);
    }

    int offset() {
        return offset;
    }

    int left() {
        return end - offset;
    }

    boolean atEnd() {
        return offset == end;
    }

    RecordingException refuse(String what) {
        return new RecordingException(what, offset);
    }

    private void need(int count) throws RecordingException {
        if (count < 0 || end - offset < count) {
            throw refuse("it ends in the middle of a value");
        }
    }

    int take() throws RecordingException {
        need(1);
        return array[offset++] & 0xff;
    }

    boolean flag() throws RecordingException {
        int b = take();
        if (b > 1) {
            throw refuse("neither yes nor no");
        }
        return b == 1;
    }

    long number() throws RecordingException {
        long n = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int b = take();
            n |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                return n;
            }
        }
        throw refuse("a number without end");
    }

    /// A number of things of at least one byte each, so never more than there are bytes.
    int count() throws RecordingException {
        long n = number();
        if (n < 0 || n > left()) {
            throw refuse("more things than there are bytes");
        }
        return (int) n;
    }

    int small() throws RecordingException {
        long n = number();
        if (n < 0 || n > Integer.MAX_VALUE) {
            throw refuse("a number that is too large");
        }
        return (int) n;
    }

    int fixed32() throws RecordingException {
        need(Integer.BYTES);
        int n = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            n |= (array[offset++] & 0xff) << Byte.SIZE * i;
        }
        return n;
    }

    byte[] bytes() throws RecordingException {
        return raw(count());
    }

    byte[] raw(int length) throws RecordingException {
        need(length);
        offset += length;
        return Arrays.copyOfRange(array, offset - length, offset);
    }

    /// What follows, up to a length of its own, as a reader of its own.
    ByteReader part(int length) throws RecordingException {
        need(length);
        offset += length;
        return new ByteReader(array, offset - length, offset);
    }

    String text() throws RecordingException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    <E extends Enum<E>> E constant(E[] constants) throws RecordingException {
        int n = take();
        if (n >= constants.length) {
            throw refuse("a kind that this version does not know");
        }
        return constants[n];
    }

    Message message() throws RecordingException {
        int length = count();
        need(length);
        try {
            Message m = Codec.decodeMessage(array, offset, length);
            offset += length;
            return m;
        } catch (CodecException e) {
            throw refuse(e.getMessage());
        }
    }

    Entry entry() throws RecordingException {
        EntryType type = constant(ENTRY_TYPES);
        return new Entry(number(), number(), type, bytes());
    }

    interface Read<T> {
        T one() throws RecordingException;
    }

    <T> List<T> list(Read<T> read) throws RecordingException {
        int count = count();
        List<T> list = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            list.add(read.one());
        }
        return list;
    }
}
