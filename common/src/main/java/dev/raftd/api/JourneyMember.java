package dev.raftd.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member's part in a journey.
///
/// @param role   `leader` for who replicated the entry, otherwise `follower` or `learner`
/// @param clock  how far its clock is from the leader's; null for the leader, and where no messages tell
/// @param stages in the order of time
public record JourneyMember(long id, String role, @Nullable JourneyClock clock, List<JourneyStage> stages) {
    public JourneyMember {
        stages = List.copyOf(stages);
    }
}
