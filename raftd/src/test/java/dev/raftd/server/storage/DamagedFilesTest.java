package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Files of a log with released segments and two snapshots are lost, swapped, copied, cut, overwritten with what was or is elsewhere: the same
/// data, or a refusal that says where and what next. Complements [DamageTest], which has a log alone.
class DamagedFilesTest {
    private static final LogConfig CONFIG = Node.config(4096);
    private static final int SECTOR_BYTES = 512;

    private final SimDisk disk = new SimDisk();
    /// The same at earlier times.
    private final List<SimDisk> history = new ArrayList<>();
    private final Oracle oracle = new Oracle();
    private String older;
    private String newer;

    @BeforeEach
    void write() {
        Node node = Node.open(disk, CONFIG);
        for (int round = 0; round < 12; round++) {
            long next = oracle.last() + 1;
            HardState state = new HardState(1 + round / 4, round % 3, oracle.last());
            node.log().append(state, Node.entries(1 + round / 4, next, next + 14));
            oracle.append(state, Node.entries(1 + round / 4, next, next + 14));
            sync(node);
            if (round == 5 || round == 8) {
                take(node, next);
            }
        }
        node.log().compact(oracle.snapshot);
        oracle.compacted = oracle.snapshot;
        node.close();
        older = node.snapshots().list().getLast().file();
        newer = node.snapshots().list().getFirst().file();
        assertThat(node.log().firstIndex()).isBetween(2L, node.snapshots().list().getLast().metadata().index() + 1);
        assertThat(wal(disk)).hasSizeGreaterThanOrEqualTo(3);
    }

    private void sync(Node node) {
        node.log().sync();
        history.add(disk.copy());
    }

