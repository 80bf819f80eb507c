package dev.raftd.tracker;

/// How a leader talks to one peer.
public enum ProgressState {
    /// At most one append a heartbeat interval, to find out where the peer's log matches.
    PROBE("StateProbe"),
    /// Appends flow without waiting for their answers, as far as [Inflights] allows.
    REPLICATE("StateReplicate"),
    /// A snapshot is on its way; no appends until it is known how that ended.
    SNAPSHOT("StateSnapshot");

    private final String text;

    ProgressState(String text) {
        this.text = text;
    }

    /// The protocol's name, such as `StateProbe`.
    @Override
    public String toString() {
        return text;
    }
}
