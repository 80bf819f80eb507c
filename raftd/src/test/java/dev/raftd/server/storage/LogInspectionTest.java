package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.LogInspection.EntryInfo;
import dev.raftd.server.storage.LogInspection.SegmentInfo;
import dev.raftd.server.storage.LogInspection.SegmentState;
import dev.raftd.server.storage.StorageException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Looking into the log of a node that runs: no lock is asked for and nothing is changed.
class LogInspectionTest {
    private final SimDisk disk = new SimDisk();
    private final Node node = Node.open(disk, Node.config(2048));

    private void write(long term, long from, long to) {
        node.log().append(new HardState(term, 0, from - 1), Node.entries(term, from, to));
        node.log().sync();
    }

    private List<EntryInfo> dump(long from, long to) {
        List<EntryInfo> entries = new ArrayList<>();
        long before = disk.operations();
        new LogInspection(disk).dump(from, to, entries::add);
        assertThat(disk.operations()).as("nothing is changed").isEqualTo(before);
        return entries;
    }

    private static List<Entry> entriesOf(List<EntryInfo> places) {
        return places.stream().map(EntryInfo::entry).toList();
    }

    @Test
    void anEmptyLogHasOneSegmentWithoutEntries() {
        assertThat(new LogInspection(disk).segments())
                .containsExactly(new SegmentInfo("0000000000000001.wal", 1, 0, 0, 2048, 512, SegmentState.ACTIVE));
        assertThat(dump(0, Long.MAX_VALUE)).isEmpty();
        assertThat(new LogInspection(disk).verify()).isEmpty();
    }

    @Test
    void aLogWithoutAnySegmentIsDamaged() throws Exception {
        disk.below("wal").delete("0000000000000001.wal");
        assertThat(new LogInspection(disk).verify()).singleElement()
                .satisfies(f -> assertThat(f.problem()).contains("has no segment"));
    }

    @Test
    void segmentsSayWhatTheyHold() {
        write(1, 1, 10);
        write(1, 11, 20);
        write(2, 15, 30);
        List<SegmentInfo> segments = new LogInspection(disk).segments();
        assertThat(segments).extracting(SegmentInfo::state).containsExactly(SegmentState.SEALED, SegmentState.SEALED, SegmentState.ACTIVE);
        assertThat(segments).extracting(SegmentInfo::firstIndex).containsExactly(1L, 11L, 15L);
        assertThat(segments).extracting(SegmentInfo::lastIndex).containsExactly(10L, 20L, 30L);
        assertThat(segments).allMatch(s -> s.usedBytes() <= s.sizeBytes());
    }

    @Test
    void entriesComeInOrderWithoutThoseThatWereReplaced() {
        write(1, 1, 10);
        write(1, 11, 20);
        write(2, 15, 30);
        List<Entry> expected = new ArrayList<>(Node.entries(1, 1, 14));
        expected.addAll(Node.entries(2, 15, 30));
        assertThat(entriesOf(dump(0, Long.MAX_VALUE))).isEqualTo(expected);
        assertThat(entriesOf(dump(9, 16))).isEqualTo(expected.subList(8, 16));
        assertThat(dump(31, 40)).isEmpty();
        assertThat(dump(1, 1).getFirst().file()).isEqualTo("/sim/wal/0000000000000001.wal");
        assertThat(dump(1, 1).getFirst().offset()).as("header, batch header, hard state").isEqualTo(512 + 36 + 36);
    }

    @Test
    void aTailThatIsBeingWrittenIsNoFindingUntilSomethingSaysThatItWasDurable() {
        SimDisk other = new SimDisk();
        Node running = Node.open(other, Node.config(8192));
        running.log().append(HardState.EMPTY, Node.entries(1, 1, 3));
        running.log().sync();
        SegmentInfo active = new LogInspection(other).segments().getFirst();
        other.below("wal").file(active.file()).write((int) active.usedBytes(), ByteBuffer.wrap(new byte[]{1, 2, 3}), 3);
        assertThat(new LogInspection(other).segments()).containsExactly(active);
        assertThat(new LogInspection(other).verify()).isEmpty();
        other.below("wal").file(active.file()).flipBit((512 + 60) * 8);
        assertThat(new LogInspection(other).verify()).isEmpty();
        running.log().append(HardState.EMPTY, Node.entries(1, 4, 5));
        running.log().sync();
        assertThat(new LogInspection(other).verify()).singleElement().extracting(LogInspection.Finding::offset).isEqualTo(512L + 36);
        assertThat(new LogInspection(other).segments()).extracting(SegmentInfo::state).containsExactly(SegmentState.DAMAGED);
    }

    @Test
    void damageIsNamedAndWhatComesBeforeItIsStillDumped() {
        write(1, 1, 10);
        write(1, 11, 20);
        write(1, 21, 30);
        EntryInfo hit = dump(15, 15).getFirst();
        disk.below("wal").file("0000000000000002.wal").flipBit((hit.offset() + 20) * 8);
        List<LogInspection.Finding> findings = new LogInspection(disk).verify();
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().file()).isEqualTo(hit.file());
        assertThat(findings.getFirst().offset()).isEqualTo(hit.offset());
        assertThat(15L).isBetween(findings.getFirst().firstIndex(), findings.getFirst().lastIndex());
        assertThat(findings.getFirst().problem()).contains("checksum");
        List<EntryInfo> before = new ArrayList<>();
        StorageException e = catchThrowableOfType(StorageException.class,
                () -> new LogInspection(disk).dump(1, Long.MAX_VALUE, before::add));
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
        assertThat(entriesOf(before)).isEqualTo(Node.entries(1, 1, 10));
    }
}
