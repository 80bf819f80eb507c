package dev.raftd.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/// What a recorder's ring held at one moment. Immutable: any thread may write it.
public final class SavedRing {
    /// A chunk: its checkpoint, then its events.
    record Part(byte[] array, int checkpointEnd, int end) {}

    private final byte[] opening;
    private final List<Part> parts;
    private final long events;

    SavedRing(byte[] opening, List<Part> parts, long events) {
        this.opening = opening;
        this.parts = List.copyOf(parts);
        this.events = events;
    }

    public long events() {
        return events;
    }

    /// A whole recording file.
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("an array takes every byte", e);
        }
        return out.toByteArray();
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(opening);
        for (Part part : parts) {
            out.write(RecordingFormat.frame(RecordingFormat.CHECKPOINT, Arrays.copyOfRange(part.array, 0, part.checkpointEnd)));
            if (part.end > part.checkpointEnd) {
                out.write(RecordingFormat.frame(RecordingFormat.EVENTS, Arrays.copyOfRange(part.array, part.checkpointEnd, part.end)));
            }
        }
        out.write(RecordingFormat.closing(events));
    }
}
