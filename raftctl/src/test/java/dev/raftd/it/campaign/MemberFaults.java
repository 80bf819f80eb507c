package dev.raftd.it.campaign;

import dev.raftd.it.campaign.Fault.Begun;
import dev.raftd.it.campaign.Fault.Reach;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What befalls a member's process, its clock, its disk.
final class MemberFaults {
    static final int EXIT_IO_ERROR = 74;
    static final int EXIT_KILLED = 137;
    private static final int SYNCS_MAX = 30;

    static final Fault KILL = new Fault("SIGKILL", Reach.MEMBER, 100, 3000, host -> null, (group, host, random) -> {
        host.kill();
        return Begun.of(host::start);
    });

    static final Fault KILL_TWICE = new Fault("SIGKILL, and again while it starts", Reach.MEMBER, 100, 1000, host -> null,
            (group, host, random) -> {
                host.kill();
                host.start();
                int millis = random.nextInt(1200);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                host.kill();
                return new Begun("after " + millis + " ms", host::start);
            });

    static final Fault PAUSE = new Fault("SIGSTOP", Reach.MEMBER, 2000, 5000, host -> null, (group, host, random) -> {
        host.pause();
        return Begun.of(host::resume);
    });

    static final Fault CLOCK_JUMP = new Fault("clock jump", Reach.NOBODY, 500, 4000, host -> host.hasOwnClock() ? null : "needs gcc",
            (group, host, random) -> {
                long offsetMillis = random.nextBoolean() ? 100_000 : -100_000;
                int ratePercent = random.nextBoolean() ? 200 : 100;
                host.clock(offsetMillis, ratePercent);
                return new Begun("by " + offsetMillis + " ms, rate " + ratePercent + " %", () -> host.clock(0, 100));
            });

    static final Fault FAIL_SYNC = calls("EIO on fsync", Reach.MEMBER, EXIT_IO_ERROR, random -> new DiskFault(DiskFault.Kind.FAIL_SYNC, 0));

    static final Fault DIE_IN_SYNC = calls("SIGKILL in fsync", Reach.MEMBER, EXIT_KILLED,
            random -> new DiskFault(DiskFault.Kind.DIE, 1 + random.nextInt(SYNCS_MAX)));

    static final Fault SLOW_SYNC = calls("slow fsync", Reach.MEMBER, 0,
            random -> new DiskFault(DiskFault.Kind.SLOW_SYNC, 50 << random.nextInt(6)));

    static final Fault SHORT_WRITES = calls("short writes", Reach.OWNER, 0, random -> new DiskFault(DiskFault.Kind.SHORT_WRITES, 0));

    static final Fault FULL_CALLS = calls("ENOSPC on write", Reach.MEMBER, 0, random -> new DiskFault(DiskFault.Kind.FULL, 0));

    static final Fault UNREADABLE = calls("EIO on read", Reach.MEMBER, EXIT_IO_ERROR,
            random -> new DiskFault(DiskFault.Kind.UNREADABLE, 0));

    static final Fault FULL_DISK = new Fault("full disk", Reach.MEMBER, 500, 5000, host -> fillable(host.volume), (group, host, random) -> {
        host.volume.fill();
        return Begun.of(host.volume::free);
    });

    static final Fault POWER_CUT = new Fault("power cut", Reach.MEMBER, 100, 2000, MemberFaults::powered, (group, host, random) -> {
        boolean keepsJournal = random.nextBoolean();
        cutPower(host, keepsJournal);
        return new Begun(keepsJournal ? "names kept" : "", () -> restorePower(host));
    });

    static final Fault POWER_CUT_OF_ALL = new Fault("power cut of all members", Reach.ALL, 100, 500, MemberFaults::powered,
            (group, host, random) -> {
                boolean keepsJournal = random.nextBoolean();
                for (Host each : group.hosts())
                    cutPower(each, keepsJournal);
                return new Begun(keepsJournal ? "names kept" : "", () -> {
                    for (Host each : group.hosts())
                        restorePower(each);
                });
            });

    private interface Chosen {
        DiskFault by(RandomGenerator random);
    }

    private MemberFaults() {}

    /// @param excused what the process may end with, 0 for nothing
    private static Fault calls(String name, Reach reach, int excused, Chosen chosen) {
        return new Fault(name, reach, 500, 5000, host -> host.cannot(chosen.by(new java.util.SplittableRandom(0))),
                (group, host, random) -> {
                    DiskFault fault = chosen.by(random);
                    if (excused != 0)
                        host.excuse(excused);
                    host.disk(fault);
                    return new Begun(fault.argument() == 0 ? "" : Integer.toString(fault.argument()), () -> {
                        host.disk(DiskFault.NONE);
                        host.noMoreExcuses();
                    });
                });
    }

    private static @Nullable String fillable(Volume volume) {
        return volume instanceof PlainVolume ? "needs root, to mount a file system of its own" : null;
    }

    private static @Nullable String powered(Host host) {
        return host.volume.canLosePower() ? null : "needs root, mkfs.ext4 and loop devices";
    }

    /// The process may see its disk's end before its own.
    private static void cutPower(Host host, boolean keepsJournal) throws IOException {
        host.excuse(EXIT_IO_ERROR);
        host.volume.losePower(keepsJournal);
        host.kill();
    }

    private static void restorePower(Host host) throws IOException {
        host.volume.restore();
        host.start();
    }
}
