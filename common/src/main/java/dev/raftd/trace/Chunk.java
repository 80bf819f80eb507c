package dev.raftd.trace;

/// A checkpoint and the events since: what a replay can begin with. Confined to the node's thread until it is saved.
final class Chunk {
    /// A chunk is full when an event of the usual size may no longer fit, so that arrays seldom grow.
    private static final int FULL_QUARTERS = 3;

    final ByteWriter out;
    private final int checkpointEnd;
    int events;
    /// Up to where the sink has it.
    int passedOn;
    int eventsPassedOn;
    /// Somebody may read the array, so that it must not be used again.
    boolean shared;

    /// @param out holds the checkpoint
    Chunk(ByteWriter out, int checkpointEnd) {
        this.out = out;
        this.checkpointEnd = checkpointEnd;
    }

    boolean isFull(int bytesMax, int eventsMax) {
        return out.size() - checkpointEnd >= bytesMax / 4 * FULL_QUARTERS || events >= eventsMax;
    }

    /// @param isPresent whether it goes on to be written
    SavedRing.Part save(boolean isPresent) {
        shared |= !isPresent;
        byte[] array = isPresent ? out.toBytes() : out.array();
        return new SavedRing.Part(array, checkpointEnd, out.size());
    }
}
