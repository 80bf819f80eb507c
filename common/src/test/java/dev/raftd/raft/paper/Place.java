package dev.raftd.raft.paper;

/// Where an entry stands: two logs that have an entry of the same place are the same up to there (paper, section 5.3, log matching).
record Place(long term, long index) {
    /// Before the first entry of a log.
    static final Place START = new Place(0, 0);
}
