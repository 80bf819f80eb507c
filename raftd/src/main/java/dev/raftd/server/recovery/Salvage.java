package dev.raftd.server.recovery;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.recovery.Findings.Fate;
import dev.raftd.server.recovery.Findings.RangeFound;
import dev.raftd.server.recovery.RecoveryException.Code;
import dev.raftd.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/// Makes a new cluster from what is left of one that lost its quorum.
public final class Salvage {
    private static final int LISTED_MAX = 1_000;

    /// How far to go.
    ///
    /// @param committedOnly what is not certainly committed is dropped
    /// @param losingWrites  a directory may be used though another one has a more up-to-date log
    /// @param twoClusters   a new cluster may be made though the old one can go on
    public record Consent(boolean committedOnly, boolean losingWrites, boolean twoClusters) {}

    private final Judgement judgement;
    private final Survivor from;
    private final long committed;
    private final long possible;
    private final long last;

    private Salvage(Judgement judgement, Survivor from, boolean committedOnly) {
        this.judgement = judgement;
        this.from = from;
        long shared = from.matched(judgement.best());
        committed = Math.min(judgement.committed(), shared);
        possible = Math.min(judgement.possible(), shared);
        last = committedOnly ? committed : from.lastIndex();
    }

    /// @param survivors all that are left, `from` among them
    /// @return the report, which is in the new directory too
    /// @throws StorageException  NO_SPACE, NOT_WRITABLE, LOCKED, IO
    /// @throws RecoveryException REFUSED, MIXED, CONTRADICTION, UNUSABLE, NEWER_FORMAT, CORRUPT
    public static List<String> run(List<Survivor> survivors, Survivor from, Consent consent, Target target) throws RecoveryException {
        if (!from.isUsable()) {
            throw new RecoveryException(Code.CORRUPT, "--from: " + from.damage() + "; use another member's directory, or restore a backup");
        }
        Judgement judgement = new Judgement(survivors);
        requireConsent(judgement, from, consent);
        return new Salvage(judgement, from, consent.committedOnly).make(target);
    }

    private static void requireConsent(Judgement judgement, Survivor from, Consent consent) throws RecoveryException {
        if (judgement.isQuorumPresent() && !consent.twoClusters) {
            throw new RecoveryException(Code.REFUSED, "a quorum of the voters is here: start these members as they are; "
                    + "with --i-accept-two-clusters a second cluster is made of the same data");
        }
        if (judgement.best().isMoreUpToDateThan(from) && !consent.losingWrites) {
            throw new RecoveryException(Code.REFUSED,
                    "--from: the log of " + from.directory() + " ends at index " + from.lastIndex() + " of term " + from.lastTerm()
                            + ", that of " + judgement.best().directory() + " at index " + judgement.best().lastIndex() + " of term "
                            + judgement.best().lastTerm() + "; use that one, or lose acknowledged writes with --i-accept-losing-writes");
        }
    }

    private List<String> make(Target target) throws RecoveryException {
        if (last == 0) {
            throw new RecoveryException(Code.UNUSABLE, "--from: nothing is stored in " + from.directory()
                    + (from.lastIndex() == 0 ? "" : " that is certainly committed") + "; use another directory, or restore a backup");
        }
        KvRoot old = Store.of(from, last);
        KvRoot root = old.foundedBy(Store.sole(old, target.identity().nodeId(), target.peerUrl()), target.revisions());
        HardState state = from.member().hardState();
        Founding unreported = new Founding(target.identity(), root, from.member().term(last), List.of());
        String what = "member " + Long.toUnsignedString(from.id()) + "'s directory " + from.directory() + " (term " + state.term()
                + ", commit " + state.commit() + ", snapshot " + from.member().snapshot().index() + ", log to index " + from.lastIndex()
                + " of term " + from.lastTerm() + ")";
        List<String> report = target.report(what, from.identity().clusterId(), unreported, fates());
        NewCluster.make(target.parent(), target.name(), new Founding(target.identity(), root, unreported.term(), report));
        return report;
    }

    private List<String> fates() {
        List<String> lines = new ArrayList<>();
        add(lines, "certainly committed, kept", kept(Fate.COMMITTED, 1, committed), false);
        add(lines, "possibly committed, now taken as committed", kept(Fate.POSSIBLE, committed + 1, possible), true);
        add(lines, "not committed by any quorum, now taken as committed", kept(Fate.NOT_COMMITTED, possible + 1, from.lastIndex()), true);
        dropped(lines);
        if (judgement.missingMayHoldMore()) {
            lines.add("not known: what members " + judgement.missing()
                    + ", which are missing, may have acknowledged beyond this log is lost; "
                    + "revisions after this store's may have been seen before");
        }
        return lines;
    }

    private List<RangeFound> kept(Fate fate, long first, long end) {
        List<RangeFound> ranges = new ArrayList<>();
        Inspection.add(ranges, fate, from, first, Math.min(end, last), fate == Fate.COMMITTED ? 0 : LISTED_MAX);
        return ranges;
    }

    /// What this log has behind the end that is used, and what others have beside it.
    private void dropped(List<String> lines) {
        dropped(lines, from, last + 1);
        for (Survivor other : judgement.usable()) {
            if (other != from) {
                dropped(lines, other, other.matched(from) + 1);
            }
        }
    }

    private void dropped(List<String> lines, Survivor of, long first) {
        long shared = of.matched(judgement.best());
        long sure = Math.min(judgement.committed(), shared);
        long may = Math.min(judgement.possible(), shared);
        String whose = " (log of member " + Long.toUnsignedString(of.id()) + ")";
        add(lines, "CERTAINLY COMMITTED, dropped" + whose, ranges(Fate.COMMITTED, of, first, sure), true);
        add(lines, "possibly committed, dropped" + whose, ranges(Fate.POSSIBLE, of, Math.max(first, sure + 1), may), true);
        add(lines, "never committed, dropped" + whose, ranges(Fate.DROPPED, of, Math.max(first, may + 1), of.lastIndex()), true);
    }

    private static List<RangeFound> ranges(Fate fate, Survivor of, long first, long end) {
        List<RangeFound> ranges = new ArrayList<>();
        Inspection.add(ranges, fate, of, first, end, LISTED_MAX);
        return ranges;
    }

    private static void add(List<String> lines, String heading, List<RangeFound> ranges, boolean listed) {
        for (RangeFound range : ranges) {
            lines.add(heading + ": indexes " + range.first() + " to " + range.last());
            if (listed) {
                TouchedEntries.lines(range).forEach(line -> lines.add("  " + line));
            }
        }
    }
}
