package dev.raftd.raft;

/// The role of a node (Raft paper, figure 4; pre-candidate: thesis, section 9.6).
public enum StateType {
    /// Answers leaders and candidates, and campaigns when it hears from neither.
    FOLLOWER("StateFollower"),
    /// Asks for votes in a term of its own.
    CANDIDATE("StateCandidate"),
    /// The one of its term that appends and replicates.
    LEADER("StateLeader"),
    /// Asks whether it would get votes, before it raises its term.
    PRE_CANDIDATE("StatePreCandidate");

    private final String text;

    StateType(String text) {
        this.text = text;
    }

    /// etcd's name, such as `StateFollower`.
    @Override
    public String toString() {
        return text;
    }
}
