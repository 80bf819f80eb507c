package dev.raftd.ctl.top;

import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.Ink.Tone;
import dev.raftd.ctl.top.State.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jline.utils.AttributedString;

/// From what there is to be seen to the lines of a screen, exactly as many and as wide as it has.
///
///     header            the cluster in a line
///     trouble           alarms, and whether nobody leads
///     members           a row each; as many as there is room for
///     raftLogs          a bar each
///     the leader's peers
///     footer            keys, a question, or what came of the last wish
final class Painter {
    private static final int COLUMNS_MIN = 20;
    private static final int ROWS_MIN = 4;
    private static final int TROUBLES_MAX = 3;
    /// A panel that has room for less than its heading and a row is left out.
    private static final int PANEL_ROWS_MIN = 2;

    private final Ink ink;
    private final int columns;
    private final int rows;
    private final String interval;

    /// @param interval between two frames, in words
    Painter(Ink ink, int columns, int rows, String interval) {
        this.ink = ink;
        this.columns = columns;
        this.rows = rows;
        this.interval = interval;
    }

    List<AttributedString> paint(Frame frame, State state) {
        if (columns < COLUMNS_MIN || rows < ROWS_MIN)
            return sized(List.of(ink.text(Tone.PLAIN, columns + "x" + rows), ink.text(Tone.PLAIN, "too small")), rows);
        List<AttributedString> lines = new ArrayList<>(sized(List.of(header(frame, state)), 1));
        lines.addAll(sized(body(frame, state), bodyRows()));
        lines.addAll(sized(List.of(footer(state)), 1));
        return lines;
    }

    /// All of the overview, as many lines as that takes.
    static List<AttributedString> whole(Frame frame, Ink ink, int columns, String interval) {
        Painter painter = new Painter(ink, columns, Integer.MAX_VALUE, interval);
        List<AttributedString> lines = new ArrayList<>(List.of(painter.header(frame, State.START)));
        lines.addAll(painter.overview(frame, State.START));
        return painter.sized(lines, lines.size());
    }

    /// The state without scrolling beyond the end.
    State fit(Frame frame, State state) {
        return switch (state.mode()) {
            case Mode.Details(long id, int top) -> state.mode(new Mode.Details(id, fit(top, details(frame, id).size())));
            case Mode.Help(int top) -> state.mode(new Mode.Help(fit(top, HelpPanel.lines(ink).size())));
            case Mode.Overview _,Mode.Choose _,Mode.Confirm _ -> state;
        };
    }

    private int fit(int top, int lines) {
        return Math.clamp(top, 0, Math.max(0, lines - bodyRows()));
    }

    private int bodyRows() {
        return rows - 2;
    }

    private List<AttributedString> body(Frame frame, State state) {
        return switch (state.mode()) {
            case Mode.Overview _,Mode.Choose _,Mode.Confirm _ -> overview(frame, state);
            case Mode.Details(long id, int top) -> from(top, details(frame, id));
            case Mode.Help(int top) -> from(top, HelpPanel.lines(ink));
        };
    }

    private List<AttributedString> details(Frame frame, long id) {
        return DetailsPanel.lines(frame, id, ink, columns);
    }

    private List<AttributedString> from(int top, List<AttributedString> lines) {
        return lines.subList(fit(top, lines.size()), lines.size());
    }

    private List<AttributedString> overview(Frame frame, State state) {
        if (frame.rows().isEmpty())
            return List.of();
        List<AttributedString> lines = new ArrayList<>(troubles(frame));
        List<AttributedString> logs = LogPanel.lines(frame, state, ink, columns);
        List<AttributedString> peers = frame.leader().map(leader -> PeersPanel.lines(leader, frame, ink, columns)).orElse(List.of());
        int wanted = lines.size() + frame.rows().size() + 1 + logs.size() + peers.size();
        boolean airy = wanted + 2 <= bodyRows();
        lines.addAll(MembersPanel.lines(frame, state, ink, columns, bodyRows() - lines.size(), rows < Integer.MAX_VALUE));
        panel(lines, logs, airy);
        panel(lines, peers, airy);
        return lines;
    }

    private void panel(List<AttributedString> lines, List<AttributedString> panel, boolean airy) {
        if (panel.isEmpty() || bodyRows() - lines.size() < PANEL_ROWS_MIN)
            return;
        if (airy)
            lines.add(AttributedString.EMPTY);
        lines.addAll(panel);
    }

