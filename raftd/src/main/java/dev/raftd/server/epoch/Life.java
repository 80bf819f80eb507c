package dev.raftd.server.epoch;

/// One life of a member: a start on a data directory.
///
/// @param store       the data directory: chosen at random when it was made
/// @param run         the how-manieth start on it, from 1 on
/// @param incarnation the process: chosen at random when it started; tells two starts of one number apart, of which one is on a copy
public record Life(long store, long run, long incarnation) {
    public Life {
        if (run < 1)
            throw new IllegalArgumentException("starts are counted from 1");
    }

    /// What was lost between the newest life seen and this one of the same member.
    Loss since(Life seen) {
        if (store != seen.store)
            return Loss.ALL;
        boolean stale = run < seen.run || run == seen.run && incarnation != seen.incarnation;
        return stale ? Loss.NEWEST : Loss.NOTHING;
    }

    /// What a member forgot.
    enum Loss {
        /// It is the same life, or follows it.
        NOTHING,
        /// The directory is another one.
        ALL,
        /// The directory is in a state from before the life that was seen.
        NEWEST
    }
}
