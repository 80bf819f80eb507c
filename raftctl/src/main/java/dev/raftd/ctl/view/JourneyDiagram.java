package dev.raftd.ctl.view;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyStage;
import dev.raftd.ctl.output.Glyphs;
import dev.raftd.ctl.output.Out;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A journey as a sequence diagram in Mermaid's language. Arrows stand where messages arrive.
public final class JourneyDiagram {
    private record Line(long nanos, String text) {}

    private final Journey journey;
    private final List<Line> lines = new ArrayList<>();

    private JourneyDiagram(Journey journey) {
        this.journey = journey;
    }

    public static void print(Journey journey, Out out) {
        new JourneyDiagram(journey).print(out);
    }

    private void print(Out out) {
        out.line("sequenceDiagram");
        out.line("    title " + text("entry " + journey.index() + " of term " + journey.term() + ": " + JourneyView.what(journey)));
        boolean asked = journey.members().stream().flatMap(m -> m.stages().stream()).anyMatch(s -> s.stage().equals("received"));
        if (asked) {
            out.line("    actor C as client");
        }
        for (JourneyMember member : journey.members()) {
            out.line("    participant " + name(member.id()) + " as member " + JourneyView.id(member.id()) + ", " + member.role());
        }
        for (JourneyMember member : journey.members()) {
            member.stages().forEach(stage -> add(member, stage));
        }
        lines.sort(Comparator.comparingLong(Line::nanos));
        lines.forEach(line -> out.line("    " + line.text()));
    }

    private void add(JourneyMember member, JourneyStage stage) {
        String here = name(member.id());
        String peer = name(stage.peer());
        switch (stage.stage()) {
            case "received" -> line(stage, "C->>" + here + ": request at " + at(stage));
            case "answered" -> line(stage, here + "-->>C: answer at " + at(stage));
            case "proposal-received" -> message(member, stage, "MsgProp");
            case "append-received" -> message(member, stage, "MsgApp");
            case "ack-received" -> message(member, stage, "MsgAppResp");
            case "forwarded" -> lost(member, stage, journey.leader(), "proposal-received", "MsgProp");
            case "sent" -> lost(member, stage, stage.peer(), "append-received", "MsgApp");
            case "ack-sent" -> lost(member, stage, stage.peer(), "ack-received", "MsgAppResp");
            case "committed" -> note(here, stage, stage.peer() == 0 || stage.peer() == member.id()
                    ? "committed"
                    : "committed by the acknowledgement of " + peer);
            default -> note(here, stage, stage.stage());
        }
    }

    private void message(JourneyMember member, JourneyStage stage, String type) {
        long sent = Causes.begin(journey, member, stage);
        String took = sent < 0 ? "" : ", " + Glyphs.BLOCKS.nanos(stage.nanos() - sent) + " on its way";
        if (isShown(stage.peer())) {
            line(stage, name(stage.peer()) + "->>" + name(member.id()) + ": " + type + " at " + at(stage) + took);
        } else {
            note(name(member.id()), stage, type + " of member " + JourneyView.id(stage.peer()));
        }
    }

    /// A message whose arrival is not known.
    private void lost(JourneyMember member, JourneyStage stage, long to, String arrival, String type) {
        boolean arrived = journey.members().stream().filter(m -> m.id() == to).flatMap(m -> m.stages().stream())
                .anyMatch(s -> s.stage().equals(arrival) && s.peer() == member.id());
        if (!arrived && isShown(to)) {
            line(stage, name(member.id()) + "-x" + name(to) + ": " + type + " at " + at(stage) + ", not known to have arrived");
        } else if (!arrived) {
            note(name(member.id()), stage, type + " to member " + JourneyView.id(to));
        }
    }

    private boolean isShown(long member) {
        return journey.members().stream().anyMatch(m -> m.id() == member);
    }

    private void note(String participant, JourneyStage stage, String what) {
        line(stage, "Note over " + participant + ": " + what + " at " + at(stage));
    }

    private void line(JourneyStage stage, String text) {
        lines.add(new Line(stage.nanos(), text));
    }

    private static String at(JourneyStage stage) {
        return Glyphs.BLOCKS.nanos(stage.nanos());
    }

    private static String name(long member) {
        return "M" + JourneyView.id(member);
    }

    /// Mermaid ends a statement at a semicolon, and has its own escapes.
    private static String text(String free) {
        return free.replace("#", "#35;").replace(";", "#59;").replace("#35#59;", "#35;");
    }
}
