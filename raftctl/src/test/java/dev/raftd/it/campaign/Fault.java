package dev.raftd.it.campaign;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One kind of fault, that befalls one member or, by its word, all of them.
///
/// @param millisMin how long it lasts in a campaign, at least
/// @param check     whether it can be had here
/// @param onset     begins it
record Fault(String name, Reach reach, int millisMin, int millisMax, Check check, Onset onset) {
    enum Reach {
        /// Keeps nobody from working, and goes with everything.
        NOBODY(false, false),
        /// Keeps nobody from working, but must have process and disk for itself.
        OWNER(false, true),
        /// Keeps the member from its peers, and goes with everything.
        LINKS(true, false),
        /// Keeps the member from working.
        MEMBER(true, true),
        /// Keeps all of them from working.
        ALL(true, true);

        final boolean harms;
        final boolean owns;

        Reach(boolean harms, boolean owns) {
            this.harms = harms;
            this.owns = owns;
        }
    }

    interface Check {
        /// Why this member cannot have it; null if it can.
        @Nullable
        String impossible(Host host);
    }

    interface Onset {
        /// @return how it ends
        Begun on(Group group, Host victim, RandomGenerator random) throws IOException, InterruptedException;
    }

    interface Ending {
        void run() throws IOException, InterruptedException;
    }

    /// @param detail what it is exactly; may be empty
    record Begun(String detail, Ending ending) {
        static Begun of(Ending ending) {
            return new Begun("", ending);
        }
    }
}
