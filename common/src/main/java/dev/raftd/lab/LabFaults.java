package dev.raftd.lab;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What happens to a group from outside: partitions and crashes. Not in etcd's language.
///
/// A message that a partition cuts off is lost when it would arrive, and so is one to a node that is down: both print `lost: `. A crash
/// loses what is not in the node's storage; the state machine goes back to its last durable state, and applies again from there.
final class LabFaults {
    private final LabGroup group;

    LabFaults(LabGroup group) {
        this.group = group;
    }

    /// `partition 1,2|3`: nodes that are not named are a part of their own.
    String partition(Directive d) throws TestFailureException {
        String text = d.arguments().stream().map(Argument::key).collect(Collectors.joining());
        Set<Long> rest = group.nodes.stream().map(LabNode::id).collect(Collectors.toCollection(TreeSet::new));
        List<Set<Long>> parts = new ArrayList<>();
        for (String part : text.split("\\|", -1)) {
            parts.add(part(part, rest));
        }
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        if (parts.size() < 2) {
            throw new TestFailureException("a partition has at least two parts, such as partition 1,2|3");
        }
        group.network.partition(parts);
        group.out.printLine("partitioned: " + group.network.partition());
        return "";
    }

    private Set<Long> part(String text, Set<Long> rest) throws TestFailureException {
        Set<Long> part = new TreeSet<>();
        for (String id : text.split(",", -1)) {
            long node = group.nodeOrItsDisk(new Argument(id, List.of()).uint64Key()).id();
            if (!rest.remove(node)) {
                throw new TestFailureException("node " + node + " is in two parts");
            }
            part.add(node);
        }
        return part;
    }

    String heal() {
        group.network.partition(List.of());
        return "";
    }

    String crash(long id) throws TestFailureException {
        LabNode node = group.node(id);
        List<String> lost = lost(node);
        node.crash();
        group.network.forgetLocal(id);
        group.history.note(id, "crashes");
        group.out.printLine(id + " crashed; " + (lost.isEmpty() ? "all it knew was durable" : "it loses " + String.join(", ", lost)));
        return "";
    }

    private static List<String> lost(LabNode node) {
        List<String> lost = new ArrayList<>();
        BasicStatus status = node.rawNode().basicStatus();
        HardState durable = node.storage().initialState().hardState();
        if (status.term() != durable.term()) {
            lost.add("term " + status.term());
        }
        if (status.vote() != 0 && (status.term() != durable.term() || status.vote() != durable.vote())) {
            lost.add("its vote for " + status.vote());
        }
        for (Entry e : node.view().entries()) {
            if (node.storage().term(e.index()) != e.term()) {
                lost.add("entry " + e.term() + "/" + e.index());
            }
        }
        return lost;
    }

    String restart(long id) throws TestFailureException {
        LabNode node = group.nodeOrItsDisk(id);
        if (node.isUp()) {
            return "node " + id + " is up";
        }
        node.restart();
        group.history.note(id, "restarts");
        return "";
    }
}
