package dev.raftd.ctl.top;

import dev.raftd.api.StatusResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all members answered at one time.
///
/// @param nanos when, on a monotonic scale
record Poll(long nanos, List<Answer> answers) {
    Poll {
        answers = List.copyOf(answers);
    }

    /// @param status null if it did not answer
    /// @param reason why not, empty if it did
    record Answer(long id, @Nullable StatusResponse status, String reason) {
        static Answer of(StatusResponse status) {
            return new Answer(status.id(), status, "");
        }

        static Answer none(long id, String reason) {
            return new Answer(id, null, reason);
        }
    }
}
