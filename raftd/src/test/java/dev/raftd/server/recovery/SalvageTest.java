package dev.raftd.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.Bytes;
import dev.raftd.backup.BackupReader;
import dev.raftd.backup.StoreTally;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.DiskFile;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SalvageTest {
    private static final Identity NEW = new Identity(9, 77);
    private static final Salvage.Consent NONE = new Salvage.Consent(false, false, false);

    private final SimDisk parent = new SimDisk();

    private static Target target(Disk parent, long revisions) {
        return new Target(parent, "new", NEW, "http://new", revisions, "2026-01-01T00:00:00Z");
    }

    private List<String> salvage(Salvage.Consent consent, Directory from, Directory... others) throws RecoveryException {
        return salvage(parent, consent, from, others);
    }

    private static List<String> salvage(Disk parent, Salvage.Consent consent, Directory from, Directory... others)
            throws RecoveryException {
        List<Survivor> survivors = new ArrayList<>();
        survivors.add(from.survivor());
        for (Directory other : others) {
            survivors.add(other.survivor());
        }
        try {
            return Salvage.run(survivors, survivors.getFirst(), consent, target(parent, 0));
        } finally {
            survivors.forEach(Survivor::close);
        }
    }

    /// As the daemon opens it.
    private static Recovery.Recovered open(Disk dir) {
        return Recovery.open(DataDir.open(dir, NEW), new LogConfig(64 << 20, 0, 0));
    }

    /// As the commands read it.
    private static KvRoot store(SimDisk dir) throws RecoveryException {
        try (Survivor made = Survivor.open("new", dir)) {
            return Store.of(made, Long.MAX_VALUE - 1);
        }
    }

    private static Directory survivor() {
        return Directory.of(1, 1, 2, 3).put(2, "a", "b", "c").remove(2, 3).stopped(5, 5);
    }

    @Test
    void theNewClusterHasOneMemberAndTheWholeLogOfTheBest() throws RecoveryException {
        List<String> report = salvage(NONE, survivor());
        KvRoot root = store(parent.below("new"));
        assertThat(root.appliedIndex()).isEqualTo(7);
        assertThat(root.revision()).isEqualTo(3);
        assertThat(root.range(Bytes.EMPTY, null, 10)).extracting(kv -> kv.key() + "@" + kv.modRevision()).containsExactly("a@1", "b@2",
                "c@3");
        assertThat(root.members()).containsOnlyKeys(9L).containsValue(new MemberInfo(9, "http://new", null));
        assertThat(root.removedIds()).as("of the old cluster's members too").containsExactly(1L, 2L, 3L);
        assertThat(root.lastSequence(1, 7)).as("proposals of the old cluster stay known").isEqualTo(6);
        Recovery.Recovered opened = open(parent.below("new"));
        assertThat(opened.notes()).isEmpty();
        assertThat(opened.log().initialState().hardState()).isEqualTo(new HardState(2, 0, 7));
        assertThat(opened.log().initialState().confState()).isEqualTo(ConfState.of(List.of(9L)));
        assertThat(opened.log().firstIndex()).isEqualTo(8);
        assertThat(report).contains(
                "old cluster 000000000000002a, new cluster 000000000000004d: no member of the old one can join the new one",
                "certainly committed, kept: indexes 1 to 5", "possibly committed, now taken as committed: indexes 6 to 7",
                "  6  term 2  put \"c\"", "  7  term 2  config remove 3", "ids never to be used again: [1, 2, 3]");
        assertThat(report.getLast()).startsWith("next: raftd start --id 9 --data-dir /sim/new --listen-peer http://new");
        assertThat(new String(parent.below("new").contents().get("recovery.txt"), StandardCharsets.UTF_8))
                .isEqualTo(String.join("\n", report) + "\n");
    }

    @Test
    void answersToIdempotentWritesAreKept() throws RecoveryException, IOException {
        Directory old = survivor();
        salvage(NONE, old);
        try (Survivor before = old.survivor(); Survivor after = Survivor.open("new", parent.below("new"))) {
            KvRoot expected = Store.of(before, 7).foundedBy(new MemberInfo(9, "http://new", null), 0);
            assertThat(Store.of(after, 7)).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void committedOnlyDropsTheRestAndSaysSo() throws RecoveryException {
        List<String> report = salvage(new Salvage.Consent(true, false, false), survivor());
        KvRoot root = store(parent.below("new"));
        assertThat(root.appliedIndex()).isEqualTo(5);
        assertThat(root.size()).isEqualTo(2);
        assertThat(report).contains("possibly committed, dropped (log of member 1): indexes 6 to 7", "  6  term 2  put \"c\"");
    }

    @Test
    void aLogThatIsNotTheBestIsUsedOnlyByConsentAndTheReportNamesWhatIsLost() throws RecoveryException {
        Directory shorter = Directory.of(1, 1, 2, 3, 4, 5).put(1, "a").stopped(1, 6);
        Directory longer = Directory.of(2, 1, 2, 3, 4, 5).put(1, "a", "b", "c").stopped(1, 7);
        assertThatThrownBy(() -> salvage(NONE, shorter, longer)).isInstanceOf(RecoveryException.class)
                .hasMessageContaining("--i-accept-losing-writes").hasMessageContaining("/data/2 at index 8");
        assertThat(parent.contents()).isEmpty();
        List<String> report = salvage(new Salvage.Consent(false, true, false), shorter, longer);
        assertThat(store(parent.below("new")).appliedIndex()).isEqualTo(6);
        assertThat(report).contains("CERTAINLY COMMITTED, dropped (log of member 2): indexes 7 to 7", "  7  term 1  put \"b\"",
                "possibly committed, dropped (log of member 2): indexes 8 to 8", "  8  term 1  put \"c\"");
    }

    @Test
    void whatStandsBesideTheBestLogIsReportedAsDropped() throws RecoveryException {
        Directory best = Directory.of(1, 1, 2, 3, 4, 5).put(1, "a").put(3, "new").stopped(3, 6);
        Directory stale = Directory.of(2, 1, 2, 3, 4, 5).put(1, "a", "old", "older").stopped(3, 6);
        assertThat(salvage(NONE, best, stale)).contains("never committed, dropped (log of member 2): indexes 7 to 8",
                "  7  term 1  put \"old\"", "  8  term 1  put \"older\"");
    }

    @Test
    void aClusterThatCanGoOnIsNotForkedByAccident() throws RecoveryException {
        Directory one = Directory.of(1, 1, 2, 3).stopped(1, 3);
        Directory two = Directory.of(2, 1, 2, 3).stopped(1, 3);
        assertThatThrownBy(() -> salvage(NONE, one, two)).isInstanceOf(RecoveryException.class)
                .hasMessageContaining("--i-accept-two-clusters");
        salvage(new Salvage.Consent(false, false, true), one, two);
        assertThat(parent.below("new")).isNotNull();
    }

    @Test
    void anIdThatWasRemovedIsRefused() {
        Directory removed = Directory.of(1, 1, 2, 9).remove(1, 9).stopped(1, 4);
        assertThatThrownBy(() -> salvage(NONE, removed)).isInstanceOf(RecoveryException.class).hasMessageContaining("member 9 was removed");
    }

    @Test
    void nothingComesOfAnEmptyLogOrADamagedOne() {
        assertThatThrownBy(() -> salvage(NONE, new Directory(1).stopped(1, 0))).hasMessageContaining("nothing is stored");
        assertThatThrownBy(() -> salvage(NONE, survivor().flip("wal", "0000000000000001.wal", 600)))
                .hasMessageContaining("is damaged at offset");
        assertThat(parent.contents()).isEmpty();
    }

    @Test
    void theSourceIsNotChanged() throws RecoveryException {
        Directory one = survivor();
        Map<String, byte[]> before = one.disk.contents();
        salvage(NONE, one);
        assertThat(one.disk.contents()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void aPowerCutAnywhereLeavesNothingOrAWholeDirectory() throws RecoveryException {
        Directory one = survivor();
        salvage(NONE, one);
        KvRoot expected = store(parent.below("new"));
        long operations = parent.operations();
        assertThat(operations).isGreaterThan(10);
        int whole = 0;
        for (long at = 0; at < operations; at++) {
            for (int seed = 0; seed < 8; seed++) {
                SimDisk disk = new SimDisk().crashAt(at);
                assertThatThrownBy(() -> salvage(disk, NONE, one)).isInstanceOf(SimDisk.Crash.class);
                SimDisk after = disk.crash(new SplittableRandom(seed));
                if (after.below("new") == null) {
                    salvage(after, NONE, one);
                } else {
                    whole++;
                }
                assertThat(store(after.below("new"))).usingRecursiveComparison().isEqualTo(expected);
                assertThat(open(after.below("new")).log().lastIndex()).isEqualTo(7);
            }
        }
        assertThat(whole).as("crashes behind the renaming").isPositive();
    }

    @Test
    void aFailureAnywhereLeavesNothingByThatName() throws RecoveryException {
        Directory one = survivor();
        salvage(NONE, one);
        for (long at = 0; at < parent.operations() - 1; at++) {
            SimDisk disk = new SimDisk().failAt(at);
            assertThatThrownBy(() -> salvage(disk, NONE, one)).isInstanceOf(StorageException.class);
            assertThat(disk.below("new")).isNull();
            disk.failAt(Long.MAX_VALUE);
            salvage(disk, NONE, one);
            assertThat(store(disk.below("new")).appliedIndex()).isEqualTo(7);
        }
    }

    @Test
    void aDirectoryThatIsThereIsNotReplaced() throws RecoveryException {
        salvage(NONE, survivor());
        assertThatThrownBy(() -> salvage(NONE, survivor())).isInstanceOf(StorageException.class).hasMessageContaining("not empty");
    }

    @Test
    void twoAtOnceAreTold(@TempDir Path temporary) throws RecoveryException {
        Disk real = RealDisk.open(temporary);
        Disk unnamed = RealDisk.open(temporary.resolve("new.tmp"));
        try (DataDir first = DataDir.anew(unnamed, new Identity(9, 78))) {
            LogConfig sizes = new LogConfig(64 << 10, 0, 0);
            Recovery.open(first, sizes).log().close();
            assertThatThrownBy(() -> salvage(real, NONE, survivor())).isInstanceOfSatisfying(StorageException.class,
                    e -> assertThat(e.code()).isEqualTo(StorageException.Code.LOCKED));
            assertThat(DataDir.identityOf(unnamed)).as("the first one's work").isEqualTo(new Identity(9, 78));
        }
        salvage(real, NONE, survivor());
        assertThat(DataDir.identityOf(RealDisk.openReadOnly(temporary.resolve("new")))).isEqualTo(NEW);
    }

    // Backups.

    private byte[] backup() throws RecoveryException {
        SimDisk made = new SimDisk();
        salvage(made, NONE, survivor());
        return made.contents().entrySet().stream().filter(e -> e.getKey().endsWith(".snap")).findFirst().orElseThrow().getValue();
    }

    private static SimDisk holding(byte[] bytes) {
        SimDisk disk = new SimDisk();
        disk.replace("b", bytes);
        return disk;
    }

    @Test
    void aBackupIsRestoredWithItsRevisionMovedForwardAndThoseOfTheKeysKept() throws Exception {
        List<String> report = Restoring.run(holding(backup()), "b", target(parent, 1_000_000));
        KvRoot root = store(parent.below("new"));
        assertThat(root.revision()).isEqualTo(1_000_003);
        assertThat(root.get(Bytes.utf8("c")).modRevision()).isEqualTo(3);
        assertThat(root.members()).containsOnlyKeys(9L);
        assertThat(report).contains("made from the snapshot /sim/b",
                "store: index 7, term 2, revision 1000003 (moved forward by 1000000), 3 keys");
        assertThat(open(parent.below("new")).log().lastIndex()).isEqualTo(7);
    }

    @Test
    void aBackupTellsWhatIsInIt() throws Exception {
        SimDisk disk = holding(backup());
        try (DiskFile file = disk.open("b", Disk.OpenMode.READ)) {
            BackupReader reader = new BackupReader(file::read, file.size());
            assertThat(reader.clusterId()).isEqualTo(77);
            assertThat(reader.metadata().index()).isEqualTo(7);
            StoreTally tally = new StoreTally();
            StoreTally byteByByte = new StoreTally();
            for (byte[] piece = reader.next(); piece != null; piece = reader.next()) {
                tally.add(piece);
                for (byte b : piece) {
                    byteByByte.add(new byte[]{b});
                }
            }
            for (StoreTally each : List.of(tally, byteByByte)) {
                assertThat(List.of(each.revision(), each.appliedIndex(), each.keys())).containsExactly(3L, 7L, 3L);
            }
        }
    }

    @Test
    void everyFlippedBitAndEveryTruncationOfABackupIsRefusedWithItsPlace() throws Exception {
        byte[] whole = backup();
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            requireRefused(damaged);
        }
        for (int size = 0; size < whole.length; size++) {
            requireRefused(Arrays.copyOf(whole, size));
        }
        requireRefused(Arrays.copyOf(whole, whole.length + 1));
        assertThat(parent.contents()).isEmpty();
    }

    private void requireRefused(byte[] bytes) {
        assertThatThrownBy(() -> Restoring.run(holding(bytes), "b", target(parent, 0))).isInstanceOf(RecoveryException.class)
                .hasMessageStartingWith("/sim/b").hasMessageMatching(".*(damaged at offset \\d+: |does not begin like a snapshot).*");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Restoring.run(new SimDisk(), "b", target(parent, 0))).isInstanceOf(RecoveryException.class)
                .hasMessageContaining("/sim/b");
    }
}
