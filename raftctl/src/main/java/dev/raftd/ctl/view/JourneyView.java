package dev.raftd.ctl.view;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyClock;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyQuorum;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.JourneyStep;
import dev.raftd.ctl.output.Glyphs;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A journey as bars on one axis of time.
///
///     STAGE                      AT       TOOK  │ the axis: from the first stage to the last                      │
///     * ack-received 2       2.01 ms      95 µs │                                             ███                 │
///
/// Each row is a stage; its bar begins where what it waited for ended, on this member or on the one that sent it. `*` marks the critical
/// path.
public final class JourneyView {
    /// What stands before the bars, see [#row].
    private static final int LEFT_CHARACTERS = 42;
    private static final int AXIS_MIN = 20;
    private static final int COLUMNS = 100;
    private static final int TEXT_CHARACTERS_MAX = 60;
    private static final int LONGEST = 3;

    private final Journey journey;
    private final Glyphs glyphs;
    private final Out out;
    private final int axis;

    private JourneyView(Journey journey, Glyphs glyphs, Out out) {
        this.journey = journey;
        this.glyphs = glyphs;
        this.out = out;
        axis = Math.max(AXIS_MIN, out.columns(COLUMNS) - LEFT_CHARACTERS - 2);
    }

    public static void print(Journey journey, Glyphs glyphs, Out out) {
        new JourneyView(journey, glyphs, out).print();
    }

    private void print() {
        out.line(Style.HEADING, "entry " + journey.index() + "  term " + journey.term() + "  " + what(journey));
        out.line(committed());
        axis();
        for (JourneyMember member : journey.members()) {
            out.line(Style.HEADING, member(member));
            for (JourneyStage stage : member.stages()) {
                row(member, stage);
            }
        }
        longest();
        for (JourneyMissing missing : journey.missing()) {
            out.line(Style.BAD, "member " + id(missing.member()) + ": " + Printable.line(missing.reason()));
        }
        journey.notes().forEach(note -> out.line(Style.FAINT, "note: " + Printable.line(note)));
    }

    /// The entry in words.
    static String what(Journey journey) {
        String text = journey.text();
        if (text == null) {
            return journey.type() + ", compacted";
        }
        return text.isEmpty() ? "empty, a leader's first" : Printable.cut(Printable.line(text), TEXT_CHARACTERS_MAX);
    }

    static String id(long member) {
        return Long.toUnsignedString(member);
    }

    private static String ids(List<Long> members) {
        return members.stream().map(Long::toUnsignedString).collect(Collectors.joining(",", "{", "}"));
    }

    private String committed() {
        JourneyQuorum quorum = journey.quorum();
        if (quorum == null) {
            return "not known to be committed";
        }
        String voters = ids(quorum.voters()) + (quorum.votersOutgoing().isEmpty() ? "" : " and " + ids(quorum.votersOutgoing()));
        String by = quorum.closedBy() == 0
                ? "a change of the configuration made it enough"
                : "closed by member " + id(quorum.closedBy())
                        + (quorum.closedBy() == journey.leader() ? "'s own disk" : "'s acknowledgement");
        return "committed at " + glyphs.nanos(quorum.nanos()) + " with " + ids(quorum.acknowledged()) + " of " + voters + ", " + by;
    }

    private void axis() {
        String end = glyphs.nanos(journey.totalNanos());
        out.line(Style.FAINT, "  " + pad("STAGE", 20) + left("AT", 9) + left("TOOK", 10) + "  " + pad("0", axis + 1 - end.length()) + end);
    }

    private String member(JourneyMember member) {
        String name = "member " + id(member.id()) + ", " + member.role();
        JourneyClock clock = member.clock();
        if (clock == null) {
            return name;
        }
        return name + ", clock " + glyphs.nanos(Math.abs(clock.offsetNanos())) + (clock.offsetNanos() < 0 ? " behind " : " ahead ")
                + glyphs.plusMinus() + " " + glyphs.nanos(clock.errorNanos());
    }

    private void row(JourneyMember member, JourneyStage stage) {
        boolean critical = isCritical(member, stage);
        long begun = Causes.begin(journey, member, stage);
        String name = stage.stage() + (stage.peer() == 0 || stage.stage().equals("committed") ? "" : " " + id(stage.peer()));
        String took = begun < 0 ? "" : "+" + glyphs.nanos(stage.nanos() - begun);
        String text = (critical ? "* " : "  ") + pad(name, 20) + left(glyphs.nanos(stage.nanos()), 9) + left(took, 10) + " "
                + glyphs.edge() + bar(begun < 0 ? stage.nanos() : begun, stage.nanos(), critical) + glyphs.edge();
        out.line(critical ? Style.GOOD : Style.PLAIN, text);
    }

    private boolean isCritical(JourneyMember member, JourneyStage stage) {
        for (JourneyStep step : journey.critical()) {
            boolean to = step.toMember() == member.id() && step.toStage().equals(stage.stage()) && step.toPeer() == stage.peer();
            boolean from = step.fromMember() == member.id() && step.fromStage().equals(stage.stage()) && step.fromPeer() == stage.peer();
            if (to || from) {
                return true;
            }
        }
        return false;
    }

    private String bar(long fromNanos, long toNanos, boolean critical) {
        int from = Math.min(column(fromNanos), axis - 1);
        int to = Math.max(from + 1, column(toNanos));
        return " ".repeat(from) + (critical ? glyphs.full() : glyphs.light()).repeat(to - from) + " ".repeat(axis - to);
    }

    private int column(long nanos) {
        return journey.totalNanos() == 0 ? 0 : (int) Math.round((double) nanos / journey.totalNanos() * axis);
    }

    private void longest() {
        long whole = journey.critical().stream().mapToLong(JourneyStep::nanos).sum();
        if (whole == 0) {
            return;
        }
        out.line("the longest of the critical path (*), which takes " + glyphs.nanos(whole) + ":");
        journey.critical().stream().sorted(Comparator.comparingLong(JourneyStep::nanos).reversed()).limit(LONGEST)
                .forEach(step -> out.line(left(Math.round(100.0 * step.nanos() / whole) + " %", 6) + "  " + step(step)));
    }

    private String step(JourneyStep step) {
        String to = step.fromMember() == step.toMember() ? step.toStage() : "member " + id(step.toMember()) + " " + step.toStage();
        return "member " + id(step.fromMember()) + " " + step.fromStage() + " " + glyphs.arrow() + " " + to;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String left(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
