package dev.raftd.server;

/// The member was removed from its cluster, which does without it.
final class RemovedException extends Exception {
    private static final long serialVersionUID = 1L;

    RemovedException(long id) {
        super("member " + id
                + " was removed from its cluster; to have this machine back in it, add a member with a new id ('raftctl members"
                + " add') and start that with an empty --data-dir");
    }
}
