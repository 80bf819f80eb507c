package dev.raftd.server.replica;

/// Sees, tick by tick, whether the log writer is stuck in one turn. Confined to the raft loop but for [#ticks].
final class DiskWatch {
    private final LogWriter writer;
    private long turn = -1;
    private volatile long ticks;

    DiskWatch(LogWriter writer) {
        this.writer = writer;
    }

    /// For how many ticks the present turn has lasted.
    long ticked() {
        long now = writer.turnsBegun();
        long lasting = writer.busy() && now == turn ? ticks + 1 : 0;
        ticks = lasting;
        turn = now;
        return lasting;
    }

    /// What [#ticked] last said. Any thread.
    long ticks() {
        return ticks;
    }
}
