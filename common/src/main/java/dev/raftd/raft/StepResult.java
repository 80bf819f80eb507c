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

    /// A follower passed the proposals on; it does not learn what became of them.
    record Forwarded(long leader) implements StepResult {}

    /// Nothing happened.
    ///
    /// @param reason the sentence for whoever asked
    record Refused(Refusal refusal, String reason) implements StepResult {}

    /// Why nothing happened. The text is etcd's error.
    enum Refusal {
        /// No leader, leadership transfer in progress, uncommitted-size limit, not a member: it may be proposed again.
        PROPOSAL_DROPPED("raft proposal dropped"),
        /// A message that only a node's own parts may step.
        LOCAL_MESSAGE("raft: cannot step raft local message"),
        /// A response of a node that is not in the configuration.
        PEER_NOT_FOUND("raft: cannot step as peer not found");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    StepResult DONE = new Done();
}
