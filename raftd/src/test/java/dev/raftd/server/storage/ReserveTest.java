package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.StorageException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What goes on when the disk is full: votes, snapshots and the release of segments, while entries wait.
class ReserveTest {
    private static final int SEGMENT_BYTES = 2048;
    private static final int RESERVE_BYTES = 6000;
    private static final LogConfig CONFIG = new LogConfig(SEGMENT_BYTES, 0, 1, RESERVE_BYTES, 0);

    private final SimDisk disk = new SimDisk();

    private static Node open(SimDisk disk) {
        return Node.open(disk, CONFIG);
    }

    /// A node that was given its reserve, on a disk that has no byte left then; filled with entries until it says so.
    private Node full() {
        Node node = open(disk);
        assertThat(node.log().needsReserve()).isTrue();
        assertThat(node.log().prepareReserve()).isTrue();
        disk.bytesMax(disk.usedBytes());
        fill(node);
        return node;
    }

    /// The last entry that is durable; the next one waits.
    private static long fill(Node node) {
        for (long index = node.log().lastIndex() + 1;; index++) {
            node.log().append(new HardState(1, 1, 0), List.of(Node.entry(1, index)));
            StorageException full = catchThrowableOfType(StorageException.class, node.log()::sync);
            if (full != null) {
                assertThat(full.code()).isEqualTo(Code.NO_SPACE);
                return index - 1;
            }
        }
    }

    private static void assertFull(Node node) {
        assertThat(catchThrowableOfType(StorageException.class, node.log()::sync).code()).isEqualTo(Code.NO_SPACE);
    }

    @Test
    void theReserveIsRealBytesAndFoundAgain() {
        Node node = open(disk);
        assertThat(node.log().stats().reserveBytes()).isZero();
        assertThat(node.log().prepareReserve()).isTrue();
        assertThat(node.log().stats().reserveBytes()).isEqualTo(RESERVE_BYTES);
        assertThat(disk.file("reserve").size()).isEqualTo(RESERVE_BYTES);
        node.close();
        Node again = open(disk);
        assertThat(again.log().needsReserve()).isFalse();
        assertThat(again.log().stats().reserveBytes()).isEqualTo(RESERVE_BYTES);
    }

    @Test
    void oneOfAnotherSizeOrHalfMadeIsRemoved() {
        Node node = open(disk);
        node.log().prepareReserve();
        node.close();
        disk.replace("reserve.tmp", new byte[100]);
        Node.open(disk, Node.config(SEGMENT_BYTES)).close();
        assertThat(disk.contents().keySet()).noneMatch(name -> name.startsWith("reserve"));
    }

    @Test
    void itIsMadeOnlyWhereTheLogCanGoOnBesideIt() {
        Node node = open(disk);
        disk.bytesMax(disk.usedBytes() + RESERVE_BYTES + SEGMENT_BYTES - 1);
        assertThat(node.log().needsReserve()).isFalse();
        disk.bytesMax(disk.usedBytes() + RESERVE_BYTES + SEGMENT_BYTES);
        assertThat(node.log().needsReserve()).isTrue();
    }

    /// Given up and made again each second, it would be of no use and wear the disk out.
    @Test
    void itIsNotMadeAgainOfTheRoomThatItGaveUpWhileTheLastSpareIsKept() {
        Node node = open(disk);
        assertThat(node.log().prepareReserve()).isTrue();
        assertThat(node.log().prepareSpare()).isTrue();
        disk.bytesMax(disk.usedBytes());
        fill(node);
        assertThat(node.log().stats().spares()).isEqualTo(1);
        assertThat(disk.freeBytes()).isEqualTo(RESERVE_BYTES);
        assertThat(node.log().needsReserve()).isFalse();
        assertFull(node);
    }

