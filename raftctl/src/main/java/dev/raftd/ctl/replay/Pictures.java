package dev.raftd.ctl.replay;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Describe;
import dev.raftd.raft.LogState;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Status;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.trace.Input;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How events and members look.
final class Pictures {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final int DATA_LENGTH_MAX = 40;
    private static final int ENTRIES_MAX = 20;

    private Pictures() {}

    /// One line: number, time, member, what came in, where the member is then.
    static void event(Player.Shown shown, Player player, Out out) {
        long micros = shown.step().event().timeMicros();
        String time = TIME.format(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000));
        String member = player.members() > 1 ? "  member " + player.name(shown.member()) : "";
        String sent = shown.sent() == 0 ? "" : "  (sent at " + shown.sent() + ")";
        out.line(Printable.line(shown.number() + "  " + time + member + "  " + input(shown.step().event().input()) + sent + "  | "
                + brief(player.node(shown.member()))));
        if (shown.step().difference() != null) {
            out.line(Style.BAD, Printable.line("different at " + shown.number() + ": " + shown.step().difference()));
        }
    }

    static String input(Input input) {
        return switch (input) {
            case Input.Tick t -> "tick";
            case Input.Step s -> "step " + message(s.message());
            case Input.Applied a -> "applied";
            case Input.Order o -> "order " + o.message().type() + (o.message().from() == 0 ? "" : " " + node(o.message().from()));
            case Input.Propose p -> "propose " + count(p.entries().size(), "entry", "entries");
            case Input.ApplyConfChange a -> "conf " + Describe.confChanges(a.change().changes());
            case Input.SetTimeout s -> "timeout " + s.ticks();
            case Input.TakeReady r -> "ready";
            case Input.Advance a -> "advance";
        };
    }

    private static String message(Message m) {
        String entries = m.entries().isEmpty() ? "" : " +" + count(m.entries().size(), "entry", "entries");
        String index = m.index() == 0 && m.logTerm() == 0 ? "" : " " + m.logTerm() + "/" + m.index();
        return m.type() + " " + node(m.from()) + "->" + node(m.to()) + " term " + m.term() + index + entries
                + (m.commit() == 0 ? "" : " commit " + m.commit()) + (m.reject() ? " rejected, hint " + m.rejectHint() : "");
    }

    private static String node(long id) {
        return LocalNodes.isStorageThread(id) ? Describe.node(id) : Long.toUnsignedString(id);
    }

    private static String count(int n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }

    private static String brief(RawNode node) {
        BasicStatus s = node.basicStatus();
        LogState log = node.logState();
        return Condition.role(s.state()) + " term " + s.term() + ", last " + log.lastIndex() + ", committed " + log.committed()
                + ", applied "
                + log.applied();
    }

    /// Every number of a member's state, by name.
    static Map<String, String> state(RawNode node) {
        Status status = node.status();
        BasicStatus s = status.basic();
        LogState log = status.log();
        Map<String, String> state = new LinkedHashMap<>();
        state.put("role", Condition.role(s.state()));
        state.put("term", Long.toString(s.term()));
        state.put("vote", Long.toUnsignedString(s.vote()));
        state.put("lead", Long.toUnsignedString(s.lead()));
        state.put("leadTransferee", Long.toUnsignedString(s.leadTransferee()));
        state.put("firstIndex", Long.toString(log.firstIndex()));
        state.put("applied", Long.toString(log.applied()));
        state.put("applying", Long.toString(log.applying()));
        state.put("committed", Long.toString(log.committed()));
        state.put("unstable", log.unstableLength() == 0
                ? "none"
                : log.unstableOffset() + " to " + (log.unstableOffset() + log.unstableLength() - 1) + ", being written up to "
                        + (log.unstableOffsetInProgress() - 1));
        state.put("lastIndex", Long.toString(log.lastIndex()));
        state.put("snapshot to install", log.unstableSnapshotIndex() == 0 ? "none" : Long.toString(log.unstableSnapshotIndex()));
        state.put("electionElapsed", node.image().electionElapsed() + " of " + node.image().randomizedElectionTimeout() + " ticks");
        state.put("configuration", status.config().toString());
        status.progress().visit((id, pr) -> state.put("progress " + Long.toUnsignedString(id), pr.toString()));
        return state;
    }

    static void state(Player player, int member, Out out) {
        if (player.members() > 1) {
            out.line(Style.HEADING, "member " + player.name(member));
        }
        state(player.node(member)).forEach((name, value) -> out.line(String.format("%-20s %s", name, value)));
    }

    /// The end of a log, as far as the recording knows it.
    static void log(Player player, int member, Out out) {
        RawNode node = player.node(member);
        LogState log = node.logState();
        if (player.members() > 1) {
            out.line(Style.HEADING, "member " + player.name(member));
        }
        out.line("entries " + log.firstIndex() + " to " + log.lastIndex() + ", applied " + log.applied() + ", committed " + log.committed()
                + ", unstable from " + log.unstableOffset());
        long from = Math.max(log.firstIndex(), log.lastIndex() - ENTRIES_MAX + 1);
        List<Entry> entries = null;
        while (from <= log.lastIndex() && entries == null) {
            entries = node.entries(from, log.lastIndex() + 1, Long.MAX_VALUE);
            from += entries == null ? 1 : 0;
        }
        if (entries == null || entries.isEmpty()) {
            out.line(Style.FAINT, "the recording does not have the entries at its end");
            return;
        }
        Table table = new Table("INDEX", "TERM", "TYPE", "DATA", "");
        for (Entry e : entries) {
            table.row(e.index(), e.term(), e.type().toString().substring("Entry".length()), data(e), marks(e.index(), log));
        }
        out.table(table);
    }

    private static String data(Entry e) {
        String text = Describe.entry(e, bytes -> bytes.length == 0 ? "" : Describe.quoted(bytes));
        String prefix = e.term() + "/" + e.index() + " " + e.type();
        String data = text.substring(Math.min(text.length(), prefix.length())).strip();
        return data.length() <= DATA_LENGTH_MAX ? data : data.substring(0, DATA_LENGTH_MAX) + "... " + e.data().length + " bytes";
    }

    private static String marks(long index, LogState log) {
        return (index == log.applied() ? "applied " : "") + (index == log.committed() ? "committed " : "")
                + (index >= log.unstableOffset() ? "unstable" : "");
    }

    static void progress(Player player, int member, Out out) {
        Status status = player.node(member).status();
        if (player.members() > 1) {
            out.line(Style.HEADING, "member " + player.name(member));
        }
        if (status.progress().size() == 0) {
            out.line(Style.FAINT, "only a leader has a progress of each member; this is a " + Condition.role(status.basic().state()));
            return;
        }
        Table table = new Table("MEMBER", "STATE", "MATCH", "NEXT", "INFLIGHT", "PAUSED", "ACTIVE", "LEARNER");
        status.progress().visit((id, pr) -> table.row(id, pr.state().toString().substring("State".length()), pr.match(), pr.next(),
                pr.inflights().count(), yes(pr.isPaused()), yes(pr.recentActive()), yes(pr.isLearner())));
        out.table(table);
    }

    private static String yes(boolean is) {
        return is ? "yes" : "";
    }

    static void ready(Player.Shown shown, Out out) {
        if (shown.step().ready() == null) {
            out.line(Style.FAINT, "event " + shown.number() + " is no Ready but: " + Printable.line(input(shown.step().event().input())));
            return;
        }
        Describe.ready(shown.step().ready(), Describe::quoted).lines().forEach(line -> out.line(Printable.line(line)));
        if (shown.step().difference() == null) {
            out.line(Style.GOOD, "the same as recorded, byte for byte");
        } else {
            out.line(Style.BAD, Printable.line("different: " + shown.step().difference()));
        }
    }
}
