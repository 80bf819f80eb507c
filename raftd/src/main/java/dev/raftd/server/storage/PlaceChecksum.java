package dev.raftd.server.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C of bytes at a place: it begins with the place, so that the same bytes elsewhere have another one. Confined to one thread.
final class PlaceChecksum {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer seed = ByteBuffer.allocate(24);

    PlaceChecksum(long clusterId) {
        seed.putLong(0, clusterId);
    }

    /// Begins at a place.
    PlaceChecksum at(long sequence, long offset) {
        crc.reset();
        seed.putLong(8, sequence).putLong(16, offset);
        crc.update(seed.array());
        return this;
    }

    /// Adds `buffer[from, to)`; position and limit stay as they are.
    PlaceChecksum add(ByteBuffer buffer, int from, int to) {
        crc.update(buffer.slice(from, to - from));
        return this;
    }

    int value() {
        return (int) crc.getValue();
    }

    /// Without a place.
    static int plain(ByteBuffer buffer, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(from, to - from));
        return (int) crc.getValue();
    }
}
