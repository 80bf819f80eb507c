package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.LogInspection.EntryInfo;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every bit of a small log is flipped, every file cut at every length: the right data, or a refusal that says where. Never wrong data.
class DamageTest {
    private static final LogConfig CONFIG = Node.config(3584);

    private final SimDisk disk = new SimDisk();
    private final Oracle oracle = new Oracle();
    /// The same without the last batch.
    private Oracle beforeLast = oracle;

    /// Three segments, of which the second replaces entries of the first.
    private Node threeSegments() {
        Node node = Node.open(disk, CONFIG);
        write(node, new HardState(1, 2, 1), entries(1, 1, 4));
        write(node, new HardState(1, 2, 3), entries(1, 5, 12));
        write(node, new HardState(2, 3, 5), entries(2, 9, 20));
        write(node, HardState.EMPTY, entries(2, 21, 26));
        write(node, new HardState(3, 1, 20), entries(3, 24, 32));
        write(node, new HardState(3, 1, 30), List.of());
        beforeLast = oracle.copy();
        write(node, new HardState(3, 1, 33), entries(3, 33, 35));
        assertThat(node.log().stats().segments()).isEqualTo(3);
        return node;
    }

    private static List<Entry> entries(long term, long from, long to) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(new Entry(term, index, EntryType.NORMAL,
                    ("data of " + index + " in term " + term + " padding").getBytes(StandardCharsets.UTF_8)));
        }
        return entries;
    }

    private void write(Node node, HardState state, List<Entry> entries) {
        node.log().append(state, entries);
        node.log().sync();
        oracle.append(state, entries);
    }

    private interface Harm {
        void to(SimDisk wal, String file);
    }

    /// Opens a damaged copy.
    ///
    /// @param byteAt        where the damage is
    /// @param lastMayBeLost nothing says that the last batch was durable
    /// @return what was refused, or null
    private Damage open(String file, long byteAt, boolean lastMayBeLost, Harm harm) {
        SimDisk damaged = disk.copy();
        harm.to(damaged.below("wal"), file);
        Node node;
        try {
            node = Node.open(damaged, CONFIG);
        } catch (StorageException e) {
            assertThat(e.code()).as("%s at %d", file, byteAt).isEqualTo(Code.CORRUPT);
            return checkRefusal(e, damaged, file, byteAt);
        }
        Oracle.checkConsistent(node);
        String difference = oracle.difference(node);
        if (difference != null && lastMayBeLost) {
            difference = beforeLast.difference(node);
        }
        assertThat(difference).as("%s at %d", file, byteAt).isNull();
        return null;
    }

    private static Damage checkRefusal(StorageException e, SimDisk damaged, String file, long byteAt) {
        Damage damage = e.damage();
        assertThat(damage).isNotNull();
        assertThat(damage.file()).isEqualTo(damaged.below("wal").path(file));
        assertThat(damage.offset()).as(e.getMessage()).isLessThanOrEqualTo(byteAt);
        assertThat(e.getMessage()).contains(damage.file(), "offset " + damage.offset(), damage.indexRange());
        return damage;
    }

    private List<EntryInfo> dump() {
        List<EntryInfo> entries = new ArrayList<>();
        new LogInspection(disk).dump(1, Long.MAX_VALUE, entries::add);
        return entries;
    }

    private void assertNamesTheEntryHit(Damage damage, List<EntryInfo> places, long byteAt) {
        for (EntryInfo place : places) {
            long end = place.offset() + RecordFormat.sizeOf(new LogRecord.Appended(place.entry()));
            if (place.file().equals(damage.file()) && place.offset() <= byteAt && byteAt < end) {
                long last = damage.lastIndex() == Damage.UNKNOWN ? Long.MAX_VALUE : damage.lastIndex();
                assertThat(place.entry().index()).as("%s", damage).isBetween(damage.firstIndex(), last);
            }
        }
    }

    private int flipEveryBit(boolean marked) {
        List<EntryInfo> places = dump();
        int refusals = 0;
        for (String file : disk.below("wal").contents().keySet()) {
            boolean isNewest = file.equals("0000000000000003.wal");
            for (long bit = 0; bit < disk.below("wal").file(file).size() * 8L; bit++) {
                long flipped = bit;
                Damage damage = open(file, bit / 8, isNewest && !marked, (wal, name) -> wal.file(name).flipBit(flipped));
                if (damage != null) {
                    refusals++;
                    assertNamesTheEntryHit(damage, places, bit / 8);
                }
            }
        }
        return refusals;
    }

    @Test
    void aFlippedBitIsNeverReadAndWithASyncMarkNothingIsEverLost() {
        try (Node node = threeSegments()) {
            node.log().writeSyncMark();
            assertThat(flipEveryBit(true)).isGreaterThan(20_000);
        }
    }

    @Test
    void withoutASyncMarkAFlippedBitInTheLastBatchLooksLikeATornWrite() {
        try (Node node = threeSegments()) {
            assertThat(node.log().lastIndex()).isEqualTo(35);
            long end = new LogInspection(disk).segments().getLast().usedBytes();
            SimDisk damaged = disk.copy();
            damaged.below("wal").file("0000000000000003.wal").flipBit((end - 512 + 100) * 8);
            Node opened = Node.open(damaged, CONFIG);
            assertThat(beforeLast.difference(opened)).isNull();
            assertThat(opened.recovered().notes()).singleElement().asString()
                    .startsWith("cut a torn write off /sim/wal/0000000000000003.wal");
            assertThat(damaged.below("wal").contents().keySet()).anyMatch(name -> name.endsWith(".torn"));
            for (long bit = 0; bit < 3584 * 8; bit += 3) {
                long flipped = bit;
                open("0000000000000003.wal", bit / 8, true, (wal, name) -> wal.file(name).flipBit(flipped));
            }
        }
    }

    @Test
    void theFirstBatchOfASegmentIsKnownDurableWithoutAMark() {
        try (Node node = threeSegments()) {
            write(node, HardState.EMPTY, entries(3, 36, 50));
            List<LogInspection.SegmentInfo> segments = new LogInspection(disk).segments();
            assertThat(segments.getLast().firstIndex()).isEqualTo(36);
            for (long bit = 0; bit < segments.getLast().usedBytes() * 8; bit++) {
                long flipped = bit;
                assertThat(open(segments.getLast().file(), bit / 8, false, (wal, name) -> wal.file(name).flipBit(flipped))).isNotNull();
            }
        }
    }

    @Test
    void aFileCutAtAnyLengthIsRefusedOrHasAllThatCounts() {
        try (Node node = threeSegments()) {
            node.log().writeSyncMark();
            int refusals = 0;
            for (String file : disk.below("wal").contents().keySet()) {
                byte[] content = disk.below("wal").file(file).content();
                for (int length = 0; length < content.length; length++) {
                    byte[] cut = Arrays.copyOf(content, length);
                    refusals += open(file, length, false, (wal, name) -> wal.replace(name, cut)) == null ? 0 : 1;
                }
            }
            assertThat(refusals).isGreaterThan(6_000);
        }
    }

    @Test
    void everySectorMayBeZeroOrFromAnotherPlaceAndIsFound() {
        try (Node node = threeSegments()) {
            node.log().writeSyncMark();
            for (String file : disk.below("wal").contents().keySet()) {
                byte[] content = disk.below("wal").file(file).content();
                for (int to = 0; to < content.length; to += 512) {
                    for (int from = -512; from < content.length; from += 512) {
                        byte[] harmed = content.clone();
                        System.arraycopy(from < 0 ? new byte[512] : Arrays.copyOfRange(content, from, from + 512), 0, harmed, to, 512);
                        // A zeroed sync mark is the one sector that looks like an end; without it the last batch is still whole.
                        open(file, to + 511, false, (wal, name) -> wal.replace(name, harmed));
                    }
                }
            }
        }
    }

    @Test
    void aMissingSegmentIsRefused() throws Exception {
        threeSegments().close();
        SimDisk damaged = disk.copy();
        damaged.below("wal").delete("0000000000000002.wal");
        StorageException e = catchThrowableOfType(StorageException.class, () -> Node.open(damaged, CONFIG));
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
        assertThat(e.getMessage()).contains("0000000000000002.wal", "missing");
    }

    @Test
    void aSegmentOfAnotherNodeOrClusterOrUnderAnotherNameIsRefused() {
        threeSegments().close();
        SimDisk other = new SimDisk();
        DataDir dir = DataDir.open(other, new Identity(1, 0xbad));
        Recovery.open(dir, CONFIG).log().close();
        byte[] foreign = other.below("wal").file("0000000000000001.wal").content();
        for (byte[] content : List.of(foreign, disk.below("wal").file("0000000000000002.wal").content())) {
            SimDisk damaged = disk.copy();
            damaged.below("wal").replace("0000000000000001.wal", content);
            StorageException e = catchThrowableOfType(StorageException.class, () -> Node.open(damaged, CONFIG));
            assertThat(e.code()).isEqualTo(Code.CORRUPT);
            assertThat(e.getMessage()).contains("0000000000000001.wal");
        }
    }

    @Test
    void aRefusalChangesNothing() {
        try (Node node = threeSegments()) {
            node.log().writeSyncMark();
            disk.below("wal").file("0000000000000002.wal").flipBit(600 * 8);
            SimDisk damaged = disk.copy();
            assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(damaged, CONFIG)).code()).isEqualTo(Code.CORRUPT);
            assertThat(damaged.contents()).usingRecursiveComparison().isEqualTo(disk.contents());
            assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(damaged, CONFIG)).code()).as("the lock was given back")
                    .isEqualTo(Code.CORRUPT);
        }
    }

    @Test
    void damageThatComesWhileTheNodeRunsIsFoundByTheRead() {
        Node node = threeSegments();
        EntryInfo hit = dump().get(10);
        disk.below("wal").file(hit.file().substring("/sim/wal/".length())).flipBit((hit.offset() + 30) * 8);
        StorageException e = catchThrowableOfType(StorageException.class, () -> node.log().entries(5, 36, Long.MAX_VALUE));
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
        assertThat(e.damage().offset()).isEqualTo(hit.offset());
        assertThat(e.damage().firstIndex()).isEqualTo(hit.entry().index());
    }

    @Test
    void anOwnSnapshotBeyondTheLogIsRefusedAndAReceivedOneIsRemoved() {
        Node node = threeSegments();
        SnapshotMetadata beyond = new SnapshotMetadata(Oracle.CONF, 50, 3);
        try (SnapshotReceiver receiver = node.snapshots().receive()) {
            receiver.write(ByteBuffer.wrap(LogScript.file(beyond)));
            receiver.commit();
        }
        node.close();
        Node again = Node.open(disk, CONFIG);
        assertThat(oracle.difference(again)).isNull();
        assertThat(again.snapshots().list()).isEmpty();
        assertThat(again.recovered().notes()).singleElement().asString().contains("not yet installed");
        try (SnapshotWriter writer = again.snapshots().begin(beyond)) {
            writer.commit();
        }
        again.close();
        StorageException e = catchThrowableOfType(StorageException.class, () -> Node.open(disk, CONFIG));
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
        assertThat(e.getMessage()).contains("its log ends at 35");
    }

    @Test
    void aDamagedSnapshotIsReplacedByAnOlderOneIfTheLogReachesBackToIt() {
        Node node = threeSegments();
        for (long index : new long[]{10, 30}) {
            SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, index, node.log().term(index));
            try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
                byte[] content = Oracle.content(index);
                writer.write(content, 0, content.length);
                writer.commit();
            }
            node.log().markSnapshot(metadata);
            node.log().sync();
        }
        node.close();
        String newest = node.snapshots().list().getFirst().file();
        for (long bit = 0; bit < disk.below("snap").file(newest).size() * 8L; bit += 7) {
            SimDisk damaged = disk.copy();
            damaged.below("snap").file(newest).flipBit(bit);
            Node again = Node.open(damaged, CONFIG);
            Oracle.checkConsistent(again);
            assertThat(again.recovered().snapshot().index()).isEqualTo(10);
            assertThat(again.recovered().notes()).isNotEmpty();
        }
        Node reaching = Node.open(disk, CONFIG);
        reaching.log().compact(30);
        assertThat(reaching.log().firstIndex()).isGreaterThan(11);
        reaching.close();
        disk.below("snap").file(newest).flipBit(2000);
        StorageException e = catchThrowableOfType(StorageException.class, () -> Node.open(disk, CONFIG));
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
        assertThat(e.getMessage()).contains("no usable snapshot reaches there");
    }
}
