package dev.raftd.raftpb;

import java.util.List;

/// The configuration as of an applied index.
///
/// @param votersOutgoing the voters of the outgoing half; not empty exactly in a joint configuration
/// @param learnersNext   voters of the outgoing half that become learners when the joint configuration is left
/// @param autoLeave      the joint configuration is left by the leader itself
public record ConfState(List<Long> voters, List<Long> learners, List<Long> votersOutgoing, List<Long> learnersNext, boolean autoLeave) {
    public static final ConfState EMPTY = new ConfState(List.of(), List.of(), List.of(), List.of(), false);

    public ConfState {
        voters = List.copyOf(voters);
        learners = List.copyOf(learners);
        votersOutgoing = List.copyOf(votersOutgoing);
        learnersNext = List.copyOf(learnersNext);
    }

    /// A plain configuration of voters.
    public static ConfState of(List<Long> voters) {
        return new ConfState(voters, List.of(), List.of(), List.of(), false);
    }
}
