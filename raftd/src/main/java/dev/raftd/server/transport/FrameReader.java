package dev.raftd.server.transport;

import dev.raftd.server.transport.BadFrameException.Cause;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Cuts a byte stream into frames. Confined to the connection's event loop.
///
/// A length is checked as soon as its four bytes are there. Memory grows with the bytes that arrived, not with the length they claim.
final class FrameReader {
    static final int HEADER_BYTES = 8;
    /// A length has three bytes.
    static final int PAYLOAD_BYTES_MAX = (1 << 24) - 1;
    private static final int BUFFER_BYTES = 16 << 10;
    /// A buffer that grew beyond this for a large frame is let go once it is empty.
    private static final int BUFFER_BYTES_KEPT = 256 << 10;

    /// Takes a frame's payload, which is only valid during the call.
    interface Consumer {
        void frame(byte[] array, int offset, int length) throws BadFrameException;
    }

    private final int payloadBytesMax;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;

    FrameReader(int payloadBytesMax) {
        this.payloadBytesMax = payloadBytesMax;
    }

    /// Whether the bytes so far end in the middle of a frame.
    boolean midFrame() {
        return end > start;
    }

    void feed(ByteBuf in, Consumer consumer) throws BadFrameException {
        while (in.isReadable()) {
            append(in);
            drain(consumer);
        }
    }

    /// At most the rest of the frame under way and some more is taken at once, so that the buffer stays near one frame.
    private void append(ByteBuf in) {
        int count = Math.min(in.readableBytes(), 64 << 10);
        if (buffer.length - end < count)
            makeRoom(count);
        in.readBytes(buffer, end, count);
        end += count;
    }

    private void makeRoom(int count) {
        int used = end - start;
        int needed = used + count;
        byte[] to = needed <= buffer.length ? buffer : new byte[Math.max(needed, buffer.length * 2)];
        System.arraycopy(buffer, start, to, 0, used);
        buffer = to;
        start = 0;
        end = used;
    }

    private void drain(Consumer consumer) throws BadFrameException {
        while (end - start >= 4) {
            int length = length();
            if (end - start - HEADER_BYTES < length)
                return;
            int payload = start + HEADER_BYTES;
            check(intAt(start + 4), payload, length);
            start = payload + length;
            consumer.frame(buffer, payload, length);
        }
        if (start == end)
            reset();
    }

    /// A length changed on the way would not be noticed by the payload's checksum before as many bytes had come, which may be never.
    private int length() throws BadFrameException {
        int word = intAt(start);
        int length = word & PAYLOAD_BYTES_MAX;
        if (length == 0 || length > payloadBytesMax || word != lengthWord(length))
            throw new BadFrameException(Cause.LENGTH, "a frame of " + length + " bytes, or of a length that was changed on the way");
        return length;
    }

    /// The length with a byte before it that differs whenever another byte does.
    static int lengthWord(int length) {
        return ((length ^ length >> 8 ^ length >> 16 ^ 0xa5) & 0xff) << 24 | length;
    }

    private void check(int expected, int offset, int length) throws BadFrameException {
        crc.reset();
        crc.update(buffer, offset, length);
        if ((int) crc.getValue() != expected)
            throw new BadFrameException(Cause.CHECKSUM, "a frame of " + length + " bytes does not match its checksum");
    }

    private void reset() {
        start = 0;
        end = 0;
        if (buffer.length > BUFFER_BYTES_KEPT)
            buffer = Arrays.copyOf(buffer, BUFFER_BYTES);
    }

    private int intAt(int offset) {
        return buffer[offset] << 24 | (buffer[offset + 1] & 0xff) << 16 | (buffer[offset + 2] & 0xff) << 8 | buffer[offset + 3] & 0xff;
    }
}
