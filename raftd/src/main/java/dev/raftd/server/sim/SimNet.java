package dev.raftd.server.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/// The network: what each direction between two members does to what is sent on it.
final class SimNet {
    private static final long RETRY_NANOS = 20_000_000;

    /// One direction between two members.
    final class Path {
        private final long from;
        private final long to;
        final Dice dice;
        private long cutUntilNanos;
        private long clogUntilNanos;
        private long slowUntilNanos;
        private boolean corruptNext;

        Path(long from, long to) {
            this.from = from;
            this.to = to;
            dice = world.dice.fork("path", from << 20 | to);
        }

        void cut(long nanos) {
            cutUntilNanos = Math.max(cutUntilNanos, world.agenda.nowNanos() + nanos);
        }

        void clog(long nanos) {
            clogUntilNanos = Math.max(clogUntilNanos, world.agenda.nowNanos() + nanos);
        }

        void slow(long nanos) {
            slowUntilNanos = Math.max(slowUntilNanos, world.agenda.nowNanos() + nanos);
        }

        void corruptNext() {
            corruptNext = true;
        }

        boolean takeCorrupt() {
            boolean was = corruptNext;
            corruptNext = false;
            return was;
        }

        boolean isCut() {
            return cutUntilNanos > world.agenda.nowNanos();
        }

        private boolean isBlocked() {
            return isCut() || clogUntilNanos > world.agenda.nowNanos();
        }

        long delayNanos() {
            long slow = slowUntilNanos > world.agenda.nowNanos() ? 20_000_000 : 0;
            return slow + world.swarm.delayNanos() + dice.exponential(world.swarm.jitterNanos());
        }

        /// Something gets to the other end, once it can.
        void travel(Runnable arrival) {
            world.agenda.after(delayNanos(), () -> arrive(arrival));
        }

        private void arrive(Runnable arrival) {
            if (isBlocked()) {
                world.agenda.after(RETRY_NANOS, () -> arrive(arrival));
            } else {
                arrival.run();
            }
        }

        /// Whether one of the faults that are there all the time hits now.
        boolean isHit(FaultKind noise) {
            return !calm && world.swarm.has(noise) && dice.perMillion(world.swarm.noisePpm());
        }

        Path back() {
            return path(to, from);
        }

        void heal() {
            cutUntilNanos = 0;
            clogUntilNanos = 0;
            slowUntilNanos = 0;
            corruptNext = false;
        }
    }

    private final World world;
    private final Map<Long, Path> paths = new LinkedHashMap<>();
    private boolean calm;

    SimNet(World world) {
        this.world = world;
    }

    Path path(long from, long to) {
        return paths.computeIfAbsent(from << 20 | to, key -> new Path(from, to));
    }

    void cut(long a, long b, long nanos) {
        path(a, b).cut(nanos);
        path(b, a).cut(nanos);
    }

    /// No frame is lost, repeated or out of order any more.
    void calm() {
        calm = true;
    }

    void heal() {
        paths.values().forEach(Path::heal);
    }

    /// Nothing passes to or from that member any more.
    void isolate(long id, long nanos) {
        for (long other : world.nodes.keySet()) {
            cut(id, other, nanos);
        }
    }
}
