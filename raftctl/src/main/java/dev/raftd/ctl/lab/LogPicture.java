package dev.raftd.ctl.lab;

import dev.raftd.lab.Lab;
import dev.raftd.lab.NodeState;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.tracker.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// All raftLogs side by side, a row a node and a column an index, and below them what the leaders know of their peers.
///
///     node          term | 2    3    4    5
///        1 leader      3 |<1>  [1]  (3)   3+      <snapshot>  [applied]  (committed)   3 neither   + not stable
final class LogPicture {
    private static final String ROW = "%4s %-12s %4s %s";
    private static final int CELLS_FROM = 24;
    /// Of logs that lie further apart only the newest part is drawn.
    private static final long INDEXES_MAX = 10_000;

    private final Lab lab;
    private final Pen pen;
    private final List<NodeState> nodes;
    private final int width;

    LogPicture(Lab lab, Pen pen) {
        this.lab = lab;
        this.pen = pen;
        this.nodes = lab.nodes();
        this.width = cellWidth(nodes);
    }

    String draw() {
        if (nodes.isEmpty())
            return "there are no nodes yet; begin with: add-nodes 3 voters=(1,2,3) index=2\n";
        StringBuilder text = new StringBuilder();
        Columns columns = columns();
        line(text, header(columns));
        nodes.forEach(node -> text.append(row(node, columns)).append('\n'));
        if (columns.isElided())
            line(text, columns.elision(pen.pick("..", "…")));
        if (!columns.indexes().isEmpty() && columns.indexes().getFirst() > firstIndex())
            line(text, "indexes before " + columns.indexes().getFirst() + " are not drawn");
        line(text, "<t> snapshot  [t] applied  (t) committed  t+ not stable  t~ being stored");
        nodes.stream().filter(NodeState::isUp).filter(n -> n.basic().state() == StateType.LEADER).forEach(n -> progress(text, n));
        optional(text, "partition: ", lab.partition());
        optional(text, "to do: ", toDo());
        return text.toString();
    }

    private void line(StringBuilder text, String line) {
        text.append(pen.cut(line.stripTrailing())).append('\n');
    }

    private void optional(StringBuilder text, String title, String what) {
        if (!what.isEmpty())
            line(text, title + what);
    }

    // logs

    private static int cellWidth(List<NodeState> nodes) {
        int width = 4;
        for (NodeState node : nodes) {
            int term = Long.toString(node.basic().term()).length() + 3;
            int index = Long.toString(node.log().lastIndex()).length() + 2;
            width = Math.max(width, Math.max(term, index));
        }
        return width;
    }

    private Columns columns() {
        long last = nodes.stream().mapToLong(n -> n.log().lastIndex()).max().orElse(0);
        long first = Math.max(firstIndex(), last - INDEXES_MAX);
        List<Boolean> shared = LongStream.rangeClosed(first, last).mapToObj(this::isShared).toList();
        return Columns.fit(first, shared, (pen.columns() - CELLS_FROM) / width);
    }

    private long firstIndex() {
        return nodes.stream().mapToLong(n -> Math.max(1, n.snapshotIndex())).min().orElse(1);
    }

    /// Whether all nodes have the same there, as far as they still know.
    private boolean isShared(long index) {
        Set<String> cells = nodes.stream().filter(n -> index >= n.snapshotIndex())
                .map(n -> cell(n, index).replace('<', '[').replace('>', ']'))
                .collect(Collectors.toCollection(TreeSet::new));
        return cells.size() <= 1 && !cells.contains("");
    }

    private String header(Columns columns) {
        StringBuilder cells = new StringBuilder();
        for (long index : columns.indexes())
            cells.append(padded(index == Columns.GAP ? " " + pen.pick("..", "…") : " " + index));
        return String.format(ROW, "node", "", "term", pen.pick("|", "│")) + cells;
    }

    private String row(NodeState node, Columns columns) {
        StringBuilder row = new StringBuilder(
                String.format(ROW, node.id(), Roles.of(node), node.basic().term(), pen.pick("|", "│")));
        int spaces = 0;
        for (long index : columns.indexes()) {
            String cell = index == Columns.GAP ? gap(node, columns) : cell(node, index);
            if (cell.isEmpty()) {
                spaces += width;
                continue;
            }
            row.append(" ".repeat(spaces)).append(index == Columns.GAP ? cell : pen.inTerm(term(node, index), cell));
            spaces = width - cell.length();
        }
        return row.toString();
    }

    private String gap(NodeState node, Columns columns) {
        return node.log().lastIndex() >= columns.firstElided() ? " " + pen.pick("..", "…") : "";
    }

    private static long term(NodeState node, long index) {
        Entry entry = node.entry(index);
        return entry == null ? node.snapshotTerm() : entry.term();
    }

    private static String cell(NodeState node, long index) {
        if (index == node.snapshotIndex() && index > 0)
            return "<" + node.snapshotTerm() + ">" + (index > node.log().unstableSnapshotIndex()
                    ? ""
                    : node.log().snapshotInProgress() ? "~" : "+");
        Entry entry = node.entry(index);
        if (entry == null)
            return "";
        String stable = node.isStable(index) ? "" : index < node.log().unstableOffsetInProgress() ? "~" : "+";
        if (index <= node.basic().applied())
            return "[" + entry.term() + "]" + stable;
        return index <= node.basic().commit() ? "(" + entry.term() + ")" + stable : (" " + entry.term() + " " + stable).stripTrailing();
    }

    private String padded(String cell) {
        return cell + " ".repeat(Math.max(0, width - cell.length()));
    }

    // below the logs

    private void progress(StringBuilder text, NodeState leader) {
        line(text, "Progress at " + leader.id() + ", " + leader.config());
        line(text, String.format(ROW, "peer", "", "match", "next"));
        leader.progress().visit((id, p) -> line(text, String.format("%4s %-12s %5d %4d  %s", Long.toUnsignedString(id), Roles.of(p.state()),
                p.match(), p.next(), flags(p))));
    }

    private static String flags(Progress p) {
        List<String> flags = new ArrayList<>();
        if (p.isLearner())
            flags.add("learner");
        if (p.isPaused())
            flags.add("paused");
        if (p.pendingSnapshot() > 0)
            flags.add("pending snapshot " + p.pendingSnapshot());
        if (!p.recentActive())
            flags.add("inactive");
        if (p.inflights().count() > 0)
            flags.add(p.inflights().count() + " in flight" + (p.inflights().full() ? ", full" : ""));
        return String.join(", ", flags);
    }

    /// The directives that would do something.
    private String toDo() {
        List<String> todo = new ArrayList<>();
        addIfAny(todo, "process-ready", nodes.stream().filter(n -> n.work().hasReady()).map(NodeState::id).toList());
        addIfAny(todo, "process-append-thread", nodes.stream().filter(n -> n.work().append() > 0).map(NodeState::id).toList());
        addIfAny(todo, "process-apply-thread", nodes.stream().filter(n -> n.work().apply() > 0).map(NodeState::id).toList());
        List<Message> messages = lab.messages();
        addIfAny(todo, "deliver-msgs", messages.stream().map(Message::to).distinct().sorted().toList());
        int count = messages.size();
        return String.join("; ", todo) + (count == 0 ? "" : " (" + count + (count == 1 ? " message)" : " messages)"));
    }

    private static void addIfAny(List<String> todo, String command, List<Long> ids) {
        if (!ids.isEmpty())
            todo.add(command + ids.stream().map(id -> " " + Long.toUnsignedString(id)).collect(Collectors.joining()));
    }
}
