package dev.raftd.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a change of the membership would come to: worked out by the leader, which proposes nothing.
///
/// @param change    in words, such as `remove member 3`
/// @param stages    the configuration in force, then each it would lead to, in order
/// @param refusal   why the change would be refused; null if it would be done
/// @param forceable whether it would be done nevertheless if forced
/// @param risk      what forcing it brings about; null where nothing is to be forced
/// @param note      what was noticed, and what to do after it; null for nothing
public record ChangePreview(String change, List<Stage> stages, @Nullable String refusal, boolean forceable, @Nullable String risk,
        @Nullable String note) {
    public ChangePreview {
        stages = List.copyOf(stages);
    }

    /// A configuration on the way.
    ///
    /// @param name           `now`, or when it comes into force
    /// @param voters         those who decide; of a joint configuration those of the new half
    /// @param votersOutgoing of a joint configuration those of the old half, of which a quorum is needed too
    /// @param quorum         how many of the voters it takes
    /// @param quorumOutgoing how many of the outgoing voters it takes, 0 where there are none
    /// @param survives       how many voters may fail at once, whichever they are, if all are healthy before
    /// @param healthy        the voters that were heard from lately and have caught up
    /// @param survivesNow    how many of those may fail, whichever they are; below 0 there is no quorum
    public record Stage(String name, List<Long> voters, List<Long> votersOutgoing, List<Long> learners, int quorum, int quorumOutgoing,
            int survives, List<Long> healthy, int survivesNow) {
        public Stage {
            voters = List.copyOf(voters);
            votersOutgoing = List.copyOf(votersOutgoing);
            learners = List.copyOf(learners);
            healthy = List.copyOf(healthy);
        }
    }
}
