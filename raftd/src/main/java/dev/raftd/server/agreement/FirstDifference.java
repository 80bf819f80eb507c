package dev.raftd.server.agreement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Closes in on the first index at which two stores differ.
///
///     same ············ differs            ask at COUNT_MAX places between them; both move there; until they are neighbours
final class FirstDifference {
    private final HashRing own;
    // the stores are equal here, or, unless compared, nothing before differs can be known
    private long same;
    private boolean compared;
    private long differs;

    /// @param otherFirst the first index that the other remembers
    /// @param differs    an index at which they are known to differ
    FirstDifference(HashRing own, long otherFirst, long differs) {
        this.own = own;
        same = Math.max(own.first(), otherFirst) - 1;
        this.differs = differs;
    }

    /// What to ask next, null if there is nothing left to find out.
    @Nullable
    HashQuestion next() {
        long between = differs - same - 1;
        if (between <= 0) {
            return null;
        }
        long step = (between + HashQuestion.COUNT_MAX - 1) / HashQuestion.COUNT_MAX;
        return new HashQuestion(differs - 1, step, (int) ((between + step - 1) / step));
    }

    void answered(HashQuestion question, HashAnswer answer) {
        List<Long> hashes = answer.hashes();
        long index = answer.to();
        for (int i = 0; i < hashes.size() && index > same; i++, index -= question.step()) {
            Long mine = own.at(index);
            if (mine == null) {
                break;
            }
            if (mine.equals(hashes.get(i))) {
                same = index;
                compared = true;
                return;
            }
            differs = Math.min(differs, index);
        }
        long forgotten = Math.max(own.first(), answer.first()) - 1;
        if (forgotten > same) {
            same = Math.min(forgotten, differs - 1);
            compared = false;
        }
    }

    /// The first index at which they differ, as far as both remember.
    long index() {
        return differs;
    }

    /// Whether they were equal at the index before.
    boolean isExact() {
        return compared && differs - same == 1;
    }
}
