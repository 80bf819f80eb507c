package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log as a node sees it: what [Storage] holds, overlaid by what is [Unstable], and how far it is committed and applied.
///
///     snapshot | firstIndex ... applied ... applying ... committed ... lastIndex
///              | ---- Storage ---- | unstable.offset ---- Unstable ---- |
///
/// 1. `applied <= applying <= committed <= lastIndex`; none of the first three ever falls.
/// 2. What is committed is never truncated.
final class RaftLog {
    private final Storage storage;
    final Unstable unstable;
    private final LogLines log;
    private final long maxApplyingBytes;
    private long committed;
    private long applying;
    private long applied;
    /// Encoded size of the entries handed out to be applied and not yet reported applied.
    private long applyingBytes;
    private boolean applyingPaused;

    /// @param maxApplyingBytes how much may be handed out to be applied before some of it is reported applied
    RaftLog(Storage storage, LogLines log, long maxApplyingBytes) {
        this.storage = storage;
        this.log = log;
        this.maxApplyingBytes = maxApplyingBytes;
        this.unstable = new Unstable(storage.lastIndex() + 1, log);
        this.committed = storage.firstIndex() - 1;
        this.applying = committed;
        this.applied = committed;
    }

    RaftLog(Storage storage, LogLines log, long maxApplyingBytes, NodeImage.Log image) {
        this.storage = storage;
        this.log = log;
        this.maxApplyingBytes = maxApplyingBytes;
        this.unstable = new Unstable(image.unstable(), log);
        this.committed = image.committed();
        this.applying = image.applying();
        this.applied = image.applied();
        this.applyingBytes = image.applyingBytes();
        this.applyingPaused = image.applyingPaused();
    }

    NodeImage.Log image() {
        return new NodeImage.Log(committed, applying, applied, applyingBytes, applyingPaused, unstable.image());
    }

    long committed() {
        return committed;
    }

    long applied() {
        return applied;
    }

    long applying() {
        return applying;
    }

    long firstIndex() {
        Snapshot s = unstable.snapshot();
        return s != null ? s.metadata().index() + 1 : storage.firstIndex();
    }

    long lastIndex() {
        long last = unstable.lastIndex();
        return last != Unstable.UNKNOWN ? last : storage.lastIndex();
    }

    long lastTerm() {
        long term = term(lastIndex());
        Invariant.check(term >= 0, "the term of the last index %d is not known", lastIndex());
        return term;
    }

    EntryId lastEntryId() {
        return new EntryId(lastTerm(), lastIndex());
    }

    /// The term of an entry, also of the one before the first; [Storage#COMPACTED] or [Storage#UNAVAILABLE].
    long term(long index) {
        // The unstable part first: it is in memory, and what is in it is in range.
        long term = unstable.term(index);
        if (term != Unstable.UNKNOWN) {
            return term;
        }
        if (index + 1 < firstIndex()) {
            return Storage.COMPACTED;
        }
        return index > lastIndex() ? Storage.UNAVAILABLE : storage.term(index);
    }

    /// The term of an entry, 0 where it is not known.
    long termOrZero(long index) {
        return Math.max(0, term(index));
    }

    boolean matchTerm(long term, long index) {
        return term(index) == term;
    }

    /// Whether a log that ends like this is at least as up to date as this one (Raft paper, section 5.4.1).
    boolean isUpToDate(long term, long index) {
        long ours = lastTerm();
        return term > ours || term == ours && index >= lastIndex();
    }

    /// Appends what is new of a leader's slice that follows on this log (Raft paper, figure 2, AppendEntries), and commits as far as the
    /// leader has, but not beyond the slice: what this log has behind it may be another leader's.
    ///
    /// @param slice begins at or behind the committed end, so that it cannot contradict what is committed
    void append(LogSlice slice, long leaderCommit) {
        List<Entry> entries = slice.entries();
        long firstNew = findConflict(entries);
        if (firstNew != 0) {
            Invariant.check(firstNew > committed, "entry %d conflict with committed entry [committed(%d)]", firstNew, committed);
            int known = (int) (firstNew - slice.prev().index() - 1);
            unstable.truncateAndAppend(known == 0 ? entries : entries.subList(known, entries.size()));
        }
        commitTo(Math.min(leaderCommit, slice.lastIndex()));
    }

    /// Appends a leader's own entries.
    void append(Entries entries) {
        long after = entries.get(0).index() - 1;
        Invariant.check(after >= committed, "after(%d) is out of range [committed(%d)]", after, committed);
        unstable.truncateAndAppend(entries);
    }

