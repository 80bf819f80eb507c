package dev.raftd.server.kv;

/// What becomes of a member: put down with its addition, so that whoever leads goes on with it.
///
/// @param member whose place it takes; 0 but for [Kind#REPLACES]
public record Course(Kind kind, long member) {
    /// It stays what it is.
    public static final Course STAYS = new Course(Kind.STAYS, 0);
    /// A learner that becomes a voter once it has caught up.
    public static final Course BECOMES_VOTER = new Course(Kind.BECOMES_VOTER, 0);
    /// It votes as long as the joint configuration lasts, and is removed with it.
    public static final Course LEAVES = new Course(Kind.LEAVES, 0);

    /// Order and number are part of the snapshot's format.
    public enum Kind {
        STAYS,
        BECOMES_VOTER,
        REPLACES,
        LEAVES
    }

    public Course {
        if ((kind == Kind.REPLACES) != (member != 0)) {
            throw new IllegalArgumentException("exactly a replacement is for another member: " + kind + " " + member);
        }
    }

    /// A learner that takes a voter's place once it has caught up.
    public static Course replaces(long member) {
        return new Course(Kind.REPLACES, member);
    }

    /// Whether it is to get a vote by itself.
    public boolean leadsToVote() {
        return kind == Kind.BECOMES_VOTER || kind == Kind.REPLACES;
    }
}
