package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.server.sim.SimDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SmallFileTest {
    private static final byte[] INITIAL = bytes("initial");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static SmallFile open(Disk disk) throws IOException {
        return SmallFile.open(disk, "small", 7, 100, INITIAL);
    }

    private static String content(Disk disk) throws IOException {
        try (SmallFile file = open(disk)) {
            return new String(file.content(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void theLastContentIsTheOneFound() throws IOException {
        SimDisk disk = new SimDisk();
        assertThat(content(disk)).isEqualTo("initial");
        for (int i = 0; i < 5; i++) {
            try (SmallFile file = open(disk)) {
                file.replace(bytes("first " + i));
                file.replace(bytes("second " + i));
            }
            assertThat(content(disk)).isEqualTo("second " + i);
        }
    }

    @Test
    void aCrashAnywhereLeavesWhatWasThereOrWhatWasWritten() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            SimDisk disk = new SimDisk().crashAt(1 + seed % 12);
            String durable = null;
            String next = "initial";
            try (SmallFile file = open(disk)) {
                durable = "initial";
                for (int i = 0; i < 5; i++) {
                    next = "content " + i;
                    file.replace(bytes(next));
                    durable = next;
                }
            } catch (SimDisk.Crash e) {
                // as planned
            }
            Disk after = SimDisks.crash(disk, seed);
            assertThat(content(after)).as("seed %d", seed).isIn(durable == null ? "initial" : durable, next);
        }
    }

    @Test
    void aFullDiskDoesNotKeepItFromBeingWritten() throws IOException {
        SimDisk disk = new SimDisk();
        open(disk).close();
        try (SmallFile file = open(disk)) {
            disk.bytesMax(0);
            file.replace(bytes("no room"));
        }
        assertThat(content(disk)).isEqualTo("no room");
        assertThat(disk.contents()).containsOnlyKeys("small");
    }

    @Test
    void damageToOnePlaceLeavesTheOtherAndDamageToBothIsRefused() throws IOException {
        SimDisk disk = new SimDisk();
        try (SmallFile file = open(disk)) {
            file.replace(bytes("newest"));
        }
        for (long bit = 0; bit < 8 * (16 + 6); bit++) {
            SimDisk damaged = disk.copy();
            damaged.file("small").flipBit(4096 * 8 + bit);
            assertThat(content(damaged)).isEqualTo("initial");
        }
        disk.file("small").flipBit(4096 * 8);
        disk.file("small").flipBit(0);
        assertThatThrownBy(() -> open(disk)).isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.code()).isEqualTo(StorageException.Code.CORRUPT));
    }

    /// Syncs fail, processes end, the page cache shows what the disk does not have; then the power goes in mid-write.
    @Test
    void whatWasDurableIsNeverLostToFailedSyncsAndACrash() throws IOException {
        for (int failures = 1; failures < 6; failures++) {
            for (long seed = 0; seed < 200; seed++) {
                SimDisk disk = new SimDisk();
                try (SmallFile file = open(disk)) {
                    for (int i = 0; i < seed % 4; i++) {
                        file.replace(bytes("before"));
                    }
                    file.replace(bytes("promised"));
                }
                for (int i = 0; i < failures; i++) {
                    failSync(disk, seed + i);
                }
                crashInWriting(disk, seed);
                assertThat(content(SimDisks.crash(disk, seed))).as("%d failures, seed %d", failures, seed).isNotIn("before", "initial");
            }
        }
    }

    /// A process is killed in mid-sync, the next one finds no room to make the file anew, and the power goes while it writes.
    @Test
    void aKillAndACrashOnAFullDiskLeaveOnePlace() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            SimDisk disk = new SimDisk();
            open(disk).close();
            try (SmallFile file = open(disk)) {
                disk.crashAt(disk.operations() + 1);
                file.replace(bytes("killed"));
            } catch (SimDisk.Crash e) {
                // as planned
            }
            disk = disk.killProcess();
            disk.bytesMax(disk.usedBytes());
            crashInWriting(disk, seed);
            assertThat(content(SimDisks.crash(disk, seed))).as("seed %d", seed).isIn("initial", "killed", "last");
        }
    }

    /// One that has its name, not durably yet, is not taken for one that could not be made.
    @Test
    void whereverTheRoomEndsInTheMakingAnewNothingGoesBack() throws IOException {
        int opened = 0;
        for (int step = 0; step < 8; step++) {
            for (long seed = 0; seed < 20; seed++) {
                SimDisk disk = new SimDisk();
                open(disk).close();
                disk.fullAt(disk.operations() + step);
                try (SmallFile file = open(disk)) {
                    disk.fullAt(Long.MAX_VALUE);
                    file.replace(bytes("last"));
                    opened++;
                    assertThat(content(SimDisks.crash(disk, seed))).as("step %d, seed %d", step, seed).isEqualTo("last");
                } catch (IOException e) {
                    assertThat(content(SimDisks.crash(disk, seed))).as("step %d, seed %d", step, seed).isEqualTo("initial");
                }
            }
        }
        assertThat(opened).as("all but where the name is not durable").isEqualTo(7 * 20);
    }

    private static void failSync(SimDisk disk, long seed) {
        disk.failAt(disk.operations() + 2 + 4 * (seed & 1));
        assertThatThrownBy(() -> {
            try (SmallFile file = open(disk)) {
                file.replace(bytes("not synced"));
            }
        }).isInstanceOfAny(IOException.class, StorageException.class);
        disk.failAt(Long.MAX_VALUE);
    }

    private static void crashInWriting(SimDisk disk, long seed) throws IOException {
        disk.crashAt(disk.operations() + seed % 8);
        try (SmallFile file = open(disk)) {
            file.replace(bytes("last"));
        } catch (SimDisk.Crash e) {
            // as planned
        }
    }

    @Test
    void aStartIsCountedAndTheDirectoryKeepsItsNumberAndThoseOfTheLastStarts() {
        Disk disk = new SimDisk();
        for (long run = 1; run <= 70; run++) {
            try (DataDir dir = DataDir.open(disk, Node.IDENTITY)) {
                Recovery.open(dir, Node.config(2048)).log().close();
                List<Long> before = LongStream.rangeClosed(Math.max(1, run - 63), run - 1).boxed().toList().reversed();
                assertThat(dir.start(100 + run, run)).isEqualTo(new Start(101, run, run, before));
            }
            disk = SimDisks.crash(disk, run);
        }
    }

    @Test
    void anotherClustersFileIsRefused() throws IOException {
        SimDisk disk = new SimDisk();
        open(disk).close();
        assertThatThrownBy(() -> SmallFile.open(disk, "small", 8, 100, INITIAL)).isInstanceOf(StorageException.class);
    }
}
