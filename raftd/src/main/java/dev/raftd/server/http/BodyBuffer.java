package dev.raftd.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A request's body as it comes in. Grows with what arrived, not with what was announced.
final class BodyBuffer {
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int size;

    int size() {
        return size;
    }

    void append(ByteBuf in) {
        int count = in.readableBytes();
        if (size + count > bytes.length)
            bytes = Arrays.copyOf(bytes, size == 0 ? count : Math.max(size + count, 2 * bytes.length));
        in.readBytes(bytes, size, count);
        size += count;
    }

    byte[] take() {
        byte[] body = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        clear();
        return body;
    }

    void clear() {
        bytes = NOTHING;
        size = 0;
    }
}
