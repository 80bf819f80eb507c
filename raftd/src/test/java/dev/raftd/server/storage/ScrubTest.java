package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Damage to what is durable is found without anybody needing it, and nothing else is taken for damage.
class ScrubTest {
    private static final LogConfig CONFIG = new LogConfig(3072, 0, 1, 0, 1 << 20);
    private static final long WHOLE = Long.MAX_VALUE;

    private final SimDisk disk = new SimDisk();

    /// Some segments and a snapshot.
    private Node written() {
        Node node = Node.open(disk, CONFIG);
        for (int i = 0; i < 3; i++) {
            long next = node.log().lastIndex() + 1;
            node.log().append(new HardState(1, 1, next - 1), Node.entries(1, next, next + 11));
            node.log().append(HardState.EMPTY, Node.entries(1, next + 12, next + 13));
            node.log().sync();
            node.log().append(HardState.EMPTY, Node.entries(1, next + 14, next + 17));
            node.log().sync();
        }
        SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, 20, 1);
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            writer.write(new byte[700], 0, 700);
            writer.commit();
        }
        node.log().markSnapshot(metadata);
        node.log().sync();
        assertThat(node.log().stats().segments()).isBetween(3, 5);
        return node;
    }

    private static Scrub scrub(Node node) {
        return node.recovered().scrub();
    }

    @Test
    void aPassReadsAllThatIsDurable() {
        Node node = written();
        assertThat(scrub(node).step(WHOLE)).isTrue();
        Scrub.Progress progress = scrub(node).progress();
        assertThat(progress.passes()).isEqualTo(1);
        assertThat(progress.readBytes()).isEqualTo(progress.passBytes()).isBetween(progress.totalBytes() - 100, progress.totalBytes());
        assertThat(progress.bytesPerSecond()).isEqualTo(1 << 20);
        assertThat(scrub(node).step(WHOLE)).isTrue();
        assertThat(scrub(node).progress().readBytes()).isEqualTo(2 * progress.readBytes());
    }

    @Test
    void aPassMayBeDoneInAnyNumberOfSteps() {
        Node node = written();
        scrub(node).step(WHOLE);
        long bytes = scrub(node).progress().readBytes();
        for (int step = 1; step < 600; step += 37) {
            long before = scrub(node).progress().readBytes();
            int steps = 1;
            while (!scrub(node).step(step)) {
                steps++;
            }
            assertThat(steps).isGreaterThan(5);
            assertThat(scrub(node).progress().readBytes() - before).isEqualTo(bytes);
        }
    }

    @Test
    void everyFlippedBitOfWhatIsDurableIsFoundAndNoOther() {
        Node node = written();
        for (LogInspection.SegmentInfo segment : new LogInspection(disk).segments()) {
            for (int bit = 0; bit < segment.sizeBytes() * 8; bit += 3) {
                StorageException found = flipped(node, disk.below("wal"), segment.file(), bit);
                if (bit / 8 < segment.usedBytes()) {
                    assertDamage(found, segment.file(), bit / 8);
                } else {
                    assertThat(found).as("%s %d", segment.file(), bit).isNull();
                }
            }
        }
        String snapshot = node.snapshots().list().getFirst().file();
        for (int bit = 0; bit < disk.below("snap").file(snapshot).size() * 8; bit++) {
            assertDamage(flipped(node, disk.below("snap"), snapshot, bit), snapshot, bit / 8);
        }
        assertThat(scrub(node).step(WHOLE)).isTrue();
    }

    private static StorageException flipped(Node node, SimDisk directory, String file, int bit) {
        directory.file(file).flipBit(bit);
        Scrub fresh = scrub(node).another();
        StorageException found = catchThrowableOfType(StorageException.class, () -> fresh.step(WHOLE));
        directory.file(file).flipBit(bit);
        return found;
    }

    private static void assertDamage(StorageException found, String file, long byteAt) {
        assertThat(found).as("%s %d", file, byteAt).isNotNull();
        assertThat(found.code()).isEqualTo(Code.CORRUPT);
        Damage damage = found.damage();
        assertThat(damage.file()).endsWith(file);
        assertThat(damage.offset()).as(found.getMessage()).isLessThanOrEqualTo(byteAt);
        assertThat(damage.lastIndex()).isNotEqualTo(Damage.UNKNOWN).isGreaterThanOrEqualTo(damage.firstIndex());
        assertThat(found.getMessage()).contains(damage.indexRange(), "offset " + damage.offset());
        assertThat(found.nextStep()).contains("replace this member");
    }

    @Test
    void whatIsWrittenReleasedAndUsedAgainBetweenTwoStepsIsNoDamage() {
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LogScript script = new LogScript(seed, new LogConfig(1024, 0, 2, 0, 1), 200).open(new SimDisk());
            long passes = 0;
            for (int i = 0; i < 200; i++) {
                script.act();
                passes += scrub(script.node()).step(random.nextInt(2000)) ? 1 : 0;
            }
            assertThat(passes).isPositive().isEqualTo(scrub(script.node()).progress().passes());
        }
    }

    @Test
    void aSnapshotThatIsDeletedOrHalfReadIsNoDamage() {
        Node node = written();
        scrub(node).step(6000);
        node.snapshots().delete(node.snapshots().list().getFirst());
        while (!scrub(node).step(100)) {
            // to the end of the pass
        }
    }

    @Test
    void aSnapshotFileThatIsGoneThoughTheStoreHasItIsAFailure() throws Exception {
        Node node = written();
        disk.below("snap").delete(node.snapshots().list().getFirst().file());
        assertThat(catchThrowableOfType(StorageException.class, () -> scrub(node).step(WHOLE)).code()).isEqualTo(Code.CORRUPT);
    }

    @Test
    void aReadThatFailsIsAFailureUnlessTheLogWasClosed() {
        Node node = written();
        disk.failReads(true);
        assertThat(catchThrowableOfType(StorageException.class, () -> scrub(node).step(WHOLE)).code()).isEqualTo(Code.IO);
        disk.failReads(false);
        node.close();
        assertThat(scrub(node).step(WHOLE)).isFalse();
    }
}
