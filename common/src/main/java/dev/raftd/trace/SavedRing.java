package dev.raftd.trace;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// What a recorder's ring held at one moment. Immutable: any thread may make a file of it.
public final class SavedRing {
    /// A chunk: its checkpoint, then its events.
    record Part(byte[] array, int checkpointEnd, int end) {
        int frames() {
            return end > checkpointEnd ? 2 : 1;
        }
    }

    private final byte[] opening;
    private final List<Part> parts;
    private final byte[] closing;

    SavedRing(byte[] opening, List<Part> parts, long events) {
        this.opening = opening;
        this.parts = List.copyOf(parts);
        this.closing = RecordingFormat.closing(events);
    }

    /// Of the file.
    public long sizeBytes() {
        long size = (long) opening.length + closing.length;
        for (Part part : parts) {
            size += part.end + (long) part.frames() * RecordingFormat.FRAME_HEADER_BYTES;
        }
        return size;
    }

    /// The file in pieces, each made when it is asked for.
    public Iterator<byte[]> pieces() {
        return new Iterator<>() {
            private int next = -1;

            @Override
            public boolean hasNext() {
                return next <= parts.size();
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int place = next++;
                return place < 0 ? opening : place == parts.size() ? closing : bytes(parts.get(place));
            }
        };
    }

    private static byte[] bytes(Part part) {
        byte[] checkpoint = RecordingFormat.frame(RecordingFormat.CHECKPOINT, Arrays.copyOfRange(part.array, 0, part.checkpointEnd));
        if (part.frames() == 1) {
            return checkpoint;
        }
        byte[] events = RecordingFormat.frame(RecordingFormat.EVENTS, Arrays.copyOfRange(part.array, part.checkpointEnd, part.end));
        byte[] both = Arrays.copyOf(checkpoint, checkpoint.length + events.length);
        System.arraycopy(events, 0, both, checkpoint.length, events.length);
        return both;
    }

    /// A whole recording file.
    public byte[] toBytes() {
        ByteWriter out = new ByteWriter((int) sizeBytes());
        pieces().forEachRemaining(out::raw);
        return out.toBytes();
    }
}
