package dev.raftd.raftpb;

/// What a [Message] asks for or answers. The ordinal is the number on the wire.
public enum MessageType {
    /// Local: start an election.
    MSG_HUP("MsgHup"),
    /// Local: a leader sends heartbeats.
    MSG_BEAT("MsgBeat"),
    /// A proposal, local or forwarded to the leader.
    MSG_PROP("MsgProp"),
    /// AppendEntries (Raft paper, figure 2).
    MSG_APP("MsgApp"),
    /// The answer to MSG_APP and MSG_SNAP.
    MSG_APP_RESP("MsgAppResp"),
    /// RequestVote (Raft paper, figure 2).
    MSG_VOTE("MsgVote"),
    /// The answer to MSG_VOTE.
    MSG_VOTE_RESP("MsgVoteResp"),
    /// InstallSnapshot (Raft paper, figure 13).
    MSG_SNAP("MsgSnap"),
    /// An AppendEntries without entries: keeps followers from campaigning and tells them the commit index.
    MSG_HEARTBEAT("MsgHeartbeat"),
    /// The answer to MSG_HEARTBEAT.
    MSG_HEARTBEAT_RESP("MsgHeartbeatResp"),
    /// Local: a message to the sender could not be delivered.
    MSG_UNREACHABLE("MsgUnreachable"),
    /// Local: how the sending of a snapshot ended.
    MSG_SNAP_STATUS("MsgSnapStatus"),
    /// Local: a leader checks that it hears from a quorum.
    MSG_CHECK_QUORUM("MsgCheckQuorum"),
    /// Asks the leader to hand over to the sender (thesis, section 3.10).
    MSG_TRANSFER_LEADER("MsgTransferLeader"),
    /// The leader tells the transferee to campaign at once.
    MSG_TIMEOUT_NOW("MsgTimeoutNow"),
    /// Asks for a read index (thesis, section 6.4).
    MSG_READ_INDEX("MsgReadIndex"),
    /// The answer to MSG_READ_INDEX.
    MSG_READ_INDEX_RESP("MsgReadIndexResp"),
    /// Asks whether a vote would be granted (thesis, section 9.6).
    MSG_PRE_VOTE("MsgPreVote"),
    /// The answer to MSG_PRE_VOTE.
    MSG_PRE_VOTE_RESP("MsgPreVoteResp"),
    /// Local, asynchronous storage writes: to the append thread.
    MSG_STORAGE_APPEND("MsgStorageAppend"),
    /// Local: the append thread's answer, once durable.
    MSG_STORAGE_APPEND_RESP("MsgStorageAppendResp"),
    /// Local, asynchronous storage writes: to the apply thread.
    MSG_STORAGE_APPLY("MsgStorageApply"),
    /// Local: the apply thread's answer.
    MSG_STORAGE_APPLY_RESP("MsgStorageApplyResp"),
    /// Local: a follower forgets its leader, so that it may vote at once.
    MSG_FORGET_LEADER("MsgForgetLeader");

    private final String text;

    MessageType(String text) {
        this.text = text;
    }

    /// The protocol's name, such as `MsgAppResp`.
    @Override
    public String toString() {
        return text;
    }
}