    /// The first index at which the entries are new to this log or contradict it; 0 if it has them all.
    long findConflict(List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            Entry e = entries.get(i);
            if (!matchTerm(e.term(), e.index())) {
                if (e.index() <= lastIndex()) {
                    log.foundConflict(e.index(), termOrZero(e.index()), e.term());
                }
                return e.index();
            }
        }
        return 0;
    }

    /// The best guess where this log and another stop to agree, given that the other has an entry of `term` at `index`: the highest
    /// index up to it whose term here is not above `term`, or is not known.
    long findConflictByTerm(long index, long term) {
        long guess = index;
        while (guess > 0 && term(guess) > term) {
            guess--;
        }
        return guess;
    }

    /// Never lowers it.
    void commitTo(long index) {
        if (index > committed) {
            Invariant.check(index <= lastIndex(), "tocommit(%d) is out of range [lastIndex(%d)]. "
                    + "Was the raft log corrupted, truncated, or lost?", index, lastIndex());
            committed = index;
        }
    }

    /// Commits up to `index` if the entry there is of `term`: a leader only counts replicas for entries of its own term (Raft paper,
    /// section 5.4.2, figure 8).
    boolean maybeCommit(long term, long index) {
        if (index > committed && matchTerm(term, index)) {
            commitTo(index);
            return true;
        }
        return false;
    }

    /// Takes the stored commit index at start.
    void startAt(long storedCommit) {
        Invariant.check(storedCommit >= committed && storedCommit <= lastIndex(), "state.commit %d is out of range [%d, %d]", storedCommit,
                committed, lastIndex());
        committed = storedCommit;
    }

    /// The log of a bootstrapped group: the first entries are committed, though not yet stable.
    void bootstrap(Entries entries) {
        append(entries);
        committed = entries.size();
    }

    void restore(Snapshot s) {
        log.startsToRestore(state(), new EntryId(s.metadata().term(), s.metadata().index()));
        committed = s.metadata().index();
        unstable.restore(s);
    }

    /// Entries up to `index` are applied.
    ///
    /// @param sizeBytes the encoded size of those that were handed out for it
    void appliedTo(long index, long sizeBytes) {
        Invariant.check(index <= committed && index >= applied, "applied(%d) is out of range [prevApplied(%d), committed(%d)]", index,
                applied, committed);
        applied = index;
        applying = Math.max(applying, index);
        applyingBytes = Math.max(0, applyingBytes - sizeBytes);
        applyingPaused = applyingBytes >= maxApplyingBytes;
    }

    /// Entries up to `index` were handed out to be applied. It pauses when the limit is reached, and also when the next entry would
    /// pass it, which shows in that not all that could be applied was handed out.
    void acceptApplying(long index, long sizeBytes, boolean allowUnstable) {
        Invariant.check(index <= committed, "applying(%d) is out of range [prevApplying(%d), committed(%d)]", index, applying, committed);
        applying = index;
        applyingBytes += sizeBytes;
        applyingPaused = applyingBytes >= maxApplyingBytes || index < maxAppliableIndex(allowUnstable);
    }

    /// Not while a snapshot is pending: it would be unclear what comes first.
    boolean hasNextCommitted(boolean allowUnstable) {
        return !applyingPaused && unstable.snapshot() == null && applying < maxAppliableIndex(allowUnstable);
    }

    /// The entries to be applied next.
    List<Entry> nextCommitted(boolean allowUnstable) {
        if (!hasNextCommitted(allowUnstable)) {
            return List.of();
        }
        long room = maxApplyingBytes == Config.NO_LIMIT ? Config.NO_LIMIT : maxApplyingBytes - applyingBytes;
        List<Entry> entries = slice(applying + 1, maxAppliableIndex(allowUnstable) + 1, room);
        Invariant.check(entries != null, "entries from %d were compacted before they were applied", applying + 1);
        return entries;
    }

    private long maxAppliableIndex(boolean allowUnstable) {
        return allowUnstable ? committed : Math.min(committed, unstable.offset() - 1);
    }

    /// Whether a configuration change waits between applied and committed. Reads page by page, to keep memory bounded.
    boolean hasUnappliedConfChange() {
        long next = applied + 1;
        while (next <= committed) {
            List<Entry> page = slice(next, committed + 1, maxApplyingBytes);
            Invariant.check(page != null && !page.isEmpty(), "unapplied entries from %d cannot be read", next);
            for (int i = 0; i < page.size(); i++) {
                if (page.get(i).type() != EntryType.NORMAL) {
                    return true;
                }
            }
            next += page.size();
        }
        return false;
    }

    /// The entries from `lo`; empty beyond the last, null if `lo` was compacted.
    @Nullable
    List<Entry> entriesFrom(long lo, long sizeBytesMax) {
        long last = lastIndex();
        return lo > last ? List.of() : slice(lo, last + 1, sizeBytesMax);
    }

    /// The entries `lo <= index < hi`, cut to the size, yet at least one if there is any; null if `lo` was compacted.
    @Nullable
    List<Entry> slice(long lo, long hi, long sizeBytesMax) {
        Invariant.check(lo <= hi, "invalid slice %d > %d", lo, hi);
        if (lo < firstIndex()) {
            return null;
        }
        Invariant.check(hi <= lastIndex() + 1, "slice[%d,%d) out of bound, last index %d", lo, hi, lastIndex());
        if (lo == hi) {
            return List.of();
        }
        long offset = unstable.offset();
        if (lo >= offset) {
            return Entries.limited(unstable.slice(lo, hi), sizeBytesMax);
        }
        long stableHi = Math.min(hi, offset);
        List<Entry> stable = storage.entries(lo, stableHi, sizeBytesMax);
        if (stable == null || stable.size() < stableHi - lo || hi <= offset) {
            return stable; // compacted meanwhile, cut to the size, or all there is
        }
        return Entries.limited(Entries.concat(stable, unstable.slice(offset, hi)), sizeBytesMax);
    }

    /// The newest snapshot, null if there is none to send right now.
    @Nullable
    Snapshot snapshot() {
        return unstable.snapshot() != null ? unstable.snapshot() : storage.snapshot();
    }

    LogState state() {
        Snapshot s = unstable.snapshot();
        return new LogState(firstIndex(), lastIndex(), committed, applying, applied, unstable.offset(), unstable.offsetInProgress(),
                unstable.length(), s == null ? 0 : s.metadata().index(), unstable.snapshotInProgress());
    }
}
