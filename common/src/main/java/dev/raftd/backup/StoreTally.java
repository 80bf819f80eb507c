package dev.raftd.backup;

import java.util.Arrays;

/// What a store's content says about itself, as it streams by: nothing of it is kept.
///
///     record*      record = length(varint) kind(1 byte) fields;  kind 1: format(1 byte) revision appliedIndex, kind 2: a key
public final class StoreTally {
    private static final int HEAD = 1;
    private static final int KEY = 2;
    private static final int HEAD_BYTES_MAX = 32;

    private final byte[] head = new byte[HEAD_BYTES_MAX];
    private int headBytes;
    private boolean inHead;
    private long length;
    private int lengthBits;
    /// Bytes of the record under way that are still to come; -1 while its length is being read.
    private long left = -1;
    private boolean kindNext;
    private long keys;

    /// Takes the next piece.
    public void add(byte[] content) {
        for (int at = 0; at < content.length;) {
            if (left < 0)
                lengthByte(content[at++]);
            else if (kindNext)
                kind(content[at++]);
            else
                at += fields(content, at);
        }
    }

    private void lengthByte(byte b) {
        length |= (long) (b & 0x7f) << lengthBits;
        lengthBits += 7;
        if (b >= 0 || lengthBits > 56) {
            left = length;
            kindNext = length > 0;
            length = 0;
            lengthBits = 0;
            endIfOver();
        }
    }

    private void kind(byte kind) {
        kindNext = false;
        inHead = kind == HEAD && headBytes == 0;
        keys += kind == KEY ? 1 : 0;
        left--;
        endIfOver();
    }

    private int fields(byte[] content, int at) {
        int part = (int) Math.min(left, content.length - at);
        if (inHead) {
            int kept = Math.min(part, HEAD_BYTES_MAX - headBytes);
            System.arraycopy(content, at, head, headBytes, kept);
            headBytes += kept;
        }
        left -= part;
        endIfOver();
        return part;
    }

    private void endIfOver() {
        if (left == 0)
            left = -1;
    }

    /// How many keys came by.
    public long keys() {
        return keys;
    }

    /// The store's revision, 0 if no head came by.
    public long revision() {
        return varint(0);
    }

    /// The last entry that is in the store, 0 if no head came by.
    public long appliedIndex() {
        return varint(1);
    }

    /// The varints behind the format's byte.
    private long varint(int place) {
        byte[] fields = Arrays.copyOf(head, headBytes);
        int at = 1;
        long value = 0;
        for (int i = 0; i <= place; i++) {
            value = 0;
            int bits = 0;
            boolean more = true;
            for (; more && at < fields.length; at++, bits += 7) {
                value |= (long) (fields[at] & 0x7f) << bits;
                more = fields[at] < 0;
            }
        }
        return value;
    }
}
