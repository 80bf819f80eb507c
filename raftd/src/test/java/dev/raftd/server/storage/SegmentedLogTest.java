package dev.raftd.server.storage;

import static dev.raftd.server.storage.Node.entries;
import static dev.raftd.server.storage.Node.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.InvariantError;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.StorageException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmentedLogTest {
    private static final ConfState CONF = ConfState.of(List.of(1L, 2L, 3L));
    private static final HardState UNCHANGED = HardState.EMPTY;

    private final SimDisk disk = new SimDisk();

    private Node open(int segmentBytes) {
        return Node.open(disk, Node.config(segmentBytes));
    }

    private Node reopen(Node node, int segmentBytes) {
        node.close();
        return open(segmentBytes);
    }

    private static SnapshotMetadata takeSnapshot(Node node, long index) {
        SnapshotMetadata metadata = new SnapshotMetadata(CONF, index, node.log().term(index));
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            writer.commit();
        }
        node.log().markSnapshot(metadata);
        node.log().sync();
        return metadata;
    }

    @Test
    void aNewLogIsEmpty() {
        Node node = open(4096);
        assertThat(node.log().firstIndex()).isEqualTo(1);
        assertThat(node.log().lastIndex()).isZero();
        assertThat(node.log().term(0)).isZero();
        assertThat(node.log().snapshot()).isEqualTo(Snapshot.EMPTY);
        assertThat(node.log().initialState()).isEqualTo(new Storage.InitialState(HardState.EMPTY, ConfState.EMPTY));
        assertThat(node.log().hasPending()).isFalse();
    }

    @Test
    void nothingIsReadableBeforeItsSync() {
        Node node = open(4096);
        node.log().append(new HardState(1, 2, 0), entries(1, 1, 3));
        assertThat(node.log().lastIndex()).isZero();
        assertThat(node.log().initialState().hardState()).isEqualTo(HardState.EMPTY);
        node.log().sync();
        assertThat(node.all()).isEqualTo(entries(1, 1, 3));
        assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(1, 2, 0));
    }

    @Test
    void whatWasSyncedIsThereAfterReopening() {
        Node node = open(4096);
        node.log().append(new HardState(3, 2, 3), entries(2, 1, 4));
        node.log().append(UNCHANGED, List.of());
        node.log().append(new HardState(3, 2, 6), entries(3, 5, 6));
        node.log().sync();
        node.log().append(UNCHANGED, entries(3, 7, 7));
        Node again = reopen(node, 4096);
        List<Entry> expected = new ArrayList<>(entries(2, 1, 4));
        expected.addAll(entries(3, 5, 6));
        assertThat(again.all()).isEqualTo(expected);
        assertThat(again.log().initialState().hardState()).isEqualTo(new HardState(3, 2, 6));
        assertThat(again.recovered().notes()).isEmpty();
    }

    @Test
    void manyAppendsAreOneSync() {
        Node node = open(4096);
        long before = disk.operations();
        for (int i = 1; i <= 20; i++) {
            node.log().append(UNCHANGED, List.of(entry(1, i)));
        }
        node.log().sync();
        assertThat(disk.operations() - before).as("write, sync").isEqualTo(2);
        node.log().sync();
        assertThat(disk.operations() - before).isEqualTo(2);
        assertThat(node.log().stats().syncs()).isEqualTo(1);
    }

    @Test
    void conflictingEntriesReplaceTheEndOfTheLog() {
        Node node = open(4096);
        node.log().append(new HardState(1, 0, 0), entries(1, 1, 9));
        node.log().sync();
        node.log().append(new HardState(2, 0, 0), entries(2, 4, 6));
        node.log().append(new HardState(3, 0, 0), entries(3, 6, 7));
        node.log().sync();
        List<Entry> expected = new ArrayList<>(entries(1, 1, 3));
        expected.addAll(entries(2, 4, 5));
        expected.addAll(entries(3, 6, 7));
        assertThat(node.all()).isEqualTo(expected);
        assertThat(List.of(node.log().term(3), node.log().term(5), node.log().term(6), node.log().term(8)))
                .isEqualTo(List.of(1L, 2L, 3L, Storage.UNAVAILABLE));
        assertThat(reopen(node, 4096).all()).isEqualTo(expected);
    }

    @Test
    void theLogGoesOnOverManySegmentsAndReadsAcrossThem() {
        Node node = open(2048);
        for (int i = 1; i <= 60; i++) {
            node.log().append(new HardState(1, 0, i), List.of(entry(1, i)));
            node.log().sync();
        }
        assertThat(node.log().stats().segments()).isGreaterThan(10);
        assertThat(node.all()).isEqualTo(entries(1, 1, 60));
        assertThat(node.log().entries(17, 44, Long.MAX_VALUE)).isEqualTo(entries(1, 17, 43));
        Node again = reopen(node, 2048);
        assertThat(again.all()).isEqualTo(entries(1, 1, 60));
        assertThat(again.log().initialState().hardState()).isEqualTo(new HardState(1, 0, 60));
    }

    @Test
    void aBatchLargerThanASegmentGetsALargerOne() {
        Node node = open(1024);
        Entry large = new Entry(1, 2, EntryType.NORMAL, new byte[10_000]);
        node.log().append(UNCHANGED, List.of(entry(1, 1), large, entry(1, 3)));
        node.log().sync();
        node.log().append(UNCHANGED, List.of(entry(1, 4)));
        node.log().sync();
        assertThat(reopen(node, 1024).all()).containsExactly(entry(1, 1), large, entry(1, 3), entry(1, 4));
    }

    @Test
    void readsEndAtTheSizeLimitButGiveOneEntryAtLeast() {
        for (int cacheBytes : new int[]{0, 100, 1 << 20}) {
            Node node = Node.open(new SimDisk(), new LogConfig(1024, cacheBytes, 0));
            node.log().append(UNCHANGED, entries(1, 1, 50));
            node.log().sync();
            int two = Codec.sizeOf(entry(1, 8)) + Codec.sizeOf(entry(1, 9));
            assertThat(node.log().entries(8, 40, two)).isEqualTo(entries(1, 8, 9));
            assertThat(node.log().entries(8, 40, two - 1)).isEqualTo(entries(1, 8, 8));
            assertThat(node.log().entries(8, 40, 0)).isEqualTo(entries(1, 8, 8));
            assertThat(node.log().entries(8, 8, 0)).isEmpty();
            assertThat(node.log().entries(40, 51, Long.MAX_VALUE)).isEqualTo(entries(1, 40, 50));
            assertThatThrownBy(() -> node.log().entries(40, 52, Long.MAX_VALUE)).isInstanceOf(InvariantError.class);
        }
    }

    @Test
    void hardStateSurvivesTheReleaseOfItsSegment() {
        Node node = open(2048);
        node.log().append(new HardState(7, 3, 1), entries(7, 1, 1));
        node.log().sync();
        for (int i = 2; i <= 30; i++) {
            node.log().append(UNCHANGED, List.of(entry(7, i)));
            node.log().sync();
        }
        takeSnapshot(node, 20);
        node.log().compact(20);
        assertThat(node.log().firstIndex()).isGreaterThan(10).isLessThanOrEqualTo(21);
        assertThat(node.log().entries(1, 5, 100)).isNull();
        assertThat(node.log().term(1)).isEqualTo(Storage.COMPACTED);
        assertThat(node.log().term(node.log().firstIndex() - 1)).isEqualTo(7);
        Node again = reopen(node, 2048);
        assertThat(again.log().firstIndex()).isEqualTo(node.log().firstIndex());
        assertThat(again.log().initialState()).isEqualTo(new Storage.InitialState(new HardState(7, 3, 20), CONF));
        assertThat(again.all()).isEqualTo(entries(7, again.log().firstIndex(), 30));
    }

    @Test
    void compactionNeverGoesBeyondTheNewestSnapshot() {
        Node node = open(2048);
        for (int i = 1; i <= 30; i++) {
            node.log().append(UNCHANGED, List.of(entry(1, i)));
            node.log().sync();
        }
        node.log().compact(30);
        assertThat(node.log().firstIndex()).isEqualTo(1);
        takeSnapshot(node, 12);
        node.log().compact(30);
        assertThat(node.log().firstIndex()).isLessThanOrEqualTo(13);
    }

    @Test
    void releasedSegmentsAreUsedAgainAndTheirOldContentIsNeverRead() {
        Node node = open(2048);
        for (int i = 1; i <= 200; i++) {
            node.log().append(UNCHANGED, List.of(entry(1, i)));
            node.log().sync();
            if (i % 10 == 0) {
                takeSnapshot(node, i);
                node.log().compact(i);
            }
        }
        assertThat(node.log().stats().segments()).isLessThan(12);
        assertThat(node.log().stats().spares()).isLessThanOrEqualTo(1);
        Node again = reopen(node, 2048);
        assertThat(again.log().lastIndex()).isEqualTo(200);
        assertThat(again.all()).isEqualTo(entries(1, again.log().firstIndex(), 200));
    }

    @Test
    void whatARecycledFileHeldBeforeIsNotTakenForATornWrite() {
        Node node = open(8192);
        for (int i = 1; i <= 60; i++) {
            long last = node.log().lastIndex() + 1 + i % 3 * 10;
            node.log().append(UNCHANGED, entries(1, node.log().lastIndex() + 1, last));
            node.log().sync();
            if (i % 10 == 0) {
                takeSnapshot(node, last);
                node.log().compact(last);
            }
            Node killed = Node.open(disk.copy(), Node.config(8192));
            assertThat(killed.recovered().notes()).isEmpty();
            assertThat(killed.log().lastIndex()).isEqualTo(last);
        }
    }

    @Test
    void anInstalledSnapshotReplacesTheLog() {
        Node node = open(2048);
        for (int i = 1; i <= 20; i++) {
            node.log().append(UNCHANGED, List.of(entry(1, i)));
            node.log().sync();
        }
        SnapshotMetadata metadata = new SnapshotMetadata(CONF, 100, 4);
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            writer.commit();
        }
        node.log().installSnapshot(metadata);
        node.log().append(new HardState(5, 0, 100), entries(5, 101, 102));
        node.log().sync();
        for (Node n : List.of(node, reopen(node, 2048))) {
            assertThat(n.log().firstIndex()).isEqualTo(101);
            assertThat(n.log().lastIndex()).isEqualTo(102);
            assertThat(n.log().term(100)).isEqualTo(4);
            assertThat(n.log().snapshot()).isEqualTo(new Snapshot(new byte[0], metadata));
        }
        Node again = reopen(node, 2048);
        assertThat(again.all()).isEqualTo(entries(5, 101, 102));
        assertThat(again.log().stats().segments()).isEqualTo(1);
    }

    @Test
    void aSyncMarkIsWrittenOnceAndLetsTheNextStartGoOnInTheSameSegment() {
        Node node = open(4096);
        node.log().append(UNCHANGED, entries(1, 1, 3));
        assertThat(node.log().writeSyncMark()).as("something is pending").isFalse();
        node.log().sync();
        assertThat(node.log().writeSyncMark()).isTrue();
        assertThat(node.log().writeSyncMark()).isFalse();
        SimDisk killed = disk.copy();
        Node again = Node.open(killed, Node.config(4096));
        assertThat(again.log().stats().segments()).isEqualTo(1);
        again.log().append(UNCHANGED, entries(2, 4, 5));
        again.log().sync();
        again.close();
        assertThat(Node.open(killed, Node.config(4096)).log().lastIndex()).isEqualTo(5);
    }

    /// Readers still see a mark whose sync failed, and a power cut takes it: the next start believes in it, so it writes it.
    @Test
    void aMarkThatWasNotSyncedIsWrittenAgainByTheNextStart() {
        Node node = open(4096);
        node.log().append(UNCHANGED, entries(1, 1, 3));
        node.log().sync();
        long end = new LogInspection(disk).segments().getLast().usedBytes();
        disk.failAt(disk.operations() + 1);
        assertThatThrownBy(node.log()::writeSyncMark).isInstanceOf(StorageException.class);
        disk.failAt(Long.MAX_VALUE).unlock();
        assertThat(open(4096).log().stats().segments()).isEqualTo(1);
        for (long seed = 0; seed < 10; seed++) {
            SimDisk left = disk.crash(new SplittableRandom(seed));
            left.below("wal").file("0000000000000001.wal").flipBit((end - 400) * 8);
            assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(left, Node.config(4096))).code())
                    .isEqualTo(Code.CORRUPT);
        }
    }

    @Test
    void withoutAMarkTheLastBatchIsWrittenAgainInANewSegment() {
        Node node = open(4096);
        node.log().append(UNCHANGED, entries(1, 1, 3));
        node.log().sync();
        node.log().append(UNCHANGED, entries(1, 4, 6));
        node.log().sync();
        Node again = Node.open(disk.copy(), Node.config(4096));
        assertThat(again.log().stats().segments()).isEqualTo(2);
        assertThat(again.all()).isEqualTo(entries(1, 1, 6));
    }

    @Test
    void aFailedWriteOrSyncPoisonsTheLog() {
        for (int operation = 0; operation < 2; operation++) {
            SimDisk faulty = new SimDisk();
            Node node = Node.open(faulty, Node.config(4096));
            node.log().append(UNCHANGED, entries(1, 1, 3));
            faulty.failAt(faulty.operations() + operation);
            assertThat(catchThrowableOfType(StorageException.class, node.log()::sync).code()).isEqualTo(Code.IO);
            faulty.failAt(Long.MAX_VALUE);
            assertThat(node.log().lastIndex()).isZero();
            assertThatThrownBy(node.log()::sync).isInstanceOf(StorageException.class).hasMessageContaining("failed before");
            assertThatThrownBy(() -> node.log().append(UNCHANGED, entries(1, 1, 1))).hasMessageContaining("failed before");
            assertThatThrownBy(node.log()::writeSyncMark).hasMessageContaining("failed before");
        }
    }

    /// Whatever fails with EIO, a sync of the directory or a read in recovery too: it is told as a failure of the disk, and not tried again.
    @Test
    void everyOperationOfTheDiskMayFailAndIsToldAsThat() {
        SimDisk sound = new SimDisk();
        write(Node.open(sound, Node.config(2048)));
        for (long operation = 0; operation < sound.operations(); operation++) {
            SimDisk faulty = new SimDisk().failAt(operation);
            StorageException e = catchThrowableOfType(StorageException.class, () -> write(Node.open(faulty, Node.config(2048))));
            if (e != null) {
                assertThat(e.code()).as("operation %d: %s", operation, e.getMessage()).isEqualTo(Code.IO);
                assertThat(faulty.operations()).as("nothing more is done but the removal of what is unfinished")
                        .isLessThanOrEqualTo(operation + 2);
            }
        }
        SimDisk unreadable = sound.copy().failReads(true);
        assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(unreadable, Node.config(2048))).code()).isEqualTo(Code.IO);
    }

    private static void write(Node node) {
        for (int i = 1; i <= 60; i += 10) {
            node.log().append(new HardState(1, 0, i - 1), entries(1, i, i + 9));
            node.log().sync();
        }
        SnapshotMetadata metadata = new SnapshotMetadata(CONF, 30, 1);
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            writer.commit();
        }
        node.log().markSnapshot(metadata);
        node.log().sync();
        node.log().compact(30);
    }

    @Test
    void aReadOfOldEntriesThatFailsIsToldAsThat() {
        Node node = open(2048);
        write(node);
        disk.failReads(true);
        assertThat(catchThrowableOfType(StorageException.class, () -> node.log().entries(40, 60, Long.MAX_VALUE)).code())
                .isEqualTo(Code.IO);
    }

    @Test
    void aFullDiskLosesNothingAndIsWaitedOut() {
        Node node = open(2048);
        int last = 0;
        disk.bytesMax(5000);
        StorageException full = null;
        while (full == null) {
            node.log().append(UNCHANGED, List.of(entry(1, ++last)));
            full = catchThrowableOfType(StorageException.class, node.log()::sync);
        }
        assertThat(full.code()).isEqualTo(Code.NO_SPACE);
        assertThat(node.log().lastIndex()).isEqualTo(last - 1);
        assertThat(node.log().hasPending()).isTrue();
        disk.bytesMax(Long.MAX_VALUE);
        node.log().append(UNCHANGED, List.of(entry(1, last + 1)));
        node.log().sync();
        assertThat(reopen(node, 2048).all()).isEqualTo(entries(1, 1, last + 1));
    }

    @Test
    void aNodeStartsOnAFullDisk() {
        Node node = open(8192);
        node.log().append(UNCHANGED, entries(1, 1, 3));
        node.log().sync();
        SimDisk full = disk.copy().bytesMax(12_000);
        Node again = Node.open(full, Node.config(8192));
        assertThat(again.all()).isEqualTo(entries(1, 1, 3));
    }

    @Test
    void aNodeStartsOnADiskWithoutAByteLeft() {
        Node node = open(2048);
        node.log().prepareSpare();
        SimDisk full = disk.copy();
        full.bytesMax(SimDisks.usedBytes(full));
        int last = fill(Node.open(full, Node.config(2048)));
        Node again = Node.open(full.copy().bytesMax(SimDisks.usedBytes(full)), Node.config(2048));
        assertThat(again.all()).isEqualTo(entries(1, 1, last));
    }

    /// One entry a batch until there is no room; the last one that is durable.
    private static int fill(Node node) {
        for (int i = 1;; i++) {
            node.log().append(UNCHANGED, List.of(entry(1, i)));
            StorageException full = catchThrowableOfType(StorageException.class, node.log()::sync);
            if (full != null) {
                assertThat(full.code()).isEqualTo(Code.NO_SPACE);
                return i - 1;
            }
        }
    }

    @Test
    void aDiskWithoutRoomToStartIsCalledFull() {
        Node node = open(2048);
        node.log().append(UNCHANGED, entries(1, 1, 3));
        node.log().sync();
        SimDisk full = disk.copy();
        full.bytesMax(SimDisks.usedBytes(full));
        assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(full, Node.config(2048))).code()).isEqualTo(Code.NO_SPACE);
    }

    @Test
    void aSpareOfAnyNameIsTaken() throws IOException {
        open(2048).close();
        try (DiskFile spare = disk.directory("wal").open("new-one.spare", Disk.OpenMode.CREATE)) {
            DiskIo.writeZeros(spare, 0, 2048);
        }
        assertThat(open(2048).log().needsSpare()).isFalse();
    }

    @Test
    void shortWritesAreContinued() {
        disk.writeBytesMax(100);
        Node node = open(4096);
        node.log().append(UNCHANGED, entries(1, 1, 50));
        node.log().sync();
        assertThat(reopen(node, 4096).all()).isEqualTo(entries(1, 1, 50));
    }

    @Test
    void sparesAreMadeAheadAndTaken() {
        Node node = open(2560);
        assertThat(node.log().needsSpare()).isTrue();
        assertThat(node.log().prepareSpare()).isTrue();
        assertThat(node.log().needsSpare()).isFalse();
        Node again = reopen(node, 2560);
        assertThat(again.log().needsSpare()).isFalse();
        again.log().append(UNCHANGED, entries(1, 1, 20));
        again.log().sync();
        again.log().append(UNCHANGED, entries(1, 21, 40));
        again.log().sync();
        assertThat(again.log().needsSpare()).isTrue();
        disk.bytesMax(0);
        assertThat(again.log().prepareSpare()).isFalse();
        assertThat(again.all()).isEqualTo(entries(1, 1, 40));
    }

    @Test
    void callersThatBreakTheOrderAreStopped() {
        Node node = open(4096);
        node.log().append(UNCHANGED, entries(1, 1, 3));
        assertThatThrownBy(() -> node.log().append(UNCHANGED, entries(1, 5, 5))).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> node.log().append(UNCHANGED, entries(1, 0, 0))).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> node.log().append(new HardState(1, 0, 9), List.of())).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> node.log().markSnapshot(new SnapshotMetadata(CONF, 9, 1))).isInstanceOf(InvariantError.class);
    }
}