    private void take(Node node, long index) {
        SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, index, node.log().term(index));
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            byte[] content = Oracle.content(index);
            writer.write(content, 0, content.length);
            writer.commit();
        }
        node.log().markSnapshot(metadata);
        sync(node);
        if (oracle.snapshot > 0) {
            // the log is kept from the older one on
            node.log().compact(oracle.snapshot);
        }
        oracle.snapshot = oracle.snapshot == 0 ? index : oracle.snapshot;
    }

    private static List<String> wal(SimDisk of) {
        return of.below("wal").contents().keySet().stream().filter(name -> name.endsWith(".wal")).toList();
    }

    private interface Harm {
        void to(SimDisk wal, SimDisk snap) throws IOException;
    }

    /// @return what was refused; null if the node opened and has everything
    private StorageException open(String what, Harm harm) {
        SimDisk damaged = disk.copy();
        try {
            harm.to(damaged.below("wal"), damaged.below("snap"));
            SimDisk before = damaged.copy();
            try (Node node = Node.open(damaged, CONFIG)) {
                Oracle.checkConsistent(node);
                assertThat(oracle.difference(node)).as(what).isNull();
                return null;
            } catch (StorageException e) {
                assertSaysAll(what, e);
                assertThat(isSame(damaged, before)).as("%s: a refusal changes nothing", what).isTrue();
                assertThat(new LogInspection(damaged).verify()).as("%s: %s", what, e.getMessage()).isNotEmpty();
                return e;
            }
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private static boolean isSame(SimDisk a, SimDisk b) {
        Map<String, byte[]> others = b.contents();
        return a.contents().keySet().equals(others.keySet())
                && a.contents().entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), others.get(e.getKey())));
    }

    private static void assertSaysAll(String what, StorageException e) {
        assertThat(e.code()).as("%s: %s", what, e.getMessage()).isEqualTo(Code.CORRUPT);
        Damage damage = e.damage();
        assertThat(damage.file()).as(what).startsWith("/sim/");
        assertThat(damage.firstIndex()).as(e.getMessage()).isPositive();
        assertThat(damage.lastIndex() == Damage.UNKNOWN || damage.lastIndex() >= damage.firstIndex()).as(e.getMessage()).isTrue();
        assertThat(e.getMessage()).contains(damage.file(), "offset " + damage.offset(), damage.indexRange());
        assertThat(e.nextStep()).contains("replace this member");
    }

    private void assertRefused(String what, String named, Harm harm) {
        StorageException refusal = open(what, harm);
        assertThat(refusal).as(what).isNotNull();
        assertThat(refusal.getMessage()).as(what).contains(named);
    }

    @Test
    void nothingIsWrongWithoutDamage() {
        assertThat(open("nothing", (wal, snap) -> {})).isNull();
        assertThat(new LogInspection(disk).verify()).isEmpty();
        assertThat(new LogInspection(disk).snapshots()).extracting(LogInspection.SnapshotInfo::file).containsExactly(older, newer);
    }

    @Test
    void aMissingSegmentIsRefusedUnlessASnapshotReachesBeyondIt() {
        for (String file : wal(disk).subList(1, wal(disk).size())) {
            assertRefused("without " + file, file, (wal, snap) -> wal.delete(file));
        }
        String first = wal(disk).getFirst();
        oracle.compacted = SnapshotFormat.index(newer);
        assertThat(open("as if it had been released", (wal, snap) -> wal.delete(first))).isNull();
        assertRefused("without " + first, "no usable snapshot reaches", (wal, snap) -> {
            wal.delete(first);
            snap.delete(newer);
        });
    }

    @Test
    void theNewestSegmentIsMissedEvenIfACrashCameBeforeTheOneBeforeSaidSo() throws IOException {
        LogInspection.SegmentInfo before = new LogInspection(disk).segments().reversed().get(1);
        byte[] unmarked = disk.below("wal").file(before.file()).content();
        Arrays.fill(unmarked, (int) before.usedBytes(), (int) before.usedBytes() + SECTOR_BYTES, (byte) 0);
        disk.below("wal").replace(before.file(), unmarked);
        Node.open(disk, CONFIG).close();
        String newest = wal(disk).getLast();
        assertRefused("without " + newest, newest, (wal, snap) -> wal.delete(newest));
    }

    @Test
    void theIndexesThatAMissingSegmentMayHaveHeldAreThoseBetweenItsNeighbours() {
        List<LogInspection.SegmentInfo> segments = new LogInspection(disk).segments();
        for (int i = 1; i < segments.size(); i++) {
            LogInspection.SegmentInfo missing = segments.get(i);
            Damage damage = open("without " + missing.file(), (wal, snap) -> wal.delete(missing.file())).damage();
            assertThat(damage.firstIndex()).isBetween(segments.get(i - 1).firstIndex(), missing.firstIndex());
            if (i + 1 < segments.size()) {
                assertThat(damage.lastIndex()).isEqualTo(missing.lastIndex());
            }
            Damage header = open("header of " + missing.file(), (wal, snap) -> wal.file(missing.file()).flipBit(8 * 100)).damage();
            assertThat(header.firstIndex()).isEqualTo(damage.firstIndex());
            assertThat(header.lastIndex()).isEqualTo(damage.lastIndex());
        }
    }

    @Test
    void segmentsThatAreSwappedOrCopiedOverOthersAreRefused() {
        for (String a : wal(disk)) {
            for (String b : wal(disk)) {
                if (!a.equals(b)) {
                    assertRefused(a + " over " + b, ".wal", (wal, snap) -> wal.replace(b, wal.file(a).content()));
                    assertRefused(a + " and " + b, ".wal", (wal, snap) -> {
                        byte[] content = wal.file(a).content();
                        wal.replace(a, wal.file(b).content());
                        wal.replace(b, content);
                    });
                }
            }
        }
    }

    @Test
    void aSegmentUnderOneMoreNameIsRefused() {
        for (String file : wal(disk)) {
            for (String name : List.of("0000000000000099.wal", "9999999999999999.wal", "0000000000000000.wal")) {
                assertRefused(file + " as " + name, ".wal", (wal, snap) -> wal.replace(name, wal.file(file).content()));
            }
        }
    }

    @Test
    void filesOfOtherNamesAreNothingToTheLog() {
        byte[] junk = new byte[700];
        new SplittableRandom(1).nextBytes(junk);
        for (String name : List.of("notes.txt", "1.wal", "000000000000000x.wal", "0000000000000003.wal.bak", "x.tmp", "x.spare", ".hidden",
                "0000000000000003.snap", "-1.snap", "99999999999999999999-1.snap", "0000000000000003-0000000000000001.torn")) {
            assertThat(open("beside: " + name, (wal, snap) -> {
                wal.replace(name, junk);
                snap.replace(name, junk);
                snap.replace("empty-" + name, new byte[0]);
            })).isNull();
        }
    }

    @Test
    void unfinishedFilesAreRemovedAtTheStart() {
        SimDisk left = disk.copy();
        left.below("wal").replace("0000000000000077.tmp", new byte[100]);
        left.below("snap").replace("3.tmp", new byte[100]);
        Node.open(left, CONFIG).close();
        assertThat(left.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
    }

    /// Where a sector was written that belongs elsewhere: the one place has the other's data, of any file.
    @Test
    void misdirectedSectorsAreFound() {
        List<byte[]> sectors = new ArrayList<>();
        for (byte[] content : disk.contents().values()) {
            for (int at = 0; at + SECTOR_BYTES <= content.length; at += SECTOR_BYTES) {
                sectors.add(Arrays.copyOfRange(content, at, at + SECTOR_BYTES));
            }
        }
        for (String file : wal(disk)) {
            for (int at = 0; at < disk.below("wal").file(file).size(); at += SECTOR_BYTES) {
                for (byte[] sector : sectors) {
                    overwrite(file, at, sector);
                }
            }
        }
    }

    /// Where a write never arrived: a sector has what it had at some earlier time, also in the file's former life.
    @Test
    void staleSectorsAreFound() {
        TreeSet<String> seen = new TreeSet<>();
        for (SimDisk past : history) {
            for (String file : wal(disk)) {
                byte[] was = past.below("wal").contents().get(file);
                byte[] is = disk.below("wal").file(file).content();
                for (int at = 0; was != null && at < is.length; at += SECTOR_BYTES) {
                    byte[] sector = Arrays.copyOfRange(was, at, at + SECTOR_BYTES);
                    if (!Arrays.equals(sector, Arrays.copyOfRange(is, at, at + SECTOR_BYTES))
                            && seen.add(file + at + Arrays.hashCode(sector))) {
                        overwrite(file, at, sector);
                    }
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(10);
    }

    @Test
    void garbageAndZerosInADurableSectorAreFound() {
        SplittableRandom random = new SplittableRandom(5);
        byte[] garbage = new byte[SECTOR_BYTES];
        for (String file : wal(disk)) {
            for (int at = 0; at < disk.below("wal").file(file).size(); at += SECTOR_BYTES) {
                overwrite(file, at, new byte[SECTOR_BYTES]);
                for (int i = 0; i < 20; i++) {
                    random.nextBytes(garbage);
                    overwrite(file, at, garbage);
                }
            }
        }
    }

    private void overwrite(String file, int at, byte[] sector) {
        StorageException refusal = open(file + " at " + at, (wal, snap) -> {
            byte[] content = wal.file(file).content();
            System.arraycopy(sector, 0, content, at, SECTOR_BYTES);
            wal.replace(file, content);
        });
        if (refusal != null) {
            assertThat(refusal.damage().offset()).as(refusal.getMessage()).isLessThan(at + SECTOR_BYTES);
        }
    }

    /// Whatever happens to the newer snapshot, the older one and the log behind it are as good.
    @Test
    void aDamagedSnapshotIsPassedOverForTheOlderOne() {
        byte[] whole = disk.below("snap").file(newer).content();
        for (int bit = 0; bit < whole.length * 8; bit += bit < 800 ? 1 : 7) {
            int flipped = bit;
            assertOpens("bit " + bit, newer, (wal, snap) -> snap.file(newer).flipBit(flipped));
        }
        for (int length = 0; length < whole.length; length += length < 100 ? 1 : 3) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertOpens("cut at " + length, newer, (wal, snap) -> snap.replace(newer, cut));
        }
        for (int at = 0; at < whole.length; at += SECTOR_BYTES) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, at, Math.min(at + SECTOR_BYTES, zeroed.length), (byte) 0);
            assertOpens("zeros at " + at, newer, (wal, snap) -> snap.replace(newer, zeroed));
        }
        assertOpens("longer", newer, (wal, snap) -> snap.replace(newer, Arrays.copyOf(whole, whole.length + 1)));
        assertOpens("missing", null, (wal, snap) -> snap.delete(newer));
        assertOpens("copied", newer, (wal, snap) -> snap.replace(newer, snap.file(older).content()));
        assertOpens("swapped with a received one", null, (wal, snap) -> snap.rename(newer, newer.replace(".snap", "-received.snap")));
        String more = SnapshotFormat.name(new SnapshotMetadata(Oracle.CONF, 99, 9), SnapshotFormat.Origin.OWN);
        assertOpens("under one more name", more, (wal, snap) -> snap.replace(more, snap.file(newer).content()));
    }

    /// @param warned of this file; null for of none
    private void assertOpens(String what, String warned, Harm harm) {
        assertThat(open(what, harm)).as(what).isNull();
        SimDisk damaged = disk.copy();
        try {
            harm.to(damaged.below("wal"), damaged.below("snap"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (Node node = Node.open(damaged, CONFIG)) {
            if (warned != null) {
                assertThat(node.recovered().notes()).as(what).anyMatch(note -> note.contains(warned));
                assertThat(damaged.below("snap").contents()).as("kept for whoever wants to know").containsKey(warned);
            }
        }
    }

    @Test
    void withoutAnyWholeSnapshotALogThatLostItsBeginningIsRefused() {
        byte[] whole = disk.below("snap").file(older).content();
        for (int bit = 0; bit < whole.length * 8; bit += 5) {
            int flipped = bit;
            assertRefused("bits " + bit, "no usable snapshot reaches", (wal, snap) -> {
                snap.file(older).flipBit(flipped);
                snap.delete(newer);
            });
        }
        assertRefused("both missing", "no usable snapshot reaches", (wal, snap) -> {
            snap.delete(older);
            snap.delete(newer);
        });
        assertRefused("swapped", "no usable snapshot reaches", (wal, snap) -> {
            byte[] content = snap.file(older).content();
            snap.replace(older, snap.file(newer).content());
            snap.replace(newer, content);
        });
    }

    @Test
    void aSnapshotOfTheNodesOwnBeyondTheLogsEndIsRefused() {
        SnapshotMetadata beyond = new SnapshotMetadata(Oracle.CONF, oracle.last() + 5, 3);
        String name = SnapshotFormat.name(beyond, SnapshotFormat.Origin.OWN);
        StorageException refusal;
        SimDisk damaged = disk.copy();
        damaged.below("snap").replace(name, LogScript.file(beyond));
        try (Node node = Node.open(damaged, CONFIG)) {
            throw new AssertionError("opened " + node);
        } catch (StorageException e) {
            refusal = e;
        }
        assertSaysAll("beyond", refusal);
        assertThat(refusal.getMessage()).contains(name, "its log ends at " + oracle.last());
    }
}
