package dev.raftd.server.replica;

import dev.raftd.api.Evidence;

/// What the raft loop is at, for those who cannot ask it because it is at that: written by the loop, read on any thread.
final class LoopWatch {
    private final long lateNanosMin;
    private volatile boolean turning;
    private volatile long begunNanos;
    private volatile long applying;
    private volatile long lateNanos;
    private volatile long lateAtNanos;

    /// @param lateNanosMin a tick that is so much too late tells that the process stood still
    LoopWatch(long lateNanosMin) {
        this.lateNanosMin = lateNanosMin;
    }

    /// @param tickDueNanos 0 if no tick is due yet
    void turnBegins(long nowNanos, long tickDueNanos) {
        if (tickDueNanos != 0 && nowNanos - tickDueNanos >= lateNanosMin) {
            lateNanos = nowNanos - tickDueNanos;
            lateAtNanos = nowNanos;
        }
        begunNanos = nowNanos;
        turning = true;
    }

    void turnEnds() {
        turning = false;
    }

    /// @param index of the first entry that is being applied, 0 once they are
    void applying(long index) {
        applying = index;
    }

    /// How long the present turn lasts, 0 between turns.
    long turnMillis(long nowNanos) {
        return turning ? millis(nowNanos - begunNanos) : 0;
    }

    Evidence.Loop evidence(int queued, boolean full, long nowNanos) {
        return new Evidence.Loop(queued, full, turnMillis(nowNanos), applying, millis(lateNanos),
                lateNanos == 0 ? -1 : millis(nowNanos - lateAtNanos));
    }

    private static long millis(long nanos) {
        return Math.max(0, nanos) / 1_000_000;
    }
}
