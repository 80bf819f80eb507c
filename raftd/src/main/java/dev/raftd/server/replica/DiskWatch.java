package dev.raftd.server.replica;

/// Sees, tick by tick, whether the log writer is stuck in one turn. Confined to the raft loop.
final class DiskWatch {
    private final LogWriter writer;
    private long turn = -1;
    private long ticks;

    DiskWatch(LogWriter writer) {
        this.writer = writer;
    }

    /// For how many ticks the present turn has lasted.
    long ticked() {
        long now = writer.turnsBegun();
        ticks = writer.busy() && now == turn ? ticks + 1 : 0;
        turn = now;
        return ticks;
    }
}
