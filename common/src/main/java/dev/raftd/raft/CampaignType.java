package dev.raftd.raft;

import dev.raftd.raftpb.Message;
import java.util.Arrays;

/// Why a node asks for votes.
enum CampaignType {
    /// To learn whether an election could be won (thesis, section 9.6).
    PRE_ELECTION,
    /// To be elected.
    ELECTION,
    /// To be elected on behalf of the leader, whose lease the voters then disregard (thesis, section 3.10).
    TRANSFER;

    private static final byte[] NO_CONTEXT = {};
    /// The mark of a forced campaign on the wire: `CampaignTransfer` in ASCII.
    private static final byte[] TRANSFER_CONTEXT = {'C', 'a', 'm', 'p', 'a', 'i', 'g', 'n', 'T', 'r', 'a', 'n', 's', 'f', 'e', 'r'};

    /// The context of its vote requests.
    byte[] context() {
        return this == TRANSFER ? TRANSFER_CONTEXT : NO_CONTEXT;
    }

    static boolean isForced(Message voteRequest) {
        return Arrays.equals(voteRequest.context(), TRANSFER_CONTEXT);
    }
}
