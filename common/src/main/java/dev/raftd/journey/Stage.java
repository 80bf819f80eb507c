package dev.raftd.journey;

import java.util.Locale;

/// Where an entry passes, in the order in which a member that sees them all sees them.
public enum Stage {
    /// The request came in over HTTP.
    RECEIVED,
    /// It was handed to Raft.
    PROPOSED,
    /// A follower sent it to the leader as a MsgProp.
    FORWARDED,
    /// The leader got a follower's MsgProp.
    PROPOSAL_RECEIVED,
    /// A follower got the leader's MsgApp.
    APPEND_RECEIVED,
    /// It is in the raftLog's unstable part, and handed to the log writer.
    APPENDED,
    /// The leader sent a MsgApp to a peer.
    SENT,
    /// The log writer took it on.
    WRITE_BEGUN,
    /// It is durable.
    SYNCED,
    /// A follower sent its MsgAppResp.
    ACK_SENT,
    /// The leader got a peer's MsgAppResp.
    ACK_RECEIVED,
    /// It counts as committed here.
    COMMITTED,
    /// The store has it.
    APPLIED,
    /// The request was answered.
    ANSWERED;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// The name in the API, such as `append-received`.
    @Override
    public String toString() {
        return text;
    }
}
