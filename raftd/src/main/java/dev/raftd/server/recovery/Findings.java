package dev.raftd.server.recovery;

import dev.raftd.api.Bytes;
import dev.raftd.api.ConfigStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `raftd recover inspect` found; the JSON's form too.
///
/// @param clusterId     16 hex digits
/// @param best          the member with the most up-to-date log, 0 if no directory can be used
/// @param quorumPresent the members that are here can go on by themselves
/// @param missing       voters whose logs are not here, or cannot be read
/// @param missingMayHoldMore they may have acknowledged entries beyond the best log
/// @param next          the next safe step, a sentence
public record Findings(String clusterId, List<MemberFound> members, long best, boolean quorumPresent, List<Long> missing,
        boolean missingMayHoldMore, List<RangeFound> ranges, String next) {

    /// A directory that was given.
    ///
    /// @param commit  the highest index it knows to be committed
    /// @param config  the newest configuration that is committed in it
    /// @param pending changes in its log that it does not know to be committed
    /// @param damage  why it is not used, null if it is; the figures are 0 then
    /// @param notes   what a start would mend or pass over
    public record MemberFound(String directory, long id, long term, long vote, long commit, long snapshotIndex, long firstIndex,
            long lastIndex, long lastTerm, ConfigStatus config, List<PendingConfig> pending, @Nullable String damage, List<String> notes) {}

    /// What a change in the log leads to.
    public record PendingConfig(long index, ConfigStatus config) {}

    /// How certain it is what became of entries.
    public enum Fate {
        /// Committed: a commit index or a quorum of the logs here says so.
        COMMITTED,
        /// In the best log; the missing members may have completed a quorum.
        POSSIBLE,
        /// In the best log; no quorum can have had it.
        NOT_COMMITTED,
        /// In another log than the best, and never committed.
        DROPPED
    }

    /// Entries of one fate.
    ///
    /// @param member      whose log they are in
    /// @param compacted   of the first ones, down to `first`, only the snapshot is left
    /// @param entries     what they touch: the first ones, of COMMITTED the last ones
    /// @param entriesMore how many are not listed
    public record RangeFound(Fate fate, long member, long first, long last, long compacted, List<Touched> entries, long entriesMore) {}

    /// What an entry does.
    ///
    /// @param op     put, delete, announce, config, empty, or unreadable
    /// @param key    of put and delete
    /// @param change of the others, in words
    public record Touched(long index, long term, String op, @Nullable Bytes key, @Nullable String change) {}
}
