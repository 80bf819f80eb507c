package dev.raftd.server.transport;

import com.google.protobuf.CodedOutputStream;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import okio.BufferedSink;

/// Puts frames on a connection, without flushing. Confined to the thread that writes.
final class FrameWriter {
    private static final int SCRATCH_BYTES = 16 << 10;
    private static final int SCRATCH_BYTES_KEPT = 256 << 10;

    private final CRC32C crc = new CRC32C();
    private byte[] scratch = new byte[SCRATCH_BYTES];

    /// @return the bytes written
    int message(Message m, BufferedSink sink) throws IOException {
        int length = Codec.sizeOf(m);
        byte[] array = scratch(FrameReader.HEADER_BYTES + length);
        CodedOutputStream out = CodedOutputStream.newInstance(array, FrameReader.HEADER_BYTES, length);
        Codec.write(m, out);
        out.checkNoSpaceLeft();
        return write(array, length, sink);
    }

    /// @param chunk an array-backed buffer with nothing before its position that matters
    int chunk(ByteBuffer chunk, BufferedSink sink) throws IOException {
        int length = chunk.remaining();
        byte[] array = scratch(FrameReader.HEADER_BYTES + length);
        chunk.get(array, FrameReader.HEADER_BYTES, length);
        return write(array, length, sink);
    }

    private int write(byte[] array, int length, BufferedSink sink) throws IOException {
        crc.reset();
        crc.update(array, FrameReader.HEADER_BYTES, length);
        ByteBuffer.wrap(array).putInt(FrameReader.lengthWord(length)).putInt((int) crc.getValue());
        sink.write(array, 0, FrameReader.HEADER_BYTES + length);
        return FrameReader.HEADER_BYTES + length;
    }

    private byte[] scratch(int bytes) {
        if (bytes > SCRATCH_BYTES_KEPT)
            return new byte[bytes];
        if (bytes > scratch.length)
            scratch = new byte[Math.min(SCRATCH_BYTES_KEPT, Integer.highestOneBit(bytes) << 1)];
        return scratch;
    }
}