    @Test
    void aVoteIsDurableOnAFullDiskBeforeEntriesThatWait() {
        Node node = full();
        long last = node.log().lastIndex();
        node.log().syncAhead(5, 3, SnapshotMetadata.EMPTY);
        assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(5, 3, 0));
        Node crashed = open(disk.crash(new SplittableRandom(1)));
        assertThat(crashed.log().initialState().hardState()).isEqualTo(new HardState(5, 3, 0));
        assertThat(crashed.log().lastIndex()).isEqualTo(last);
    }

    @Test
    void whatWaitsDoesNotTakeAVoteBackThatOvertookIt() {
        Node node = full();
        long last = node.log().lastIndex();
        node.log().syncAhead(5, 3, SnapshotMetadata.EMPTY);
        disk.bytesMax(Long.MAX_VALUE);
        node.log().append(new HardState(4, 2, last), List.of());
        node.log().sync();
        assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(5, 3, last));
        assertThat(node.log().lastIndex()).isEqualTo(last + 1);
        node.log().append(new HardState(5, 0, last), List.of());
        node.log().append(new HardState(6, 0, last + 1), List.of());
        node.log().sync();
        assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(6, 0, last + 1));
    }

    @Test
    void anOlderBallotTakesNothingBackEither() {
        Node node = full();
        node.log().syncAhead(5, 3, SnapshotMetadata.EMPTY);
        node.log().syncAhead(0, 0, SnapshotMetadata.EMPTY);
        node.log().syncAhead(5, 0, SnapshotMetadata.EMPTY);
        node.log().syncAhead(4, 1, SnapshotMetadata.EMPTY);
        assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(5, 3, 0));
        disk.bytesMax(Long.MAX_VALUE);
        node.log().sync();
        assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(5, 3, 0));
    }

    @Test
    void entriesDoNotGetTheRoomOfAReserveThatIsGivenUp() {
        Node node = full();
        assertThat(node.log().stats().reserveBytes()).isZero();
        assertThat(disk.freeBytes()).isEqualTo(RESERVE_BYTES).isGreaterThan(SEGMENT_BYTES);
        assertFull(node);
        assertThat(node.log().prepareSpare()).as("nor do spares").isFalse();
        disk.bytesMax(disk.usedBytes() + RESERVE_BYTES + SEGMENT_BYTES);
        node.log().sync();
        assertThat(node.log().needsReserve()).isFalse();
        disk.bytesMax(disk.usedBytes() + RESERVE_BYTES + SEGMENT_BYTES);
        assertThat(node.log().needsReserve()).isTrue();
        assertThat(node.log().prepareReserve()).isTrue();
    }

    @Test
    void aSnapshotTakesTheReservesRoomAndItsRecordLetsSegmentsGo() {
        Node node = open(disk);
        node.log().prepareReserve();
        for (int i = 0; i < 5; i++) {
            long next = node.log().lastIndex() + 1;
            node.log().append(new HardState(1, 1, 0), Node.entries(1, next, next + 20));
            node.log().sync();
        }
        disk.bytesMax(disk.usedBytes());
        long last = fill(node);
        SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, last - 5, 1);
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            writer.write(new byte[1000], 0, 1000);
            writer.commit();
        }
        assertFull(node);
        node.log().syncAhead(1, 1, metadata);
        node.log().compact(metadata.index());
        assertThat(node.log().snapshot().metadata()).isEqualTo(metadata);
        node.log().sync();
        assertThat(node.log().lastIndex()).as("a released segment is room").isEqualTo(last + 1);
        assertThat(open(disk.crash(new SplittableRandom(2))).log().lastIndex()).isEqualTo(last + 1);
    }

    @Test
    void whereverTheRoomEndsInTheMakingOfItTheLogGoesOn() {
        Node node = open(disk);
        for (int step = 0; node.log().needsReserve(); step++) {
            disk.fullAt(disk.operations() + step);
            assertThat(node.log().prepareReserve()).isEqualTo(!node.log().needsReserve());
            disk.fullAt(Long.MAX_VALUE);
            node.log().append(new HardState(1, 1, 0), List.of(Node.entry(1, step + 1)));
            node.log().sync();
        }
        assertThat(disk.contents().keySet()).contains("reserve").doesNotContain("reserve.tmp");
    }

    /// A segment that may have got its name is behind the newest one, where nothing may be written any more.
    @Test
    void whereverTheRoomEndsInTheMakingOfASegmentNoVoteIsLost() {
        for (long seed = 0; seed < 20; seed++) {
            for (int step = 0; losesNoVote(step, seed); step++) {
                // one step further each time
            }
        }
    }

    /// @return false if all steps were taken
    private static boolean losesNoVote(int step, long seed) {
        SimDisk some = new SimDisk();
        Node node = Node.open(some, Node.config(4096));
        node.log().append(new HardState(1, 0, 0), List.of(Node.entry(1, 1)));
        node.log().sync();
        node.log().append(HardState.EMPTY, Node.entries(1, 2, 100));
        some.fullAt(some.operations() + step);
        StorageException e = catchThrowableOfType(StorageException.class, node.log()::sync);
        some.fullAt(Long.MAX_VALUE);
        boolean goesOn = e == null || e.code() == Code.NO_SPACE;
        if (goesOn) {
            node.log().syncAhead(9, 2, SnapshotMetadata.EMPTY);
        }
        HardState state = open(some.crash(new SplittableRandom(seed))).log().initialState().hardState();
        assertThat(state).as("step %d, seed %d", step, seed).isEqualTo(goesOn ? new HardState(9, 2, 0) : new HardState(1, 0, 0));
        return e != null;
    }

    /// File systems that copy what is overwritten find no room within a segment, too.
    @Test
    void whereverTheRoomEndsWithinASegmentTheNextBatchIsNotMixedWithWhatIsThere() {
        int full = 0;
        for (int step = 0; full == step; step++) {
            for (long seed = 0; seed < 40; seed++) {
                full = isNotMixed(step, seed) ? step + 1 : full;
            }
        }
        assertThat(full).as("writes that may find no room").isGreaterThan(3);
    }

    /// @return false if all writes were taken, and the sync is next
    private static boolean isNotMixed(int step, long seed) {
        SimDisk some = new SimDisk().writeBytesMax(512);
        Node node = Node.open(some, Node.config(16 << 10));
        node.log().append(new HardState(1, 0, 0), List.of(Node.entry(1, 1)));
        node.log().sync();
        node.log().append(new HardState(2, 0, 0), Node.entries(2, 2, 60));
        some.fullAt(some.operations() + step);
        StorageException e = catchThrowableOfType(StorageException.class, node.log()::sync);
        if (e.code() == Code.IO) {
            return false;
        }
        assertThat(e.code()).isEqualTo(Code.NO_SPACE);
        node.log().append(new HardState(3, 0, 0), Node.entries(3, 2, 60));
        some.crashAt(some.operations() + seed);
        boolean crashed = catchThrowableOfType(SimDisk.Crash.class, node.log()::sync) != null;
        SimDisk left = some.crash(new SplittableRandom(seed));
        List<Entry> all = open(left).all();
        List<Long> terms = all.stream().skip(1).map(Entry::term).distinct().toList();
        assertThat(all).as("step %d, seed %d", step, seed).satisfies(a -> assertThat(a.size()).isIn(crashed ? 1 : 60, 60));
        assertThat(terms).as("step %d, seed %d", step, seed)
                .isIn(crashed ? List.of(List.of(), List.of(2L), List.of(3L)) : List.of(List.of(3L)));
        assertThat(new LogInspection(left).verify()).isEmpty();
        return true;
    }

    @Test
    void aMarkThatFindsNoRoomIsDoneWithout() {
        Node node = Node.open(disk, Node.config(16 << 10));
        node.log().append(new HardState(1, 0, 0), List.of(Node.entry(1, 1)));
        node.log().sync();
        disk.fullAt(disk.operations());
        node.log().writeSyncMark();
        disk.fullAt(Long.MAX_VALUE);
        node.log().append(HardState.EMPTY, List.of(Node.entry(1, 2)));
        node.log().sync();
        assertThat(open(disk.crash(new SplittableRandom(1))).log().lastIndex()).isEqualTo(2);
    }

    /// Only a sync that fails is the log's end.
    @Test
    void whereverTheRoomEndsWhileANewSegmentIsBegunTheLogGoesOn() {
        int syncs = 0;
        boolean taken = false;
        for (int step = 0; !taken; step++) {
            SimDisk some = new SimDisk();
            Node node = Node.open(some, Node.config(2048));
            node.log().append(new HardState(1, 0, 0), Node.entries(1, 1, 20));
            node.log().sync();
            int segments = node.log().stats().segments();
            long before = some.operations();
            some.fullAt(before + step);
            node.log().append(HardState.EMPTY, Node.entries(1, 21, 60));
            StorageException e = catchThrowableOfType(StorageException.class, node.log()::sync);
            taken = some.operations() <= before + step;
            if (e != null && e.code() == Code.IO) {
                syncs++;
                continue;
            }
            some.fullAt(Long.MAX_VALUE);
            node.log().sync();
            assertThat(node.log().stats().segments()).isGreaterThan(segments);
            assertThat(open(some.crash(new SplittableRandom(step))).log().lastIndex()).isEqualTo(60);
        }
        assertThat(syncs).as("of the names, and of the segment before").isEqualTo(2);
    }

    @Test
    void aReceivedSnapshotTakesTheReservesRoom() {
        Node node = full();
        SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, 100, 7);
        try (SnapshotReceiver receiver = node.snapshots().receive()) {
            receiver.write(ByteBuffer.wrap(LogScript.file(metadata)));
            assertThat(receiver.commit()).isEqualTo(metadata);
        }
    }

    @Test
    void aNodeStartsOnAFullDiskWithTheReservesRoom() {
        Node node = full();
        long last = node.log().lastIndex();
        SimDisk crashed = disk;
        for (int start = 0; start < 5; start++) {
            crashed = crashed.copy().bytesMax(disk.usedBytes() + RESERVE_BYTES);
            assertThat(open(crashed).log().lastIndex()).isEqualTo(last);
        }
    }

    @Test
    void aStartThatFindsNoByteGivesTheReserveUp() {
        Node node = open(disk);
        node.log().prepareReserve();
        node.log().append(new HardState(1, 1, 0), Node.entries(1, 1, 3));
        node.log().sync();
        SimDisk full = disk.copy();
        full.bytesMax(full.usedBytes());
        Node again = open(full);
        assertThat(again.log().lastIndex()).isEqualTo(3);
        assertThat(again.log().stats().reserveBytes()).isZero();
        again.log().syncAhead(9, 2, SnapshotMetadata.EMPTY);
        assertThat(again.log().initialState().hardState().term()).isEqualTo(9);
    }

    /// Whatever is full when, and wherever the power goes: no vote is taken back, no synced entry lost.
    @Test
    void votesThatOvertookEntriesSurviveCrashes() {
        for (long seed = 0; seed < 400; seed++) {
            try {
                new Overtaking(new SplittableRandom(seed)).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Overtaking {
        private final SplittableRandom random;
        private final SimDisk disk = new SimDisk();
        private final List<Entry> offered = new ArrayList<>();
        private final Node node;
        private HardState ballot = HardState.EMPTY;
        private long term = 1;
        private long synced;

        Overtaking(SplittableRandom random) {
            this.random = random;
            node = open(disk);
        }

        void run() {
            for (int i = 0; i < 60; i++) {
                act();
            }
            Node again = open(disk.crash(random).bytesMax(Long.MAX_VALUE));
            HardState state = again.log().initialState().hardState();
            assertThat(state.term()).isGreaterThanOrEqualTo(ballot.term());
            if (state.term() == ballot.term() && ballot.vote() != 0) {
                assertThat(state.vote()).isEqualTo(ballot.vote());
            }
            assertThat(again.log().lastIndex()).isBetween(synced, (long) offered.size());
            assertThat(again.all()).isEqualTo(offered.subList(0, (int) again.log().lastIndex()));
        }

        private void act() {
            switch (random.nextInt(7)) {
                case 0 -> disk.bytesMax(disk.usedBytes() + random.nextInt(4000));
                case 1 -> disk.bytesMax(random.nextBoolean() ? Long.MAX_VALUE : disk.usedBytes() + 3L * RESERVE_BYTES);
                case 2 -> node.log().prepareSpare();
                case 3 -> node.log().prepareReserve();
                case 4 -> vote();
                default -> append();
            }
        }

        /// A newer ballot that the entries know of only later, as when it is written ahead of a queue.
        private void vote() {
            term++;
            HardState wanted = new HardState(term, random.nextInt(3), 0);
            try {
                node.log().syncAhead(wanted.term(), wanted.vote(), SnapshotMetadata.EMPTY);
                ballot = wanted;
            } catch (StorageException e) {
                assertThat(e.code()).isEqualTo(Code.NO_SPACE);
                term--;
            }
        }

        private void append() {
            long index = offered.size() + 1;
            offered.add(Node.random(random, 1, index, 300));
            HardState behind = new HardState(Math.max(1, term - random.nextInt(2)), 0, 0);
            node.log().append(behind, List.of(offered.getLast()));
            try {
                node.log().sync();
                synced = offered.size();
            } catch (StorageException e) {
                assertThat(e.code()).isEqualTo(Code.NO_SPACE);
            }
        }
    }
}
