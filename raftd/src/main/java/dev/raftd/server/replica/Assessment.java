package dev.raftd.server.replica;

import dev.raftd.api.ChangePreview;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a change would come to, and whether it is done.
///
/// @param stages    the configuration in force first
/// @param refusal   null if nothing is in the way
/// @param forceable whether force gets the better of the refusal
/// @param risk      what force then brings about
/// @param note      what was noticed
record Assessment(MemberChange change, List<Electorate> stages, @Nullable Failure refusal, boolean forceable, @Nullable String risk,
        @Nullable String note) {
    /// Why it is not done; null if it is.
    @Nullable
    Failure refusal(boolean force) {
        return forceable && force ? null : refusal;
    }

    Assessment refused(Failure why, boolean canBeForced, String whatThen) {
        return refusal != null && !forceable ? this : new Assessment(change, stages, why, canBeForced, whatThen, note);
    }

    Assessment noted(String what) {
        return new Assessment(change, stages, refusal, forceable, risk, what);
    }

    ChangePreview preview() {
        return new ChangePreview(change.words(), stages.stream().map(Electorate::stage).toList(),
                refusal == null ? null : refusal.detail(), forceable, forceable ? risk : null, note);
    }
}
