package dev.raftd.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static Progress progress(long match, long next) {
        return new Progress(match, next, new Inflights(3, 0), false);
    }

    private static Progress replicating(long match) {
        Progress progress = progress(match, match + 1);
        progress.becomeReplicate();
        return progress;
    }

    @Test
    void printsWhatIsUnusualAndOnlyThat() {
        Progress progress = new Progress(1, 2, new Inflights(1, 0), true);
        assertThat(progress).hasToString("StateProbe match=1 next=2 learner inactive");
        progress.recentActive(true);
        progress.becomeSnapshot(9);
        assertThat(progress).hasToString("StateSnapshot match=1 next=10 learner paused pendingSnap=9");
        progress.becomeReplicate();
        progress.sentEntries(2, 10);
        assertThat(progress).hasToString("StateReplicate match=1 next=4 learner paused inflight=1[full]");
    }

    @Test
    void matchIsBelowNext() {
        assertThatThrownBy(() -> progress(3, 3)).isInstanceOf(InvariantError.class).hasMessage("match 3 must be below next 3");
        assertThatThrownBy(() -> progress(0, 1).reset(1, 1)).isInstanceOf(InvariantError.class);
    }

    @Test
    void aProbeWithEntriesStopsTheFlowUntilItIsAcknowledged() {
        Progress progress = progress(0, 5);
        progress.sentEntries(0, 0);
        assertThat(progress.isPaused()).isFalse();
        progress.sentEntries(1, 10);
        assertThat(progress.isPaused()).isTrue();
        assertThat(progress.next()).isEqualTo(5);
        assertThat(progress.maybeUpdate(5)).isTrue();
        assertThat(progress.isPaused()).isFalse();
    }

    @Test
    void replicationMovesNextAheadUntilTheWindowIsFull() {
        Progress progress = replicating(4);
        progress.sentEntries(2, 10);
        progress.sentEntries(1, 10);
        assertThat(progress.isPaused()).isFalse();
        progress.sentEntries(5, 10);
        assertThat(progress.next()).isEqualTo(13);
        assertThat(progress.isPaused()).isTrue();
        assertThat(progress.inflights().count()).isEqualTo(3);
        progress.sentEntries(0, 0);
        assertThat(progress.isPaused()).isTrue();
    }

    @Test
    void nothingIsSentWhileASnapshotIsOnItsWay() {
        Progress progress = progress(0, 1);
        progress.becomeSnapshot(7);
        assertThat(progress.isPaused()).isTrue();
        assertThatThrownBy(() -> progress.sentEntries(1, 1)).isInstanceOf(InvariantError.class);
    }

    @Test
    void acknowledgementsOnlyMoveForward() {
        Progress progress = progress(3, 5);
        assertThat(progress.maybeUpdate(3)).isFalse();
        assertThat(progress.maybeUpdate(4)).isTrue();
        assertThat(progress.next()).isEqualTo(5);
        assertThat(progress.maybeUpdate(9)).isTrue();
        assertThat(progress.match()).isEqualTo(9);
        assertThat(progress.next()).isEqualTo(10);
    }

    @Test
    void aRejectionWhileReplicatingFallsBackToTheMatch() {
        Progress progress = replicating(5);
        progress.sentEntries(4, 1);
        assertThat(progress.maybeDecrTo(5, 5)).isFalse();
        assertThat(progress.maybeDecrTo(9, 7)).isTrue();
        assertThat(progress.next()).isEqualTo(6);
    }

    @Test
    void aRejectedProbeFallsToTheHint() {
        Progress progress = progress(0, 21);
        progress.sentEntries(1, 1);
        assertThat(progress.maybeDecrTo(20, 12)).isTrue();
        assertThat(progress.next()).isEqualTo(13);
        assertThat(progress.isPaused()).isFalse();
    }

    @Test
    void aRejectedProbeNeverFallsToTheMatch() {
        Progress progress = progress(4, 10);
        assertThat(progress.maybeDecrTo(9, 0)).isTrue();
        assertThat(progress.next()).isEqualTo(5);
    }

    @Test
    void aHintAboveTheRejectionStillLowersNext() {
        Progress progress = progress(0, 10);
        assertThat(progress.maybeDecrTo(9, 30)).isTrue();
        assertThat(progress.next()).isEqualTo(9);
    }

    @Test
    void anOldRejectionOfAProbeIsIgnored() {
        Progress progress = progress(0, 10);
        progress.sentEntries(1, 1);
        assertThat(progress.maybeDecrTo(8, 3)).isFalse();
        assertThat(progress.next()).isEqualTo(10);
        assertThat(progress.isPaused()).isTrue();
    }

    @Test
    void probingStartsAfterASnapshotThatArrived() {
        Progress progress = progress(1, 2);
        progress.becomeSnapshot(10);
        progress.becomeProbe();
        assertThat(progress.state()).isEqualTo(ProgressState.PROBE);
        assertThat(progress.next()).isEqualTo(11);
        assertThat(progress.pendingSnapshot()).isZero();
    }

    @Test
    void probingStartsAfterTheMatchIfTheSnapshotFailed() {
        Progress progress = progress(1, 2);
        progress.becomeSnapshot(10);
        progress.becomeProbeAfterFailedSnapshot();
        assertThat(progress.next()).isEqualTo(2);
    }

    @Test
    void probingForgetsWhatWasInFlight() {
        Progress progress = replicating(4);
        progress.sentEntries(3, 10);
        progress.becomeProbe();
        assertThat(progress.next()).isEqualTo(5);
        assertThat(progress.inflights().count()).isZero();
    }

    @Test
    void replicatingStartsAfterTheMatch() {
        Progress progress = progress(1, 9);
        progress.becomeReplicate();
        assertThat(progress.next()).isEqualTo(2);
    }

    @Test
    void aCommitIndexIsWorthSendingIfItIsNewAndThePeerCanHaveEntriesForIt() {
        Progress progress = progress(5, 8);
        assertThat(progress.canBumpCommit(4)).isTrue();
        progress.sentCommit(4);
        assertThat(progress.canBumpCommit(4)).isFalse();
        assertThat(progress.canBumpCommit(6)).isTrue();
        progress.sentCommit(7);
        assertThat(progress.canBumpCommit(9)).isFalse();
    }

    @Test
    void aCommitIndexIsSentAgainAfterTheLogFellBack() {
        Progress progress = progress(0, 10);
        progress.sentCommit(9);
        assertThat(progress.maybeDecrTo(9, 3)).isTrue();
        progress.maybeUpdate(5);
        assertThat(progress.canBumpCommit(9)).isTrue();
    }

    @Test
    void aResetForgetsEverything() {
        Progress progress = replicating(4);
        progress.recentActive(true);
        progress.sentEntries(3, 10);
        progress.sentCommit(4);
        progress.reset(0, 12);
        assertThat(progress).hasToString("StateProbe match=0 next=12 inactive");
        assertThat(progress.canBumpCommit(1)).isTrue();
    }

    @Test
    void aCopySharesNothing() {
        Progress progress = replicating(4);
        Progress copy = progress.copy();
        progress.sentEntries(3, 10);
        assertThat(copy).hasToString("StateReplicate match=4 next=5 inactive");
        assertThat(progress).hasToString("StateReplicate match=4 next=8 inactive inflight=1");
    }

    @Test
    void aRoleChangeKeepsEverythingElse() {
        Progress voter = replicating(4);
        voter.recentActive(true);
        Progress learner = voter.asLearner(true);
        assertThat(learner).hasToString("StateReplicate match=4 next=5 learner");
        assertThat(voter.asLearner(false)).isSameAs(voter);
    }
}
