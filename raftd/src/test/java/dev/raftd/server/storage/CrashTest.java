package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.sim.SimDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The power goes at every single operation of the disk, and leaves any mix of what was under way.
class CrashTest {
    private static final int ACTIONS = 40;

    private final LogConfig[] configs = {Node.config(1024), Node.config(2048), new LogConfig(4096, 300, 2),
            new LogConfig(16384, 1 << 20, 0), new LogConfig(1024, 0, 1, 1500, 0)};

    private LogConfig config(long seed) {
        return configs[(int) (seed % configs.length)];
    }

    private LogScript script(long seed) {
        return new LogScript(seed, config(seed), seed % 2 == 0 ? 100 : 700);
    }

    private long operationsOf(long seed) {
        SimDisk disk = new SimDisk();
        script(seed).open(disk).run(ACTIONS);
        return disk.operations();
    }

    /// The script up to its crash.
    private LogScript crashed(long seed, SimDisk disk) {
        LogScript script = script(seed);
        try {
            script.open(disk).run(ACTIONS);
        } catch (SimDisk.Crash expected) {
            return script;
        }
        throw new AssertionError("no crash");
    }

    @Test
    void whatWasSyncedSurvivesACrashAtEveryOperation() {
        for (long seed = 0; seed < 16; seed++) {
            long operations = operationsOf(seed);
            assertThat(operations).isGreaterThan(50);
            for (long operation = 0; operation < operations; operation++) {
                for (int clone = 0; clone < 3; clone++) {
                    crashAndGoOn(seed, operation, clone);
                }
            }
        }
    }

    private void crashAndGoOn(long seed, long operation, int clone) {
        try {
            SplittableRandom random = new SplittableRandom(seed << 32 ^ operation << 8 ^ clone);
            SimDisk disk = new SimDisk().crashAt(operation);
            LogScript script = crashed(seed, disk);
            for (int life = 0; life < 3; life++) {
                disk = disk.crash(random);
                Node node = Node.open(disk, config(seed));
                script.check(node);
                script.on(node).run(random.nextInt(6));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", crash at operation " + operation + ", clone " + clone, e);
        }
    }

    @Test
    void recoveryItselfMayCrashAtEveryOperation() {
        for (long seed = 100; seed < 108; seed++) {
            long operations = operationsOf(seed);
            for (long operation = 0; operation < operations; operation += 3) {
                crashInRecovery(seed, operation);
            }
        }
    }

    private void crashInRecovery(long seed, long operation) {
        SplittableRandom random = new SplittableRandom(seed << 32 ^ operation);
        SimDisk disk = new SimDisk().crashAt(operation);
        LogScript script = crashed(seed, disk);
        SimDisk left = disk.crash(random);
        boolean crashes = true;
        for (long at = 0; crashes; at++) {
            SimDisk again = left.copy().crashAt(at);
            try {
                Node.open(again, config(seed));
                crashes = false;
            } catch (SimDisk.Crash expected) {
                // the next one comes up
            }
            try {
                Oracle promised = script.promised;
                Oracle offered = script.offered;
                script.check(Node.open(again.crash(random), config(seed)));
                script.promised = promised;
                script.offered = offered;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", crash at operation " + operation + ", in recovery at " + at, e);
            }
        }
    }

    /// After a failed sync the page cache shows what the disk does not have: what recovery read there and answered for must be written again.
    @Test
    void whatRecoveryShowedIsThereAfterTheNextCrashEvenIfAnEarlierSyncHadFailed() {
        for (long seed = 200; seed < 208; seed++) {
            long operations = operationsOf(seed);
            for (long operation = 4; operation < operations; operation++) {
                failAndRestart(seed, operation);
            }
        }
    }

    private void failAndRestart(long seed, long operation) {
        SimDisk disk = new SimDisk().failAt(operation);
        LogScript script = script(seed);
        try {
            script.open(disk).run(ACTIONS);
        } catch (StorageException expected) {
            // the process halts; the machine stays up
        }
        try {
            SplittableRandom random = new SplittableRandom(operation);
            disk.failAt(Long.MAX_VALUE).unlock();
            script.check(Node.open(disk, config(seed)));
            script.check(Node.open(disk.crash(random), config(seed)));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", fault at operation " + operation, e);
        }
    }
}
