package dev.raftd.raftpb;

/// What a node must have on stable storage before a message that depends on it leaves (Raft paper, figure 2, "persistent state").
///
/// @param vote   the node voted for in `term`, 0 for none
/// @param commit the highest index known committed; may lag behind
public record HardState(long term, long vote, long commit) {
    /// Nothing was ever stored; also "unchanged" where a change is reported.
    public static final HardState EMPTY = new HardState(0, 0, 0);

    public boolean isEmpty() {
        return equals(EMPTY);
    }
}
