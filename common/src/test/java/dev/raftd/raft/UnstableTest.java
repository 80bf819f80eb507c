package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.entries;
import static dev.raftd.raft.Fixtures.entry;
import static dev.raftd.raft.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.raftpb.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnstableTest {
    private final Fixtures.Lines log = new Fixtures.Lines();
    private final Unstable unstable = new Unstable(5, new LogLines(1, log));

    @Test
    void emptyItKnowsNothing() {
        assertThat(unstable.lastIndex()).isEqualTo(Unstable.UNKNOWN);
        assertThat(unstable.term(5)).isEqualTo(Unstable.UNKNOWN);
        assertThat(unstable.nextEntries()).isEmpty();
        assertThat(unstable.nextSnapshot()).isNull();
    }

    @Test
    void entriesAreHandedOutOnce() {
        unstable.truncateAndAppend(entries(5, 1, 1));
        assertThat(unstable.nextEntries()).isEqualTo(entries(5, 1, 1));
        unstable.acceptInProgress();
        assertThat(unstable.hasNextEntries()).isFalse();
        unstable.truncateAndAppend(entries(7, 2));
        assertThat(unstable.nextEntries()).isEqualTo(entries(7, 2));
        assertThat(unstable.offsetInProgress()).isEqualTo(7);
        assertThat(unstable.length()).isEqualTo(3);
    }

    @Test
    void appendingAtTheEndSaysNothing() {
        unstable.truncateAndAppend(entries(5, 1));
        unstable.truncateAndAppend(entries(6, 1, 1));
        assertThat(unstable.lastIndex()).isEqualTo(7);
        assertThat(log.lines).isEmpty();
    }

    @Test
    void appendingInsideKeepsWhatIsBefore() {
        unstable.truncateAndAppend(entries(5, 1, 1, 1));
        unstable.acceptInProgress();
        unstable.truncateAndAppend(entries(7, 2, 2));
        assertThat(unstable.slice(5, 9)).isEqualTo(List.of(entry(1, 5), entry(1, 6), entry(2, 7), entry(2, 8)));
        assertThat(unstable.offsetInProgress()).isEqualTo(7);
        assertThat(log.lines).containsExactly("INFO truncate the unstable entries before index 7");
    }

    @Test
    void appendingAtOrBeforeTheOffsetReplacesAll() {
        unstable.truncateAndAppend(entries(5, 1, 1, 1));
        unstable.acceptInProgress();
        unstable.truncateAndAppend(entries(4, 2));
        assertThat(unstable.slice(4, 5)).isEqualTo(entries(4, 2));
        assertThat(unstable.offset()).isEqualTo(4);
        assertThat(unstable.offsetInProgress()).isEqualTo(4);
        assertThat(log.lines).containsExactly("INFO replace the unstable entries from index 4");
    }

    @Test
    void viewsStayAsTheyWereWhenTheLogGrowsShrinksOrChanges() {
        unstable.truncateAndAppend(entries(5, 1, 1));
        List<Entry> handedOut = unstable.slice(5, 7);
        List<Entry> before = List.copyOf(handedOut);
        unstable.truncateAndAppend(entries(7, 1, 1, 1));
        unstable.truncateAndAppend(entries(6, 2));
        unstable.truncateAndAppend(entries(7, 2, 2, 2, 2));
        unstable.stableTo(2, 8);
        assertThat(handedOut).isEqualTo(before);
    }

    @Test
    void aViewTakenInIsNotWrittenBehind() {
        Entry[] theirs = {entry(1, 5), entry(1, 6)};
        unstable.truncateAndAppend(new Entries(theirs, 0, 1));
        unstable.truncateAndAppend(entries(6, 9));
        assertThat(theirs[1]).isEqualTo(entry(1, 6));
        assertThat(unstable.term(6)).isEqualTo(9);
    }

    @Test
    void stableEntriesLeave() {
        unstable.truncateAndAppend(entries(5, 1, 1, 2));
        unstable.stableTo(1, 6);
        assertThat(unstable.offset()).isEqualTo(7);
        assertThat(unstable.offsetInProgress()).isEqualTo(7);
        assertThat(unstable.slice(7, 8)).isEqualTo(entries(7, 2));
        unstable.stableTo(2, 7);
        assertThat(unstable.length()).isZero();
        assertThat(unstable.offset()).isEqualTo(8);
    }

    @Test
    void aReportThatDoesNotFitIsIgnored() {
        unstable.truncateAndAppend(entries(5, 1, 2));
        unstable.stableTo(1, 4);
        unstable.stableTo(1, 7);
        unstable.stableTo(1, 6);
        assertThat(unstable.length()).isEqualTo(2);
        assertThat(log.lines).containsExactly("INFO entry at index 4 missing from unstable log; ignoring",
                "INFO entry at index 7 missing from unstable log; ignoring",
                "INFO entry at (index,term)=(6,1) mismatched with entry at (6,2) in unstable log; ignoring");
    }

    @Test
    void aReportOfTheSnapshotsOwnIndexIsIgnored() {
        unstable.restore(snapshot(2, 9, 1));
        unstable.stableTo(2, 9);
        assertThat(log.lines).containsExactly("INFO entry at index 9 matched unstable snapshot; ignoring");
    }

    @Test
    void aSnapshotReplacesEntriesAndIsHandedOutOnce() {
        unstable.truncateAndAppend(entries(5, 1));
        unstable.restore(snapshot(2, 9, 1));
        assertThat(unstable.length()).isZero();
        assertThat(unstable.lastIndex()).isEqualTo(9);
        assertThat(unstable.term(9)).isEqualTo(2);
        assertThat(unstable.nextSnapshot()).isEqualTo(snapshot(2, 9, 1));
        unstable.acceptInProgress();
        assertThat(unstable.nextSnapshot()).isNull();
        unstable.stableSnapTo(8);
        assertThat(unstable.snapshot()).isNotNull();
        unstable.stableSnapTo(9);
        assertThat(unstable.snapshot()).isNull();
        assertThat(unstable.offset()).isEqualTo(10);
    }

    @Test
    void entriesThatAreNotThereCannotBeRead() {
        unstable.truncateAndAppend(entries(5, 1));
        assertThatThrownBy(() -> unstable.slice(4, 5)).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> unstable.slice(5, 7)).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> unstable.slice(6, 5)).isInstanceOf(InvariantError.class).hasMessage("invalid unstable.slice 6 > 5");
    }
}
