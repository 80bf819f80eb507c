package dev.raftd.raftpb;

/// Node ids that name no member.
public final class LocalNodes {
    /// No node: no leader, no vote, no transferee.
    public static final long NONE = 0;
    /// Where MsgStorageAppend goes (2^64-1 on the wire).
    public static final long APPEND_THREAD = -1L;
    /// Where MsgStorageApply goes (2^64-2 on the wire).
    public static final long APPLY_THREAD = -2L;

    private LocalNodes() {}

    /// Whether the id names one of the two storage threads.
    public static boolean isStorageThread(long id) {
        return id == APPEND_THREAD || id == APPLY_THREAD;
    }
}
