package dev.raftd.server.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.sim.SimDisk;
import java.util.SplittableRandom;
import org.slf4j.LoggerFactory;

/// Simulated disks for other packages' tests.
public final class SimDisks {
    static {
        // logs are opened by the thousand, and each says so
        ((Logger) LoggerFactory.getLogger("dev.raftd.server.storage")).setLevel(Level.OFF);
        ((Logger) LoggerFactory.getLogger("dev.raftd.server.replica.Alarms")).setLevel(Level.OFF);
    }

    private SimDisks() {}

    public static Disk fresh() {
        return new SimDisk();
    }

    /// What the power cut leaves: all that was synced, and any part of the rest.
    public static Disk crash(Disk disk, long seed) {
        return ((SimDisk) disk).crash(new SplittableRandom(seed));
    }

    /// All files together may have that many bytes.
    public static void bytesMax(Disk disk, long bytes) {
        ((SimDisk) disk).bytesMax(bytes);
    }

    public static long usedBytes(Disk disk) {
        return ((SimDisk) disk).usedBytes();
    }

    /// What a start on it would find; it is not changed.
    public static HardState hardState(Disk disk, long id) {
        SimDisk copy = ((SimDisk) disk).copy();
        return Recovery.open(DataDir.open(copy, new Identity(id, 42)), new LogConfig(64 << 10, 0, 1)).log().initialState().hardState();
    }

    /// One bit of the durable bytes of a file, by its path below the data directory's root.
    public static void flipBit(Disk disk, String directory, String file, long bit) {
        ((SimDisk) disk).below(directory).file(file).flipBit(bit);
    }

    public static void failReads(Disk disk, boolean fails) {
        ((SimDisk) disk).failReads(fails);
    }

    /// Every write and sync from now on fails with EIO.
    public static void failNow(Disk disk) {
        ((SimDisk) disk).failAt(((SimDisk) disk).operations());
    }
}
