package dev.raftd.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.quorum.VoteResult;
import dev.raftd.raftpb.ConfState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {
    private final ProgressTracker tracker = new ProgressTracker(8, 0);

    private static TrackerConfig joint(MajorityConfig incoming, MajorityConfig outgoing, NodeIds learners, NodeIds learnersNext) {
        return new TrackerConfig(new JointConfig(incoming, outgoing), false, learners, learnersNext);
    }

    private void adopt(TrackerConfig config) {
        NodeIds ids = config.voters().ids().union(config.learners());
        ProgressMap progress = ProgressMap.EMPTY;
        for (int i = 0; i < ids.size(); i++) {
            long id = ids.at(i);
            progress = progress.with(id, new Progress(0, 1, tracker.newInflights(), config.learners().contains(id)));
        }
        tracker.adopt(config, progress);
    }

    private Progress member(long id) {
        Progress member = tracker.progress(id);
        assertThat(member).isNotNull();
        return member;
    }

    @Test
    void committedIsWhatAQuorumOfVotersMatches() {
        adopt(joint(MajorityConfig.of(1, 2, 3), MajorityConfig.EMPTY, NodeIds.of(4), NodeIds.EMPTY));
        member(1).maybeUpdate(9);
        member(4).maybeUpdate(9);
        assertThat(tracker.committed()).isZero();
        member(3).maybeUpdate(7);
        assertThat(tracker.committed()).isEqualTo(7);
    }

    @Test
    void committedNeedsBothHalvesWhileJoint() {
        adopt(joint(MajorityConfig.of(1), MajorityConfig.of(2, 3), NodeIds.EMPTY, NodeIds.EMPTY));
        member(1).maybeUpdate(9);
        member(2).maybeUpdate(5);
        assertThat(tracker.committed()).isZero();
        member(3).maybeUpdate(4);
        assertThat(tracker.committed()).isEqualTo(4);
    }

    @Test
    void membersAreVisitedInAscendingUnsignedOrder() {
        adopt(joint(MajorityConfig.of(-1, 3), MajorityConfig.EMPTY, NodeIds.of(2), NodeIds.EMPTY));
        List<Long> visited = new ArrayList<>();
        tracker.visit((id, progress) -> visited.add(id));
        assertThat(visited).containsExactly(2L, 3L, -1L);
        assertThat(tracker.voterNodes()).isEqualTo(NodeIds.of(3, -1));
        assertThat(tracker.learnerNodes()).isEqualTo(NodeIds.of(2));
        assertThat(tracker.progress(7)).isNull();
    }

    @Test
    void aQuorumIsActiveOnlyByRecentlyHeardVoters() {
        adopt(joint(MajorityConfig.of(1, 2, 3), MajorityConfig.EMPTY, NodeIds.of(4), NodeIds.EMPTY));
        member(1).recentActive(true);
        member(4).recentActive(true);
        assertThat(tracker.quorumActive()).isFalse();
        member(2).recentActive(true);
        assertThat(tracker.quorumActive()).isTrue();
    }

    @Test
    void theFirstVoteOfANodeCounts() {
        adopt(TrackerConfig.of(1, 2, 3));
        tracker.recordVote(1, true);
        tracker.recordVote(2, false);
        tracker.recordVote(2, true);
        assertThat(tracker.tallyVotes()).isEqualTo(new VoteTally(1, 1, VoteResult.PENDING));
        tracker.recordVote(3, false);
        assertThat(tracker.tallyVotes()).isEqualTo(new VoteTally(1, 2, VoteResult.LOST));
        tracker.resetVotes();
        assertThat(tracker.tallyVotes()).isEqualTo(new VoteTally(0, 0, VoteResult.PENDING));
    }

    @Test
    void votesOfLearnersAndStrangersAreNotCounted() {
        adopt(joint(MajorityConfig.of(1, 2), MajorityConfig.EMPTY, NodeIds.of(3), NodeIds.EMPTY));
        tracker.recordVote(3, true);
        tracker.recordVote(9, true);
        assertThat(tracker.tallyVotes()).isEqualTo(new VoteTally(0, 0, VoteResult.PENDING));
    }

    @Test
    void oneVoterAloneIsASingleton() {
        adopt(joint(MajorityConfig.of(1), MajorityConfig.EMPTY, NodeIds.of(2), NodeIds.EMPTY));
        assertThat(tracker.isSingleton()).isTrue();
        adopt(joint(MajorityConfig.of(1), MajorityConfig.of(1), NodeIds.EMPTY, NodeIds.EMPTY));
        assertThat(tracker.isSingleton()).isFalse();
    }

    @Test
    void configurationPrintsOnlyTheSetsThatExist() {
        assertThat(TrackerConfig.of(1, 10)).hasToString("voters=(1 a)");
        assertThat(TrackerConfig.EMPTY).hasToString("voters=()");
        JointConfig voters = new JointConfig(MajorityConfig.of(1), MajorityConfig.of(1, 2));
        assertThat(new TrackerConfig(voters, true, NodeIds.of(3), NodeIds.of(2)))
                .hasToString("voters=(1)&&(1 2) learners=(3) learners_next=(2) autoleave");
    }

    @Test
    void configurationGoesOnTheWireAscending() {
        JointConfig voters = new JointConfig(MajorityConfig.of(5, 1), MajorityConfig.of(2, 1));
        assertThat(new TrackerConfig(voters, true, NodeIds.of(3), NodeIds.of(2)).confState())
                .isEqualTo(new ConfState(List.of(1L, 5L), List.of(3L), List.of(1L, 2L), List.of(2L), true));
    }

    @Test
    void aNodeHasOneRole() {
        JointConfig plain = JointConfig.of(1, 2);
        assertThatThrownBy(() -> new TrackerConfig(plain, false, NodeIds.of(2), NodeIds.EMPTY)).isInstanceOf(InvariantError.class)
                .hasMessage("2 is a learner and a voter");
        assertThatThrownBy(() -> new TrackerConfig(plain, false, NodeIds.EMPTY, NodeIds.of(2))).isInstanceOf(InvariantError.class);
        assertThatThrownBy(() -> new TrackerConfig(plain, true, NodeIds.EMPTY, NodeIds.EMPTY)).isInstanceOf(InvariantError.class);
    }

    @Test
    void progressMapsChangeByCopy() {
        Progress one = new Progress(0, 1, tracker.newInflights(), false);
        Progress other = new Progress(0, 2, tracker.newInflights(), false);
        ProgressMap map = ProgressMap.EMPTY.with(2, one).with(10, other).with(1, one);
        assertThat(map.ids()).isEqualTo(NodeIds.of(1, 2, 10));
        assertThat(map.with(2, other).progress(2)).isSameAs(other);
        assertThat(map.progress(2)).isSameAs(one);
        assertThat(map.without(1).progress(10)).isSameAs(other);
        assertThat(map.copy().progress(10)).isNotSameAs(other).hasToString(other.toString());
        assertThat(map.without(1)).hasToString("2: StateProbe match=0 next=1 inactive\n10: StateProbe match=0 next=2 inactive\n");
    }
}
