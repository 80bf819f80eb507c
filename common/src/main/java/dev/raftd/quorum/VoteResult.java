package dev.raftd.quorum;

/// What the votes so far decide.
public enum VoteResult {
    /// The missing votes can still turn it either way.
    PENDING("VotePending"),
    /// A quorum of yes can no longer be reached.
    LOST("VoteLost"),
    /// A quorum has said yes.
    WON("VoteWon");

    private final String text;

    VoteResult(String text) {
        this.text = text;
    }

    /// The protocol's name, such as `VoteWon`.
    @Override
    public String toString() {
        return text;
    }
}
