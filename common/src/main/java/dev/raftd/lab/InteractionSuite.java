package dev.raftd.lab;

import dev.raftd.lab.LabGroup.Recipient;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Config;
import dev.raftd.raft.Describe;
import dev.raftd.raft.EntryFormatter;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.Status;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.MessageType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A whole Raft group in one process, moved on by commands: campaign, propose, process a Ready, deliver messages … Beyond etcd's commands
/// there are those of [LabFaults] and `read-index`.
final class InteractionSuite implements Suite {
    static final Set<String> COMMANDS = Set.of("_breakpoint", "add-nodes", "campaign", "compact", "deliver-msgs", "forget-leader",
            "log-level", "process-ready", "process-append-thread", "process-apply-thread", "propose", "propose-conf-change", "raft-log",
            "raft-state", "report-unreachable", "send-snapshot", "set-randomized-election-timeout", "stabilize", "status", "tick-election",
            "tick-heartbeat", "transfer-leadership", "crash", "heal", "partition", "read-index", "restart");

    /// What a mistyped number must not ask for.
    private static final int NODES_MAX = 1000;

    final LabGroup group = new LabGroup();
    private final LabFaults faults = new LabFaults(group);
    private final LabOutput out = group.out;

    @Override
    public String run(Directive d) throws TestFailureException {
        out.take();
        if (group.isStable()) {
            group.history.stable();
        }
        String error = commandOfNodesThatAreUp(d);
        group.nodes.forEach(group.history::look);
        if (out.isQuiet() && !error.isEmpty()) {
            return error;
        }
        String printed = out.take() + error;
        return printed.isEmpty() ? "ok" : printed;
    }

    private String commandOfNodesThatAreUp(Directive d) throws TestFailureException {
        try {
            return command(d);
        } catch (NodeDownException e) {
            return e.getMessage();
        }
    }

    /// @return an error's text, empty if there is none
    private String command(Directive d) throws TestFailureException {
        return switch (d.command()) {
            case "_breakpoint" -> "";
            case "add-nodes" -> NodeOptions.parse(d, 1).addTo(group, number(d));
            case "campaign" -> LabGroup.error(node(d).rawNode().campaign());
            case "compact" -> compact(d);
            case "deliver-msgs" -> deliver(d);
            case "forget-leader" -> forgetLeader(d);
            case "log-level" -> out.level(first(d).key());
            case "process-ready" -> process(d, "handling Ready", group::processReady);
            case "process-append-thread" -> process(d, "processing append thread", group::processAppendThread);
            case "process-apply-thread" -> process(d, "processing apply thread", group::processApplyThread);
            case "propose" -> propose(d);
            case "propose-conf-change" -> ConfChangeProposal.propose(d, node(d));
            case "raft-log" -> raftLog(group.nodeOrItsDisk(first(d).uint64Key()));
            case "raft-state" -> raftState();
            case "report-unreachable" -> reportUnreachable(d);
            case "send-snapshot" -> sendSnapshot(d);
            case "set-randomized-election-timeout" -> setElectionTimeout(d);
            case "stabilize" -> stabilize(d);
            case "status" -> status(node(d));
            case "tick-election" -> tick(node(d), node(d).config().electionTick());
            case "tick-heartbeat" -> tick(node(d), node(d).config().heartbeatTick());
            case "transfer-leadership" -> transferLeadership(d);
            case "crash" -> faults.crash(first(d).uint64Key());
            case "heal" -> faults.heal();
            case "partition" -> faults.partition(d);
            case "read-index" -> readIndex(d);
            case "restart" -> faults.restart(first(d).uint64Key());
            default -> "unknown command";
        };
    }

    // arguments

    private static Argument first(Directive d) throws TestFailureException {
        if (d.arguments().isEmpty()) {
            throw new TestFailureException(d.command() + " needs an argument");
        }
        return d.arguments().getFirst();
    }

    private static int number(Directive d) throws TestFailureException {
        long number = first(d).uint64Key();
        if (number < 0 || number > NODES_MAX) {
            throw new TestFailureException("too many: " + first(d).key());
        }
        return (int) number;
    }

    /// The node that the first argument names.
    private LabNode node(Directive d) throws TestFailureException {
        return group.node(first(d).uint64Key());
    }

    /// The nodes that the arguments without values name.
    private List<LabNode> nodes(Directive d) throws TestFailureException {
        List<LabNode> named = new ArrayList<>();
        for (Argument a : d.arguments()) {
            if (a.values().isEmpty()) {
                named.add(group.node(a.uint64Key()));
            }
        }
        return named;
    }

    // commands

    private String compact(Directive d) throws TestFailureException {
        if (d.arguments().size() < 2) {
            throw new TestFailureException("compact needs a node and an index");
        }
        LabNode node = node(d);
        MemoryStorage.Outcome outcome = node.storage().compact(d.arguments().get(1).uint64Key());
        if (outcome == MemoryStorage.Outcome.DONE) {
            node.checkpoint();
        }
        return outcome == MemoryStorage.Outcome.DONE ? raftLog(node) : outcome.toString();
    }

    private String deliver(Directive d) throws TestFailureException {
        List<Recipient> recipients = new ArrayList<>();
        MessageType type = null;
        for (Argument a : d.arguments()) {
            if (a.values().isEmpty()) {
                recipients.add(new Recipient(a.uint64Key(), false));
            } else if (a.key().equals("type")) {
                type = messageType(a.string(a.values().size() - 1));
            } else if (a.key().equals("drop")) {
                addDropped(recipients, a);
            }
        }
        if (group.deliver(recipients, type) == 0) {
            out.printLine("no messages");
        }
        return "";
    }

