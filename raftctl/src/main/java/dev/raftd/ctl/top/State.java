package dev.raftd.ctl.top;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the user has chosen to see.
///
/// @param selected the member that the marker is at, 0 for the first
/// @param end      whether the bars show the end of the logs only
/// @param frozen   the frame that is kept on the screen, null while it changes
/// @param message  what came of the last wish, empty for nothing
record State(Mode mode, Sort sort, boolean reversed, long selected, boolean end, @Nullable Frame frozen, String message) {
    static final State START = new State(new Mode.Overview(), Sort.ID, false, 0, false, null, "");

    sealed interface Mode {
        record Overview() implements Mode {}

        /// All that is known of a member.
        ///
        /// @param top the first line that is seen
        record Details(long id, int top) implements Mode {}

        record Help(int top) implements Mode {}

        /// Whom to hand leadership to.
        record Choose(long from, List<Long> targets, int chosen) implements Mode {
            public Choose {
                targets = List.copyOf(targets);
            }

            long target() {
                return targets.get(chosen);
            }
        }

        record Confirm(long from, long to) implements Mode {}
    }

    /// The same, scrolled otherwise.
    State mode(Mode other) {
        return new State(other, sort, reversed, selected, end, frozen, message);
    }

    State with(Mode other) {
        return new State(other, sort, reversed, selected, end, frozen, "");
    }

    State with(Sort other, boolean otherReversed) {
        return new State(mode, other, otherReversed, selected, end, frozen, "");
    }

    State select(long id) {
        return new State(mode, sort, reversed, id, end, frozen, "");
    }

    State withEnd(boolean now) {
        return new State(mode, sort, reversed, selected, now, frozen, "");
    }

    State freeze(@Nullable Frame frame) {
        return new State(mode, sort, reversed, selected, end, frame, "");
    }

    State say(String words) {
        return new State(mode, sort, reversed, selected, end, frozen, words);
    }
}
