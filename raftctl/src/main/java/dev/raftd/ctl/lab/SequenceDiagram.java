package dev.raftd.ctl.lab;

import dev.raftd.lab.LabEvent;
import dev.raftd.lab.LabEvent.Fate;
import dev.raftd.lab.LabEvent.Note;
import dev.raftd.lab.LabEvent.Passed;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;

/// What went on between the nodes, a line an event, in the order in which messages arrived.
///
///     1       2       3
///     |------>|       |       MsgVote term 1, last 1/2
///     |---x   |       |       MsgVote term 1, last 1/2: dropped
final class SequenceDiagram {
    private static final int SPACING_MAX = 9;
    private static final int SPACING_MIN = 4;
    private static final int PICTURE_MAX = 36;

    private final Pen pen;
    private final int nodes;
    private final List<LabEvent> events;
    private final int spacing;

    SequenceDiagram(int nodes, List<LabEvent> events, Pen pen) {
        this.pen = pen;
        this.nodes = nodes;
        this.events = events;
        this.spacing = Math.clamp(nodes == 0 ? 0 : PICTURE_MAX / nodes, SPACING_MIN, SPACING_MAX);
    }

    String draw() {
        if (events.isEmpty())
            return "nothing happened since the last stable state\n";
        StringBuilder text = new StringBuilder(header()).append('\n');
        for (LabEvent event : events) {
            text.append(pen.cut(switch (event) {
                case Passed passed -> arrow(passed) + "  " + label(passed.message()) + elsewhere(passed.message())
                        + suffix(passed.fate());
                case Note note -> note(note) + "  " + note.node() + " " + note.text();
            })).append('\n');
        }
        return text.toString();
    }

    private String header() {
        StringBuilder header = new StringBuilder();
        for (int id = 1; id <= nodes; id++)
            header.append(String.format("%-" + spacing + "s", id));
        return header.toString().stripTrailing();
    }

    private char[] lifelines() {
        char[] line = " ".repeat((nodes - 1) * spacing + 2).toCharArray();
        for (int id = 1; id <= nodes; id++)
            line[place(id)] = pen.unicode() ? '│' : '|';
        return line;
    }

    private int place(long id) {
        return (int) (id - 1) * spacing;
    }

    private String note(Note note) {
        char[] line = lifelines();
        line[place(note.node())] = pen.unicode() ? '●' : '*';
        return new String(line);
    }

    private String arrow(Passed passed) {
        long from = passed.message().from();
        long to = passed.message().to();
        char[] line = lifelines();
        if (isElsewhere(passed.message()))
            return new String(line);
        int step = from < to ? 1 : -1;
        boolean whole = passed.fate() == Fate.DELIVERED;
        // One that does not arrive ends before its recipient.
        int end = place(to) - step * (whole ? 1 : spacing / 2);
        for (int i = place(from) + step; i != end; i += step)
            line[i] = i % spacing == 0 ? pen.unicode() ? '┼' : '|' : pen.unicode() ? '─' : '-';
        line[end] = tip(passed.fate(), step);
        return new String(line);
    }

    private boolean isElsewhere(Message m) {
        return m.to() > nodes || m.from() > nodes;
    }

    private String elsewhere(Message m) {
        return isElsewhere(m) ? " to " + m.to() : "";
    }

    private char tip(Fate fate, int step) {
        return switch (fate) {
            case DELIVERED -> pen.unicode() ? step > 0 ? '▶' : '◀' : step > 0 ? '>' : '<';
            case DROPPED, LOST -> pen.unicode() ? '✗' : 'x';
            case UNDER_WAY -> step > 0 ? '>' : '<';
        };
    }

    private static String suffix(Fate fate) {
        return switch (fate) {
            case DELIVERED -> "";
            case DROPPED -> ": dropped";
            case LOST -> ": lost";
            case UNDER_WAY -> ": on its way";
        };
    }

    /// The same for mermaid.
    String mermaid() {
        StringBuilder text = new StringBuilder("sequenceDiagram\n");
        for (int id = 1; id <= nodes; id++)
            text.append("    participant ").append(id).append('\n');
        for (LabEvent event : events) {
            text.append("    ").append(switch (event) {
                case Passed p -> p.message().from() + line(p.fate()) + p.message().to() + ": " + label(p.message()) + suffix(p.fate())
                        .replace(":", ",");
                case Note note -> "Note over " + note.node() + ": " + note.text();
            }).append('\n');
        }
        return text.toString();
    }

    private static String line(Fate fate) {
        return switch (fate) {
            case DELIVERED -> "->>";
            case DROPPED, LOST -> "-x";
            case UNDER_WAY -> "--)";
        };
    }

    private static String label(Message m) {
        StringBuilder text = new StringBuilder().append(m.type()).append(" term ").append(m.term());
        String at = m.logTerm() + "/" + m.index();
        switch (m.type()) {
            case MSG_VOTE, MSG_PRE_VOTE -> text.append(", last ").append(at);
            case MSG_APP -> text.append(" after ").append(at).append(entries(m));
            case MSG_APP_RESP -> text.append(m.reject() ? " rejects " + m.index() + ", hint " + m.rejectHint() : " has " + m.index());
            case MSG_SNAP -> text.append(m.snapshot() == null ? "" : " snapshot " + m.snapshot().metadata().index());
            default -> text.append(m.reject() ? " rejected" : "");
        }
        if (m.commit() > 0 && (m.type() == MessageType.MSG_APP || m.type() == MessageType.MSG_HEARTBEAT))
            text.append(" commit ").append(m.commit());
        return text.toString();
    }

    private static String entries(Message m) {
        if (m.entries().isEmpty())
            return "";
        String first = m.entries().getFirst().term() + "/" + m.entries().getFirst().index();
        String last = m.entries().getLast().term() + "/" + m.entries().getLast().index();
        return m.entries().size() == 1 ? ": " + first : ": " + first + ".." + last;
    }
}
