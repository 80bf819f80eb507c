package dev.raftd.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry's way through the cluster, on one axis of time: the leader's clock.
///
/// All nanoseconds count from the first stage.
///
/// @param type        EntryNormal, EntryConfChange or EntryConfChangeV2
/// @param text        the entry in words; null where no log has it any more
/// @param leader      who replicated it, and whose clock this is; 0 for nobody: a cluster's founders have its first entries by themselves
/// @param startMicros microseconds since 1970 of the first stage
/// @param totalNanos  up to the last stage
/// @param members     the leader first
/// @param critical    the steps that the answer, or whatever is the last that is known, had to wait for, in order
/// @param quorum      how it came to be committed; null where the leader's record is not there or it is not committed
/// @param missing     the members that are not in the picture
/// @param notes       what is to be known when it is read
public record Journey(long index, long term, String type, @Nullable String text, long leader, long startMicros, long totalNanos,
        List<JourneyMember> members, List<JourneyStep> critical, @Nullable JourneyQuorum quorum, List<JourneyMissing> missing,
        List<String> notes) {
    public Journey {
        members = List.copyOf(members);
        critical = List.copyOf(critical);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }
}
