package dev.raftd.raft;

import org.jspecify.annotations.Nullable;

/// What became of an input to the core. Expected outcomes are values; a broken invariant throws.
public sealed interface StepResult {
    /// Taken.
    record Done() implements StepResult {}

    /// A leader appended the proposals to its log.
    ///
    /// @param index             the first one's index, the others follow it
    /// @param confChangeRefused why a proposed configuration change was replaced by an empty entry, null if none was
    record Appended(long index, long term, @Nullable String confChangeRefused) implements StepResult {}

    /// A follower passed the input (proposals, a read, a transfer) on; it does not learn what became of it.
    record Forwarded(long leader) implements StepResult {}

    /// Nothing happened.
    ///
    /// @param reason the sentence for whoever asked
    record Refused(Refusal refusal, String reason) implements StepResult {}

    /// Why nothing happened.
    enum Refusal {
        /// No leader, leadership transfer in progress, uncommitted-size limit, not a member: it may be proposed again.
        PROPOSAL_DROPPED("raft proposal dropped"),
        /// A message that only a node's own parts may step.
        LOCAL_MESSAGE("raft: cannot step raft local message"),
        /// A response of a node that is not in the configuration.
        PEER_NOT_FOUND("raft: cannot step as peer not found"),
        /// No leader is known that could confirm a read or hand over. etcd tells nobody.
        NO_LEADER("raft: no leader"),
        /// A transfer or a forgetting that makes no sense at present: to a learner, to itself, to the same node again. etcd tells nobody.
        NOT_POSSIBLE("raft: not possible at present"),
        /// A message whose fields contradict themselves or this node's state. etcd panics, or guesses.
        INVALID_MESSAGE("raft: invalid message");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        /// etcd's error, where it has one.
        @Override
        public String toString() {
            return text;
        }
    }

    StepResult DONE = new Done();
}
