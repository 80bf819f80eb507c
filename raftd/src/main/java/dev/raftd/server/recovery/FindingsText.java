package dev.raftd.server.recovery;

import dev.raftd.api.ConfigStatus;
import dev.raftd.server.recovery.Findings.MemberFound;
import dev.raftd.server.recovery.Findings.PendingConfig;
import dev.raftd.server.recovery.Findings.RangeFound;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Findings as people read them.
public final class FindingsText {
    private final Findings found;
    private final List<String> lines = new ArrayList<>();

    private FindingsText(Findings found) {
        this.found = found;
    }

    public static List<String> lines(Findings found) {
        FindingsText text = new FindingsText(found);
        text.members();
        if (found.best() != 0) {
            text.quorum();
            found.ranges().forEach(text::range);
            text.beyond();
        }
        text.lines.add("next: " + found.next());
        return text.lines;
    }

    private void members() {
        lines.add("cluster " + found.clusterId());
        for (MemberFound m : found.members()) {
            lines.add("member " + id(m.id()) + "  " + m.directory() + (m.id() == found.best() ? "  (the most up-to-date log)" : ""));
            if (m.damage() != null) {
                lines.add("  damaged, not used: " + m.damage());
                continue;
            }
            lines.add("  term " + m.term() + ", vote " + (m.vote() == 0 ? "-" : id(m.vote())) + ", commit " + m.commit() + ", snapshot "
                    + (m.snapshotIndex() == 0 ? "-" : m.snapshotIndex()) + ", log "
                    + (m.firstIndex() > m.lastIndex() ? "empty behind " + m.lastIndex() : m.firstIndex() + " to " + m.lastIndex())
                    + ", last term " + m.lastTerm());
            lines.add("  " + config(m.config()));
            for (PendingConfig p : m.pending()) {
                lines.add("  entry " + p.index() + ", not known to be committed, changes that to: " + config(p.config()));
            }
            m.notes().forEach(note -> lines.add("  note: " + note));
        }
    }

    static String config(ConfigStatus c) {
        String voters = c.voters().isEmpty() ? "no voters known" : "voters " + ids(c.voters());
        String joint = c.votersOutgoing().isEmpty() ? "" : " and, until the change is complete, " + ids(c.votersOutgoing());
        return voters + joint + (c.learners().isEmpty() ? "" : ", learners " + ids(c.learners()));
    }

    private void quorum() {
        lines.add(found.quorumPresent()
                ? "quorum: here"
                : "quorum: lost" + (found.missing().isEmpty() ? "" : ", without the logs of " + ids(found.missing())));
    }

    private void range(RangeFound r) {
        lines.add(heading(r));
        if (r.compacted() > 0 && r.fate() == Findings.Fate.COMMITTED) {
            lines.add("  " + r.compacted() + " of them only in the snapshot");
        }
        TouchedEntries.lines(r).forEach(line -> lines.add("  " + line));
    }

    private String heading(RangeFound r) {
        String indexes = r.first() == r.last() ? "index " + r.first() : "indexes " + r.first() + " to " + r.last();
        return switch (r.fate()) {
            case COMMITTED -> "certainly committed: " + indexes;
            case POSSIBLE -> "possibly committed: " + indexes
                    + (found.missing().isEmpty() ? ", though no log says so" : ", the missing members may have completed a quorum");
            case NOT_COMMITTED -> "not committed: " + indexes + ", no quorum can have had them";
            case DROPPED ->
                "never committed: " + indexes + " of member " + id(r.member()) + ", which the most up-to-date log does not have";
        };
    }

    private void beyond() {
        if (!found.quorumPresent()) {
            lines.add(found.missingMayHoldMore()
                    ? "lost: what the missing members may have acknowledged beyond the most up-to-date log cannot be known here"
                    : "lost: nothing; the missing members alone are no quorum");
        }
    }

    private static String ids(List<Long> ids) {
        return ids.stream().map(FindingsText::id).collect(Collectors.joining(" "));
    }

    private static String id(long id) {
        return Long.toUnsignedString(id);
    }
}
