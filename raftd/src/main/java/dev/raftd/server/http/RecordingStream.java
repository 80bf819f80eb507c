package dev.raftd.server.http;

import dev.raftd.trace.SavedRing;
import java.util.Iterator;

/// One client that copies what was recorded. The ring is in memory; its pieces are made as the client takes them. Confined to the event loop.
final class RecordingStream implements Connection.Streaming {
    private static final String MEDIA_TYPE = "application/octet-stream";

    private final Connection.StreamOutput out;
    private final SavedRing ring;
    private final Iterator<byte[]> pieces;
    private final Runnable ended;
    private boolean over;

    RecordingStream(Connection.StreamOutput out, SavedRing ring, Runnable ended) {
        this.out = out;
        this.ring = ring;
        this.pieces = ring.pieces();
        this.ended = ended;
    }

    void start() {
        out.begin(MEDIA_TYPE, ring.sizeBytes(), this);
        writable();
    }

    @Override
    public void writable() {
        while (!over && out.isWritable() && pieces.hasNext()) {
            out.write(pieces.next());
            out.flush();
            if (!pieces.hasNext()) {
                out.end();
            }
        }
    }

    @Override
    public void closed() {
        over = true;
        ended.run();
    }
}
