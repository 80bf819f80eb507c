package dev.raftd.trace;

import com.google.protobuf.CodedOutputStream;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of a recording on their way into an array that grows. Numbers are little-endian, or seven bits a byte, the lowest first.
final class ByteWriter {
    private byte[] array;
    private int size;

    ByteWriter(int capacity) {
        array = new byte[capacity];
    }

    int size() {
        return size;
    }

    int capacity() {
        return array.length;
    }

    byte[] array() {
        return array;
    }

    void clear() {
        size = 0;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(array, from, to);
    }

    byte[] toBytes() {
        return copy(0, size);
    }

    private void need(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(Math.addExact(size, more), (int) Math.min(2L * array.length, Integer.MAX_VALUE - 8)));
        }
    }

    void put(int b) {
        need(1);
        array[size++] = (byte) b;
    }

    void flag(boolean f) {
        put(f ? 1 : 0);
    }

    void number(long n) {
        need(10);
        long rest = n;
        while ((rest & ~0x7fL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    void fixed32(int n) {
        need(Integer.BYTES);
        fixed32(size, n);
        size += Integer.BYTES;
    }

    /// Leaves room for a number that is not known yet.
    int reserve32() {
        need(Integer.BYTES);
        size += Integer.BYTES;
        return size - Integer.BYTES;
    }

    void fixed32(int at, int n) {
        for (int i = 0; i < Integer.BYTES; i++) {
            array[at + i] = (byte) (n >>> Byte.SIZE * i);
        }
    }

    void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    void raw(byte[] bytes, int from, int length) {
        need(length);
        System.arraycopy(bytes, from, array, size, length);
        size += length;
    }

    void bytes(byte[] bytes) {
        number(bytes.length);
        raw(bytes);
    }

    void text(String s) {
        bytes(s.getBytes(StandardCharsets.UTF_8));
    }

    void message(Message m) {
        int length = Codec.sizeOf(m);
        number(length);
        need(length);
        embed(length, out -> Codec.write(m, out));
    }

    void entry(Entry e) {
        put(e.type().ordinal());
        number(e.term());
        number(e.index());
        bytes(e.data());
    }

    private interface Content {
        void to(CodedOutputStream out) throws IOException;
    }

    private void embed(int length, Content content) {
        CodedOutputStream out = CodedOutputStream.newInstance(array, size, length);
        try {
            content.to(out);
        } catch (IOException e) { // an array causes it for want of space only
            throw new IllegalStateException("there must be " + length + " bytes", e);
        }
        size += length;
    }
}
