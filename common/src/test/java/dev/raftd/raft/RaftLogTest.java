package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.entries;
import static dev.raftd.raft.Fixtures.entry;
import static dev.raftd.raft.Fixtures.snapshot;
import static dev.raftd.raft.Fixtures.storage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftLogTest {
    private final Fixtures.Lines lines = new Fixtures.Lines();

    private RaftLog log(Storage storage) {
        return log(storage, Config.NO_LIMIT);
    }

    private RaftLog log(Storage storage, long maxApplyingBytes) {
        return new RaftLog(storage, new LogLines(1, lines), maxApplyingBytes);
    }

    private static void append(RaftLog log, List<Entry> entries, long commit) {
        Entry first = entries.get(0);
        LogSlice slice = new LogSlice(entries.getLast().term(), new EntryId(log.term(first.index() - 1), first.index() - 1), entries);
        log.append(slice, commit);
    }

    @Test
    void itStartsWithWhatIsStored() {
        RaftLog log = log(storage(2, 5, 2, 3));
        assertThat(log.state()).isEqualTo(new LogState(6, 7, 5, 5, 5, 8, 8, 0, 0, false));
        assertThat(log.lastEntryId()).isEqualTo(new EntryId(3, 7));
    }

    @Test
    void termsAreKnownFromTheSnapshotToTheLastEntry() {
        RaftLog log = log(storage(2, 5, 2, 3));
        append(log, entries(8, 4), 0);
        assertThat(log.term(4)).isEqualTo(Storage.COMPACTED);
        assertThat(log.term(5)).isEqualTo(2);
        assertThat(log.term(7)).isEqualTo(3);
        assertThat(log.term(8)).isEqualTo(4);
        assertThat(log.term(9)).isEqualTo(Storage.UNAVAILABLE);
        assertThat(log.term(Long.MAX_VALUE)).isNegative();
        assertThat(log.termOrZero(9)).isZero();
    }

    @Test
    void anUpToDateLogHasTheHigherLastTermOrIsAtLeastAsLong() {
        RaftLog log = log(storage(2, 5, 2, 3));
        assertThat(log.isUpToDate(4, 1)).isTrue();
        assertThat(log.isUpToDate(3, 7)).isTrue();
        assertThat(log.isUpToDate(3, 6)).isFalse();
        assertThat(log.isUpToDate(2, 99)).isFalse();
    }

    @Test
    void appendingCommitsNoFurtherThanTheEntriesSent() {
        RaftLog log = log(storage(1, 5));
        append(log, entries(6, 1, 1), 100);
        assertThat(log.committed()).isEqualTo(7);
        append(log, entries(8, 1), 6);
        assertThat(log.committed()).as("the commit index never falls").isEqualTo(7);
    }

    @Test
    void whatItHasAlreadyIsNotAppendedAgain() {
        RaftLog log = log(storage(1, 5, 1, 1, 1));
        assertThat(log.findConflict(entries(6, 1, 1))).isZero();
        append(log, entries(6, 1, 1), 0);
        assertThat(log.lastIndex()).as("an old append must not cut off what came after it").isEqualTo(8);
        assertThat(log.unstable.length()).isZero();
    }

    @Test
    void aConflictReplacesTheTail() {
        RaftLog log = log(storage(1, 5, 1, 1, 1));
        append(log, entries(6, 1, 2), 0);
        assertThat(log.slice(6, 8, Config.NO_LIMIT)).isEqualTo(entries(6, 1, 2));
        assertThat(log.lastIndex()).isEqualTo(7);
        assertThat(lines.lines).containsExactly("INFO found conflict at index 7 [existing term: 1, conflicting term: 2]",
                "INFO replace the unstable entries from index 7");
    }

    @Test
    void whatIsCommittedIsNeverTruncated() {
        RaftLog log = log(storage(1, 5, 1, 1));
        log.commitTo(7);
        LogSlice slice = new LogSlice(2, new EntryId(1, 5), entries(6, 2));
        assertThatThrownBy(() -> log.append(slice, 0)).isInstanceOf(InvariantError.class)
                .hasMessage("entry 6 conflict with committed entry [committed(7)]");
        assertThatThrownBy(() -> log.append(new Entries(new Entry[]{entry(2, 7)}, 0, 1))).isInstanceOf(InvariantError.class);
    }

    @Test
    void nothingBeyondTheLastEntryIsCommitted() {
        RaftLog log = log(storage(1, 5, 1));
        assertThatThrownBy(() -> log.commitTo(7)).isInstanceOf(InvariantError.class).hasMessageContaining("tocommit(7) is out of range");
    }

    @Test
    void aLeaderCommitsByItsOwnTermOnly() {
        RaftLog log = log(storage(1, 5, 1, 2));
        assertThat(log.maybeCommit(2, 6)).isFalse();
        assertThat(log.maybeCommit(2, Long.MAX_VALUE)).isFalse();
        assertThat(log.maybeCommit(2, 7)).isTrue();
        assertThat(log.committed()).isEqualTo(7);
        assertThat(log.maybeCommit(2, 7)).isFalse();
    }

    @Test
    void aGuessOfTheCommonPrefixSkipsHigherTerms() {
        RaftLog leader = log(storage(1, 1, 3, 3, 3, 5, 5, 5, 5, 5));
        assertThat(leader.findConflictByTerm(6, 2)).isEqualTo(1);
        RaftLog follower = log(storage(1, 1, 3, 3, 4, 4, 5, 5, 5, 6));
        assertThat(follower.findConflictByTerm(8, 3)).isEqualTo(3);
        assertThat(follower.findConflictByTerm(0, 3)).isZero();
        assertThat(follower.findConflictByTerm(99, 3)).as("unknown terms may match").isEqualTo(99);
        assertThat(log(storage(4, 5, 4)).findConflictByTerm(6, 2)).as("so may compacted ones").isEqualTo(4);
    }

    @Test
    void slicesRunOverTheBorderOfStableAndUnstable() {
        RaftLog log = log(storage(1, 5, 1, 1));
        append(log, entries(8, 2, 2), 0);
        assertThat(log.slice(6, 10, Config.NO_LIMIT)).isEqualTo(entries(6, 1, 1, 2, 2));
        assertThat(log.slice(7, 9, Config.NO_LIMIT)).isEqualTo(entries(7, 1, 2));
        assertThat(log.slice(8, 10, Config.NO_LIMIT)).isEqualTo(entries(8, 2, 2));
        assertThat(log.slice(8, 8, Config.NO_LIMIT)).isEmpty();
        assertThat(log.slice(5, 7, Config.NO_LIMIT)).as("compacted").isNull();
        assertThat(log.entriesFrom(10, Config.NO_LIMIT)).isEmpty();
        assertThatThrownBy(() -> log.slice(6, 11, Config.NO_LIMIT)).isInstanceOf(InvariantError.class);
    }

    @Test
    void slicesAreCutToTheSizeButNeverToNothing() {
        RaftLog log = log(storage(1, 5, 1, 1));
        append(log, entries(8, 2, 2), 0);
        int each = Codec.sizeOf(entry(1, 6));
        assertThat(log.slice(6, 10, 0)).hasSize(1);
        assertThat(log.slice(6, 10, each)).hasSize(1);
        assertThat(log.slice(6, 10, 2 * each)).hasSize(2);
        assertThat(log.slice(6, 10, 3 * each)).hasSize(3);
        assertThat(log.slice(8, 10, 2 * each - 1)).hasSize(1);
    }

    @Test
    void committedEntriesAreHandedOutOnceAndStableOnesOnlyIfAsked() {
        RaftLog log = log(storage(1, 5, 1));
        append(log, entries(7, 1), 7);
        assertThat(log.nextCommitted(false)).isEqualTo(entries(6, 1));
        assertThat(log.nextCommitted(true)).isEqualTo(entries(6, 1, 1));
        log.acceptApplying(7, 20, true);
        assertThat(log.hasNextCommitted(true)).isFalse();
        assertThatThrownBy(() -> log.acceptApplying(8, 0, true)).isInstanceOf(InvariantError.class);
    }

    @Test
    void applyingPausesAtTheLimitUntilSomeIsApplied() {
        int each = Codec.sizeOf(entry(1, 6));
        RaftLog log = log(storage(1, 5, 1, 1, 1), 2 * each);
        log.commitTo(8);
        assertThat(log.nextCommitted(false)).hasSize(2);
        log.acceptApplying(7, 2 * each, false);
        assertThat(log.hasNextCommitted(false)).isFalse();
        log.appliedTo(6, each);
        assertThat(log.nextCommitted(false)).isEqualTo(entries(8, 1));
    }

    @Test
    void applyingAlsoPausesWhenTheNextEntryWouldPassTheLimit() {
        int each = Codec.sizeOf(entry(1, 6));
        RaftLog log = log(storage(1, 5, 1, 1), 2 * each - 1);
        log.commitTo(7);
        assertThat(log.nextCommitted(false)).hasSize(1);
        log.acceptApplying(6, each, false);
        assertThat(log.hasNextCommitted(false)).isFalse();
        log.appliedTo(6, each);
        assertThat(log.nextCommitted(false)).isEqualTo(entries(7, 1));
    }

    @Test
    void nothingIsAppliedWhileASnapshotIsPending() {
        RaftLog log = log(storage(1, 5, 1));
        log.commitTo(6);
        log.restore(snapshot(2, 9, 1));
        assertThat(log.hasNextCommitted(true)).isFalse();
        assertThat(log.state()).isEqualTo(new LogState(10, 9, 9, 5, 5, 10, 10, 0, 9, false));
    }

    @Test
    void appliedNeverFallsNorPassesCommitted() {
        RaftLog log = log(storage(1, 5, 1, 1));
        log.commitTo(6);
        log.appliedTo(6, 0);
        assertThatThrownBy(() -> log.appliedTo(5, 0)).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> log.appliedTo(7, 0)).isInstanceOf(InvariantError.class);
    }

    @Test
    void aConfigurationChangeThatWaitsToBeAppliedIsFoundOnAnyPage() {
        MemoryStorage storage = storage(1, 5, 1, 1);
        storage.append(List.of(new Entry(1, 8, EntryType.CONF_CHANGE_V2, Codec.encode(ConfChangeV2.leaveJoint()))));
        RaftLog log = log(storage, 1);
        log.commitTo(7);
        assertThat(log.hasUnappliedConfChange()).isFalse();
        log.commitTo(8);
        assertThat(log.hasUnappliedConfChange()).isTrue();
        log.appliedTo(8, 0);
        assertThat(log.hasUnappliedConfChange()).isFalse();
    }

    @Test
    void aStoredCommitIndexMustLieInTheLog() {
        assertThatThrownBy(() -> log(storage(1, 5, 1)).startAt(7)).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> log(storage(1, 5, 1)).startAt(4)).isInstanceOf(InvariantError.class);
    }
}