    private List<AttributedString> troubles(Frame frame) {
        List<AttributedString> troubles = new ArrayList<>();
        if (frame.leader().isEmpty())
            troubles.add(ink.text(Tone.BAD, " no member leads: " + noLeader(frame) + "; 'raftctl why' says more"));
        frame.alarms().forEach((alarm, ids) -> troubles.add(ink.text(Tone.BAD, " " + Printable.line("ALARM " + alarm.code() + " on "
                + Words.ids(ids) + ": " + alarm.detail() + "; " + alarm.next()))));
        return troubles.subList(0, Math.min(troubles.size(), TROUBLES_MAX));
    }

    /// Whether it is the majority that is missing; by the configuration of the member that knows the most.
    private static String noLeader(Frame frame) {
        List<Long> voters = frame.answers().max(Comparator.comparingLong(s -> s.log().applied())).map(s -> s.config().voters())
                .orElse(List.of());
        if (voters.isEmpty())
            return "no member answers";
        long answering = frame.answers().filter(s -> voters.contains(s.id())).count();
        return answering + " of " + voters.size() + " voters " + (answering == 1 ? "answers" : "answer") + ", it takes "
                + (voters.size() / 2 + 1);
    }

    private AttributedString header(Frame frame, State state) {
        if (frame.rows().isEmpty())
            return ink.text(Tone.HEADING, " asking the members");
        String leads = frame.leader().map(l -> ", " + Words.id(l.id()) + " leads term " + l.term()).orElse(", no leader");
        boolean frozen = state.frozen() != null;
        String right = frozen
                ? " FROZEN "
                : " by " + state.sort().words + (state.reversed() ? " reversed" : "") + ", every " + interval + " ";
        String left = joined(frozen ? columns - right.length() : columns, frame.rows().size() + " members" + leads,
                total(frame, Rates::writes) + " writes/s", total(frame, Rates::reads) + " reads/s");
        Ink.Line line = ink.line().put(Tone.HEADING, left);
        return left.length() + right.length() > columns
                ? line.end()
                : line.to(columns - right.length()).put(frozen ? Tone.SELECTED : Tone.FAINT, right).end();
    }

    /// As many of the parts as there is room for, but the first in any case.
    private static String joined(int room, String... parts) {
        StringBuilder text = new StringBuilder(" ").append(parts[0]);
        for (int i = 1; i < parts.length && text.length() + 2 + parts[i].length() < room; i++)
            text.append("  ").append(parts[i]);
        return text.toString();
    }

    private static String total(Frame frame, ToDoubleFunction<Rates> rate) {
        return Numbers.count(frame.rows().stream().map(Row::rates).filter(r -> r != null).mapToDouble(rate).sum());
    }

    private AttributedString footer(State state) {
        return switch (state.mode()) {
            case Mode.Choose choose -> question(choose);
            case Mode.Confirm(long from, long to) -> ink.text(Tone.SELECTED,
                    " hand leadership from " + Words.id(from) + " to " + Words.id(to) + "? y/n ");
            case Mode.Overview _ -> state.message().isEmpty()
                    ? ink.text(Tone.FAINT, joined(columns, "q quit", "? help", "enter open", "s sort", "z zoom", "f freeze", "t transfer"))
                    : ink.text(Tone.NOTE, " " + Printable.line(state.message()));
            case Mode.Details(long id, int _) -> ink.text(Tone.FAINT,
                    joined(columns, "member " + Long.toUnsignedString(id), "escape back", "up down scroll", "q quit"));
            case Mode.Help _ -> ink.text(Tone.FAINT, joined(columns, "escape back", "up down scroll", "Ctrl-C quit"));
        };
    }

    private AttributedString question(Mode.Choose choose) {
        Ink.Line line = ink.line().put(Tone.SELECTED, " hand leadership from " + Words.id(choose.from()) + " to: ");
        for (int i = 0; i < choose.targets().size(); i++)
            line.put(i == choose.chosen() ? Tone.SELECTED : Tone.PLAIN, i == choose.chosen()
                    ? "[" + Words.id(choose.targets().get(i)) + "]"
                    : " " + Words.id(choose.targets().get(i)) + " ");
        return line.put(Tone.FAINT, "  arrows or digit, enter, escape").end();
    }

    /// That many lines, none wider than the screen.
    private List<AttributedString> sized(List<AttributedString> lines, int count) {
        List<AttributedString> sized = new ArrayList<>();
        lines.stream().limit(count).map(line -> line.columnLength() <= columns ? line : line.columnSubSequence(0, columns))
                .forEach(sized::add);
        while (sized.size() < count)
            sized.add(AttributedString.EMPTY);
        return sized;
    }
}
