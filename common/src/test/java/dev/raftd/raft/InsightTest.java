package dev.raftd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.quorum.Vote;
import dev.raftd.raft.VoteRefusal.Reason;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a node tells of what keeps it waiting.
class InsightTest {
    private static Message request(MessageType type, long from, long to, long term, long logTerm, long index) {
        return Message.builder(type).from(from).to(to).term(term).logTerm(logTerm).index(index).build();
    }

    private static Reason refusal(RawNode node, long candidate) {
        List<VoteRefusal> refusals = node.insight().refusals().stream().filter(r -> r.candidate() == candidate).toList();
        assertThat(refusals).hasSize(1);
        return refusals.getFirst().reason();
    }

    @Test
    void votesRefusedAreToldWithTheirReason() {
        Group group = Group.led(3, b -> b.checkQuorum(true).preVote(true));
        RawNode follower = group.raw(2);
        long term = follower.basicStatus().term();
        assertThat(follower.insight().inLease()).isTrue();
        follower.step(request(MessageType.MSG_PRE_VOTE, 3, 2, term + 1, 9, 99));
        assertThat(refusal(follower, 3)).isEqualTo(Reason.LEASE);
        follower.step(request(MessageType.MSG_PRE_VOTE, 3, 2, term - 1, 9, 99));
        assertThat(refusal(follower, 3)).isEqualTo(Reason.TERM_OVER);
        follower.step(request(MessageType.MSG_VOTE, 3, 2, term, 9, 99));
        assertThat(refusal(follower, 3)).isEqualTo(Reason.GIVEN);
        for (int i = 0; i < 10; i++) {
            follower.tick();
        }
        follower.step(request(MessageType.MSG_PRE_VOTE, 3, 2, term + 1, 1, 1));
        assertThat(refusal(follower, 3)).isEqualTo(Reason.LOG_OLDER);
        assertThat(follower.insight().refusals().getFirst().tick()).isEqualTo(10);
    }

    @Test
    void votesCountedAreToldByVoter() {
        Group group = Group.of(3);
        RawNode candidate = group.raw(1);
        candidate.campaign();
        group.node(1).handleAll();
        candidate.step(Message.builder(MessageType.MSG_VOTE_RESP).from(3).to(1).term(candidate.basicStatus().term()).reject(true).build());
        assertThat(candidate.insight().votes()).containsEntry(1L, Vote.GRANTED).containsEntry(3L, Vote.REJECTED).doesNotContainKey(2L);
        assertThat(candidate.insight().leading()).isNull();
    }

    @Test
    void leaderTellsOfRejectionsReadsLimitAndTransfer() {
        Group group = Group.led(3, b -> b.maxUncommittedEntriesSize(10));
        RawNode leader = group.raw(1);
        Insight.Leading at = leader.insight().leading();
        assertThat(at.firstIndexOfTerm()).isEqualTo(2);
        assertThat(at.limitHitTick()).isEqualTo(-1);
        assertThat(at.transferTick()).isEqualTo(-1);
        leader.tick();
        leader.propose(new byte[8]);
        leader.propose(new byte[8]);
        leader.readIndex(new byte[]{1});
        leader.step(Message.builder(MessageType.MSG_APP_RESP).from(3).to(1).term(leader.basicStatus().term()).index(2).reject(true)
                .rejectHint(1)
                .logTerm(1).build());
        leader.transferLeader(3);
        Insight.Leading then = leader.insight().leading();
        assertThat(then.uncommittedBytes()).isEqualTo(8);
        assertThat(then.limitHitTick()).isEqualTo(1);
        assertThat(then.readsUnconfirmed()).isEqualTo(1);
        assertThat(then.rejections()).containsExactly(new AppendRejection(3, 2, 1, 1));
        assertThat(then.transferTick()).isEqualTo(1);
    }
}
