package dev.raftd.ctl.lab;

import dev.raftd.lab.Lab;
import dev.raftd.lab.LabEvent.Fate;
import dev.raftd.lab.LabEvent.Passed;
import dev.raftd.lab.NodeState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.tracker.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a task wants of the lab's state: comparisons joined by `and`.
///
///     2.role == leader and all.term >= 2 and 1.match@3 == 5
///
/// A subject is a node's id, `all` or `any` node, or the `group`; behind `@` stands an index, or a peer.
final class Condition {
    private static final Pattern COMPARISON = Pattern.compile("(\\d+|all|any|group)\\.([a-z]+)(?:@(\\d+))? (==|!=|>=|<=|>|<) (.+)");
    private static final String NOTHING = "none";

    private final List<Comparison> comparisons;

    private record Comparison(String subject, String attribute, long at, String operator, String value) {}

    private Condition(List<Comparison> comparisons) {
        this.comparisons = List.copyOf(comparisons);
    }

    /// @throws IllegalArgumentException if it is none
    static Condition parse(String text) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String part : text.split(" and ")) {
            Matcher m = COMPARISON.matcher(part.strip());
            if (!m.matches())
                throw new IllegalArgumentException("no comparison: " + part);
            long at = m.group(3) == null ? 0 : Long.parseLong(m.group(3));
            comparisons.add(new Comparison(m.group(1), m.group(2), at, m.group(4), m.group(5)));
        }
        return new Condition(comparisons);
    }

    boolean holds(Lab lab) {
        List<NodeState> nodes = lab.nodes();
        return comparisons.stream().allMatch(c -> holds(c, lab, nodes));
    }

    private static boolean holds(Comparison c, Lab lab, List<NodeState> nodes) {
        return switch (c.subject) {
            case "all" -> nodes.stream().allMatch(n -> compare(c, value(c, n, lab)));
            case "any" -> nodes.stream().anyMatch(n -> compare(c, value(c, n, lab)));
            case "group" -> compare(c, value(c, lab));
            default -> {
                int place = Integer.parseInt(c.subject) - 1;
                yield place < nodes.size() && compare(c, value(c, nodes.get(place), lab));
            }
        };
    }

    private static String value(Comparison c, Lab lab) {
        return switch (c.attribute) {
            case "messages" -> Integer.toString(lab.messages().size());
            case "partition" -> lab.partition().isEmpty() ? NOTHING : lab.partition();
            default -> throw unknown(c);
        };
    }

    private static String value(Comparison c, NodeState n, Lab lab) {
        return switch (c.attribute) {
            case "role" -> Roles.of(n);
            case "term" -> Long.toString(c.at == 0 ? n.basic().term() : termAt(n, c.at));
            case "type" -> typeAt(n, c.at);
            case "vote" -> Long.toString(n.basic().vote());
            case "lead" -> Long.toString(n.basic().lead());
            case "commit" -> Long.toString(n.basic().commit());
            case "applied" -> Long.toString(n.basic().applied());
            case "last" -> Long.toString(n.log().lastIndex());
            case "stable" -> Long.toString(n.log().unstableOffset() - 1);
            case "snapshot" -> Long.toString(n.snapshotIndex());
            case "joint" -> Boolean.toString(n.config().isJoint());
            case "voters" -> n.config().voters().toString();
            case "ready" -> Boolean.toString(n.work().hasReady());
            case "asked" -> Integer.toString(n.readsAsked());
            case "reads" -> Integer.toString(n.reads().size());
            case "heard" -> heard(n.id(), lab);
            case "read" -> Long.toString(n.reads().isEmpty() ? 0 : n.reads().getLast().index());
            case "match", "next", "state" -> progress(c, n.progress().progress(c.at));
            default -> throw unknown(c);
        };
    }

    /// The type of the last message that was delivered to the node since the group last was at rest.
    private static String heard(long id, Lab lab) {
        return lab.events()
                .stream()
                .flatMap(event -> event instanceof Passed(Message m, Fate fate) && fate == Fate.DELIVERED && m.to() == id
                        ? Stream.of(m.type().toString())
                        : Stream.of())
                .reduce(NOTHING, (before, last) -> last);
    }

    private static long termAt(NodeState n, long index) {
        Entry entry = n.entry(index);
        return entry == null ? 0 : entry.term();
    }

    private static String typeAt(NodeState n, long index) {
        Entry entry = n.entry(index);
        return entry == null ? NOTHING : entry.type().toString();
    }

    private static String progress(Comparison c, @Nullable Progress p) {
        if (p == null)
            return NOTHING;
        return switch (c.attribute) {
            case "match" -> Long.toString(p.match());
            case "next" -> Long.toString(p.next());
            default -> Roles.of(p.state());
        };
    }

    private static IllegalArgumentException unknown(Comparison c) {
        return new IllegalArgumentException("no attribute of " + c.subject + ": " + c.attribute);
    }

    /// As numbers where both are some; else they are the same or not.
    private static boolean compare(Comparison c, String actual) {
        boolean numbers = Stream.of(actual, c.value).allMatch(v -> v.matches("\\d+"));
        if (!numbers)
            return c.operator.equals("==") ? actual.equals(c.value) : c.operator.equals("!=") && !actual.equals(c.value);
        int order = Long.compare(Long.parseLong(actual), Long.parseLong(c.value));
        return switch (c.operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case ">=" -> order >= 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order < 0;
        };
    }
}
