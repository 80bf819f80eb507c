package dev.raftd.node;

/// The limits of a node's loop.
///
/// @param tickNanos        the time of a tick
/// @param catchUpTicksMax  ticks made up for after a pause; the others are forgotten, so that a pause alone starts no election
/// @param queuedEventsMax  offered events waiting for a turn: so many of peers, and so many requests
/// @param queuedBytesMax   bytes they may hold on to, likewise; a single larger one is taken when nothing else waits
/// @param batchEntriesMax  proposals in one MsgProp
/// @param batchBytesMax    bytes of data in one MsgProp; a single larger one goes by itself
/// @param readysPerTurnMax Readys handed out before the mailbox is looked into again
public record NodeConfig(long tickNanos, int catchUpTicksMax, int queuedEventsMax, long queuedBytesMax, int batchEntriesMax,
        long batchBytesMax, int readysPerTurnMax) {
    public NodeConfig {
        if (tickNanos <= 0 || catchUpTicksMax <= 0 || queuedEventsMax <= 0 || queuedBytesMax <= 0 || batchEntriesMax <= 0
                || batchBytesMax <= 0 || readysPerTurnMax <= 0) {
            throw new IllegalArgumentException("the limits of a node are greater than 0");
        }
    }

    /// The usual limits.
    public static NodeConfig of(long tickNanos) {
        return new NodeConfig(tickNanos, 2, 10_000, 64L << 20, 1_000, 1 << 20, 16);
    }
}
