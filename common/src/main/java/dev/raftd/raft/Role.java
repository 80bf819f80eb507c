package dev.raftd.raft;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;

/// What a node does with each message, by role. The legal changes of role:
///
///     Follower ── timeout ──> Candidate (pre) ── would win ──> Candidate ── won ──> Leader
///     Candidate ── lost, leader of its term, higher term ──> Follower
///     Leader ── higher term, no quorum heard, removed ──> Follower
///
/// A role's object lives from one change of role or term to the next, and with it what only matters in that role.
sealed interface Role permits Follower, Candidate, Leader {
    StateType state();

    NodeImage.Part image();

    /// Handles a message whose term is the node's, or that has none.
    StepResult step(Message m);

    /// @param from who proposes, this node or one that forwarded
    StepResult propose(List<Entry> proposals, long from);

    void tick();
}
