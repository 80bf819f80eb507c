package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.StorageException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
    private static final long CLUSTER = Node.IDENTITY.clusterId();

    private final SimDisk disk = new SimDisk();

    private static SnapshotStore open(SimDisk disk) {
        try {
            return SnapshotStore.open(disk, CLUSTER);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SnapshotMetadata metadata(long index) {
        return new SnapshotMetadata(Oracle.CONF, index, 2);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static void write(SnapshotStore store, long index, byte[] content) {
        try (SnapshotWriter writer = store.begin(metadata(index))) {
            writer.write(content, 0, content.length);
            writer.commit();
        }
    }

    private static byte[] read(SnapshotStore store, long index) {
        try (SnapshotReader reader = store.open(metadata(index))) {
            assertThat(reader.metadata()).isEqualTo(metadata(index));
            return Oracle.readAll(reader);
        }
    }

    private static byte[] raw(SnapshotStore store, long index) {
        try (RawSnapshot raw = store.openRaw(metadata(index))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) raw.sizeBytes());
            assertThat(raw.read(bytes, 0)).isEqualTo(bytes.capacity());
            assertThat(raw.read(ByteBuffer.allocate(1), raw.sizeBytes())).isEqualTo(-1);
            return bytes.array();
        }
    }

    @Test
    void whatIsWrittenIsReadBackWhateverItsLength() {
        int chunk = SnapshotFormat.CHUNK_BYTES;
        int index = 0;
        for (int length : new int[]{0, 1, 1000, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 77}) {
            SnapshotStore store = open(disk);
            write(store, ++index, bytes(length));
            assertThat(read(store, index)).isEqualTo(bytes(length));
            assertThat(read(open(disk), index)).isEqualTo(bytes(length));
            assertThat(store.newest()).isEqualTo(metadata(index));
        }
    }

    @Test
    void singleBytesAreTakenAndGiven() {
        SnapshotStore store = open(disk);
        try (SnapshotWriter writer = store.begin(metadata(1))) {
            writer.write(7);
            writer.write(255);
            writer.commit();
        }
        try (SnapshotReader reader = store.open(metadata(1))) {
            assertThat(List.of(reader.read(), reader.read(), reader.read(), reader.read())).containsExactly(7, 255, -1, -1);
        }
    }

    @Test
    void withoutCommitNothingIsLeft() {
        SnapshotStore store = open(disk);
        try (SnapshotWriter writer = store.begin(metadata(1)); SnapshotReceiver receiver = store.receive()) {
            writer.write(bytes(1000), 0, 1000);
            receiver.write(ByteBuffer.wrap(bytes(10)));
        }
        assertThat(store.newest()).isNull();
        assertThat(disk.contents()).isEmpty();
        assertThat(catchThrowableOfType(StorageException.class, () -> store.open(metadata(1))).code()).isEqualTo(Code.MISSING);
    }

    @Test
    void aSnapshotTravelsInPartsAndTwoAtOnceDoNotMix() {
        SnapshotStore from = open(new SimDisk());
        write(from, 5, bytes(300_000));
        write(from, 6, bytes(1000));
        SnapshotStore to = open(disk);
        byte[] five = raw(from, 5);
        byte[] six = raw(from, 6);
        try (SnapshotReceiver first = to.receive(); SnapshotReceiver second = to.receive(); SnapshotReceiver same = to.receive()) {
            for (int at = 0; at < five.length; at += 7777) {
                first.write(ByteBuffer.wrap(five, at, Math.min(7777, five.length - at)));
                assertThat(first.receivedBytes()).isEqualTo(Math.min(at + 7777, five.length));
            }
            second.write(ByteBuffer.wrap(six));
            same.write(ByteBuffer.wrap(five));
            assertThat(second.commit()).isEqualTo(metadata(6));
            assertThat(first.commit()).isEqualTo(metadata(5));
            assertThat(same.commit()).isEqualTo(metadata(5));
        }
        assertThat(read(to, 5)).isEqualTo(bytes(300_000));
        assertThat(to.list()).extracting(i -> i.metadata().index()).containsExactly(6L, 5L);
        assertThat(to.list()).allMatch(SnapshotStore.Info::received);
    }

    @Test
    void theNewestAreKeptAndOpenOnesStayReadable() {
        SnapshotStore store = open(disk);
        for (int index = 1; index <= 4; index++) {
            write(store, index, bytes(100 * index));
        }
        try (SnapshotReader reader = store.open(metadata(1))) {
            store.retain(2, 4);
            assertThat(Oracle.readAll(reader)).isEqualTo(bytes(100));
        }
        assertThat(store.list()).extracting(i -> i.metadata().index()).containsExactly(4L, 3L);
        assertThat(open(disk).list()).isEqualTo(store.list());
    }

    @Test
    void receivedOnesThatTheLogDoesNotKnowYetReplaceNone() {
        SnapshotStore store = open(disk);
        for (int index = 1; index <= 5; index++) {
            write(store, index, bytes(100 * index));
        }
        store.retain(2, 3);
        assertThat(store.list()).extracting(i -> i.metadata().index()).containsExactly(5L, 4L, 3L, 2L);
    }

    @Test
    void aFlippedBitOrACutIsNeverReadNorSentNorReceived() {
        SnapshotStore store = open(disk);
        write(store, 3, bytes(700));
        String name = store.list().getFirst().file();
        byte[] file = disk.file(name).content();
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] harmed = file.clone();
            harmed[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(harmed, name);
        }
        for (int length = 0; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length), name);
        }
        assertRefused(Arrays.copyOf(file, file.length + 1), name);
    }

    private static void assertRefused(byte[] harmed, String name) {
        SimDisk other = new SimDisk();
        other.replace(name, harmed);
        SnapshotStore store = open(other);
        if (!store.list().isEmpty()) {
            assertThat(catchThrowableOfType(StorageException.class, () -> read(store, 3)).code()).isEqualTo(Code.CORRUPT);
            assertThat(catchThrowableOfType(StorageException.class, () -> raw(store, 3)).code()).isEqualTo(Code.CORRUPT);
        }
        try (SnapshotReceiver receiver = store.receive()) {
            receiver.write(ByteBuffer.wrap(harmed));
            assertThat(catchThrowableOfType(StorageException.class, receiver::commit).code()).isEqualTo(Code.CORRUPT);
        }
        assertThat(other.contents().keySet()).as("nothing more is kept, and nothing is deleted").containsExactly(name);
    }

    @Test
    void aSnapshotOfAnotherClusterIsRefused() throws IOException {
        SnapshotStore from = SnapshotStore.open(new SimDisk(), 0xbad);
        write(from, 1, bytes(10));
        try (SnapshotReceiver receiver = open(disk).receive()) {
            receiver.write(ByteBuffer.wrap(raw(from, 1)));
            assertThat(catchThrowableOfType(StorageException.class, receiver::commit).code()).isEqualTo(Code.OTHER_CLUSTER);
        }
        assertThat(disk.contents()).isEmpty();
    }

    @Test
    void aCrashAtEveryOperationLeavesTheOldOnesAndTheNewOneWholeOrNotAtAll() {
        for (long operation = 0;; operation++) {
            for (int clone = 0; clone < 8; clone++) {
                SimDisk crashing = new SimDisk().crashAt(operation);
                long promised = writeUntilCrash(crashing);
                if (promised == 9) {
                    return;
                }
                SnapshotStore store = open(crashing.crash(new SplittableRandom(operation << 8 ^ clone)));
                List<Long> there = store.list().stream().map(i -> i.metadata().index()).toList();
                assertThat(there.isEmpty() ? 0 : there.getFirst()).as("%d %d", operation, clone).isBetween(promised, promised + 1);
                there.forEach(index -> assertThat(read(store, index)).isEqualTo(bytes(100 + index.intValue())));
            }
        }
    }

    /// The newest snapshot that was promised to be there.
    private static long writeUntilCrash(SimDisk disk) {
        long promised = 0;
        try {
            SnapshotStore store = open(disk);
            for (int index = 1; index <= 9; index++) {
                write(store, index, bytes(100 + index));
                promised = index;
                store.retain(2, index);
            }
        } catch (SimDisk.Crash expected) {
            // looked at by the caller
        }
        return promised;
    }

    @Test
    void aFullOrFailingDiskLeavesNoHalfSnapshot() {
        SnapshotStore store = open(disk.bytesMax(1000));
        assertThat(catchThrowableOfType(StorageException.class, () -> write(store, 1, bytes(5000))).code()).isEqualTo(Code.NO_SPACE);
        assertThat(disk.contents()).isEmpty();
        disk.bytesMax(Long.MAX_VALUE);
        for (int i = 0; i < 4; i++) {
            disk.failAt(disk.operations() + i);
            assertThat(catchThrowableOfType(StorageException.class, () -> write(store, 1, bytes(5000))).code()).isEqualTo(Code.IO);
            assertThat(store.list()).isEmpty();
        }
        disk.failAt(Long.MAX_VALUE);
        write(store, 1, bytes(5000));
        assertThat(read(store, 1)).isEqualTo(bytes(5000));
    }
}
