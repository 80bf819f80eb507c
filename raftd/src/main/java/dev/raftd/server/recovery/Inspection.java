package dev.raftd.server.recovery;

import dev.raftd.api.ConfigStatus;
import dev.raftd.raftpb.ConfState;
import dev.raftd.server.recovery.Findings.Fate;
import dev.raftd.server.recovery.Findings.MemberFound;
import dev.raftd.server.recovery.Findings.PendingConfig;
import dev.raftd.server.recovery.Findings.RangeFound;
import dev.raftd.server.storage.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Looks at the survivors and says what it means.
public final class Inspection {
    private Inspection() {}

    /// @param survivors at least one
    /// @param listedMax entries listed of each range
    /// @throws RecoveryException MIXED, CONTRADICTION
    public static Findings of(List<Survivor> survivors, int listedMax) throws RecoveryException {
        String cluster = Identity.hex(survivors.getFirst().identity().clusterId());
        List<MemberFound> members = survivors.stream().map(s -> s.isUsable() ? whole(s) : damaged(s)).toList();
        if (survivors.stream().noneMatch(Survivor::isUsable)) {
            return new Findings(cluster, members, 0, false, List.of(), true, List.of(),
                    "every directory is damaged: restore a backup with 'raftd restore', or have the disks looked at");
        }
        Judgement judgement = new Judgement(survivors);
        return new Findings(cluster, members, judgement.best().id(), judgement.isQuorumPresent(), judgement.missing(),
                judgement.missingMayHoldMore(), ranges(judgement, listedMax), next(judgement));
    }

    private static MemberFound damaged(Survivor s) {
        return new MemberFound(s.directory(), s.id(), 0, 0, 0, 0, 0, 0, 0, config(ConfState.EMPTY), List.of(), s.damage(), List.of());
    }

    private static MemberFound whole(Survivor s) {
        Configuration committed = s.configurations().getFirst();
        List<PendingConfig> pending = new ArrayList<>();
        for (Configuration c : s.configurations()) {
            if (c.index() <= s.commit()) {
                committed = c;
            } else {
                pending.add(new PendingConfig(c.index(), config(c.state())));
            }
        }
        return new MemberFound(s.directory(), s.id(), s.member().hardState().term(), s.member().hardState().vote(), s.commit(),
                s.member().snapshot().index(), s.member().firstIndex(), s.lastIndex(), s.lastTerm(), config(committed.state()), pending,
                null,
                s.member().notes());
    }

    private static ConfigStatus config(ConfState c) {
        return new ConfigStatus(c.voters(), c.votersOutgoing(), c.learners(), c.learnersNext(), c.autoLeave());
    }

    private static List<RangeFound> ranges(Judgement j, int listedMax) {
        List<RangeFound> ranges = new ArrayList<>();
        add(ranges, Fate.COMMITTED, j.best(), 1, j.committed(), listedMax);
        add(ranges, Fate.POSSIBLE, j.best(), j.committed() + 1, j.possible(), listedMax);
        add(ranges, Fate.NOT_COMMITTED, j.best(), j.possible() + 1, j.best().lastIndex(), listedMax);
        ranges.addAll(dropped(j, listedMax));
        return ranges;
    }

    /// What other survivors have beyond or beside the best log.
    static List<RangeFound> dropped(Judgement j, int listedMax) {
        List<RangeFound> ranges = new ArrayList<>();
        for (Survivor s : j.usable()) {
            add(ranges, Fate.DROPPED, s, s.matched(j.best()) + 1, s.lastIndex(), listedMax);
        }
        return ranges;
    }

    static void add(List<RangeFound> ranges, Fate fate, Survivor of, long first, long last, int listedMax) {
        if (first <= last) {
            ranges.add(TouchedEntries.range(fate, of, first, last, listedMax));
        }
    }

    private static String next(Judgement j) {
        if (j.isQuorumPresent()) {
            return "a quorum of the voters is here: start these members as they are; no recovery is needed, and nothing is lost";
        }
        if (j.best().lastIndex() == 0) {
            return "nothing is stored in these directories: look for those of the other members, or restore a backup with 'raftd restore'";
        }
        String missing = j.missing().stream().map(Long::toUnsignedString).collect(Collectors.joining(", "));
        return "look for the data " + (j.missing().size() == 1 ? "directory of member " : "directories of members ") + missing
                + " and inspect again with them; if they are gone for good: raftd recover apply --as-new-cluster --from "
                + j.best().directory() + " --data-dir NEW --id ID";
    }
}