    private static void addDropped(List<Recipient> recipients, Argument drop) throws TestFailureException {
        for (int i = 0; i < drop.values().size(); i++) {
            long id = drop.uint64(i);
            if (recipients.stream().anyMatch(r -> r.id() == id)) {
                throw new TestFailureException("can't both deliver and drop msgs to " + Long.toUnsignedString(id));
            }
            recipients.add(new Recipient(id, true));
        }
    }

    private static @Nullable MessageType messageType(String name) throws TestFailureException {
        for (MessageType type : MessageType.values()) {
            if (type.toString().equals(name)) {
                return type;
            }
        }
        throw new TestFailureException("unknown message type " + name);
    }

    private String forgetLeader(Directive d) throws TestFailureException {
        node(d).rawNode().forgetLeader();
        return "";
    }

    /// A step of one kind, of one node.
    @FunctionalInterface
    private interface NodeStep {
        String run(LabNode node) throws TestFailureException;
    }

    private String process(Directive d, String what, NodeStep step) throws TestFailureException {
        List<LabNode> nodes = nodes(d);
        for (LabNode node : nodes) {
            String error = nodes.size() == 1 ? step.run(node) : group.headed(node, what, () -> step.run(node));
            if (!error.isEmpty()) {
                return error;
            }
        }
        return "";
    }

    private String propose(Directive d) throws TestFailureException {
        if (d.arguments().size() != 2 || d.arguments().stream().anyMatch(a -> !a.values().isEmpty())) {
            throw new TestFailureException("expected exactly one key with no vals: propose ID DATA");
        }
        byte[] data = d.arguments().get(1).key().getBytes(StandardCharsets.UTF_8);
        return LabGroup.error(node(d).rawNode().propose(data));
    }

    private String raftLog(LabNode node) {
        MemoryStorage s = node.storage();
        List<Entry> entries = s.entries(s.firstIndex(), s.lastIndex() + 1, Config.NO_LIMIT);
        if (entries == null || entries.isEmpty()) {
            out.print("log is empty: first index=" + s.firstIndex() + ", last index=" + s.lastIndex());
        } else {
            out.print(Describe.entries(entries, EntryFormatter.QUOTED));
        }
        return "";
    }

    private String raftState() {
        for (LabNode node : group.nodes) {
            if (!node.isUp()) {
                out.printLine(node.id() + ": down");
                continue;
            }
            Status status = node.rawNode().status();
            BasicStatus basic = status.basic();
            String voter = status.config().voters().contains(basic.id()) ? "Voter" : "Non-Voter";
            out.printLine(basic.id() + ": " + basic.state() + " (" + voter + ") Term:" + basic.term() + " Lead:"
                    + Long.toUnsignedString(basic.lead()));
        }
        return "";
    }

    private String readIndex(Directive d) throws TestFailureException {
        if (d.arguments().size() != 2 || d.arguments().stream().anyMatch(a -> !a.values().isEmpty())) {
            throw new TestFailureException("read-index needs a node and a word that names the read");
        }
        byte[] context = d.arguments().get(1).key().getBytes(StandardCharsets.UTF_8);
        return LabGroup.error(node(d).readIndex(context));
    }

    private String reportUnreachable(Directive d) throws TestFailureException {
        List<LabNode> nodes = nodes(d);
        if (nodes.size() != 2) {
            return "must specify exactly two node indexes: node on which to report, and reported node";
        }
        nodes.get(0).rawNode().reportUnreachable(nodes.get(1).id());
        return "";
    }

    private String sendSnapshot(Directive d) throws TestFailureException {
        List<LabNode> nodes = nodes(d);
        if (nodes.size() != 2) {
            throw new TestFailureException("send-snapshot needs two nodes");
        }
        group.sendSnapshot(nodes.get(0), nodes.get(1));
        return "";
    }

    private String setElectionTimeout(Directive d) throws TestFailureException {
        LabNode node = node(d);
        int ticks = d.argument("timeout").int32(0);
        if (ticks == 0) {
            throw new TestFailureException("timeout must not be 0");
        }
        node.rawNode().setRandomizedElectionTimeout(ticks);
        return "";
    }

    private String stabilize(Directive d) throws TestFailureException {
        int levelBefore = out.level();
        try {
            for (Argument a : d.arguments()) {
                String error = a.key().equals("log-level") && !a.values().isEmpty() ? out.level(a.values().getLast()) : "";
                if (!error.isEmpty()) {
                    return error;
                }
            }
            List<LabNode> nodes = nodes(d);
            return group.stabilize(nodes.isEmpty() ? group.nodes : nodes);
        } finally {
            out.level(levelBefore);
        }
    }

    private String status(LabNode node) {
        out.print(node.rawNode().status().progress().toString());
        return "";
    }

    private static String tick(LabNode node, int count) {
        for (int i = 0; i < count; i++) {
            node.rawNode().tick();
        }
        return "";
    }

    private String transferLeadership(Directive d) throws TestFailureException {
        LabNode from = group.node(d.argument("from").uint64(0));
        LabNode to = group.node(d.argument("to").uint64(0));
        from.rawNode().transferLeader(to.id());
        return "";
    }
}
