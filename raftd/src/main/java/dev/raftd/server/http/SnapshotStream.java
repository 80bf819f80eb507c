package dev.raftd.server.http;

import dev.raftd.server.replica.Backup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client that copies a snapshot file.
///
///     event loop: client takes more ──> files: read a piece ──> event loop: write it ──> …
///
/// One piece is in memory, beside what the connection has not sent yet, and none is read before the client has taken what it was sent.
/// Confined to the event loop, but for the reading.
final class SnapshotStream implements Connection.Streaming {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStream.class);
    private static final String MEDIA_TYPE = "application/octet-stream";
    private static final int PIECE_BYTES = 64 << 10;

    private final Connection.StreamOutput out;
    private final Backup backup;
    private final Executor files;
    private final Runnable ended;
    private long offset;
    private boolean reading;
    private boolean over;

    /// @param offset where it begins
    SnapshotStream(Connection.StreamOutput out, Backup backup, long offset, Executor files, Runnable ended) {
        this.out = out;
        this.backup = backup;
        this.offset = offset;
        this.files = files;
        this.ended = ended;
    }

    void start() {
        long sizeBytes = backup.file().sizeBytes();
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.ETAG, SnapshotPart.tag(backup));
        if (offset > 0)
            headers.set(HttpHeaderNames.CONTENT_RANGE, "bytes " + offset + "-" + (sizeBytes - 1) + "/" + sizeBytes);
        out.begin(offset > 0 ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK, headers, MEDIA_TYPE, sizeBytes - offset, this);
        writable();
    }

    @Override
    public void writable() {
        if (!reading && !over && out.isWritable()) {
            reading = true;
            long from = offset;
            files.execute(() -> read(from));
        }
    }

    private void read(long from) {
        byte @Nullable [] piece = null;
        try {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, backup.file().sizeBytes() - from));
            piece = backup.file().read(buffer, from) ? Arrays.copyOf(buffer.array(), buffer.position()) : null;
        } catch (IOException e) {
            LOG.error("a snapshot cannot be read: {}", e.getMessage());
        }
        byte[] read = piece;
        out.later(() -> took(read));
    }

    /// @param piece null if it cannot be read
    private void took(byte @Nullable [] piece) {
        reading = false;
        if (over) {
            release();
        } else if (piece == null) {
            out.breakOff();
        } else {
            write(piece);
        }
    }

    private void write(byte[] piece) {
        offset += piece.length;
        out.write(piece);
        out.flush();
        if (offset == backup.file().sizeBytes())
            out.end();
        else
            writable();
    }

    @Override
    public void closed() {
        over = true;
        if (!reading)
            release();
    }

    private void release() {
        ended.run();
        try {
            backup.close();
        } catch (IOException e) {
            LOG.warn("a snapshot cannot be closed: {}", e.getMessage());
        }
    }
}
