package dev.raftd.lab;

import dev.raftd.lab.LabEvent.Fate;
import dev.raftd.raft.Describe;
import dev.raftd.raft.EntryFormatter;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The nodes, the messages on their way between them, and the steps by which a group gets on. Nothing moves by itself.
///
///     node ── Ready ──> network ── deliver ──> node
///       ├── appendWork ── append thread ──> network      with asynchronous storage writes
///       └── applyWork ─── apply thread ───> network
final class LabGroup {
    private static final EntryFormatter FORMATTER = EntryFormatter.QUOTED;
    /// A group that is not at rest by then never will be: nodes can go on answering each other for ever.
    private static final int ROUNDS_MAX = 10_000;

    final List<LabNode> nodes = new ArrayList<>();
    final LabOutput out = new LabOutput();
    final LabNetwork network = new LabNetwork();
    final LabHistory history = new LabHistory();

    /// Who gets messages, or loses them.
    record Recipient(long id, boolean drop) {}

    /// A node that is up.
    LabNode node(long id) throws TestFailureException {
        LabNode node = nodeOrItsDisk(id);
        if (!node.isUp()) {
            throw new NodeDownException(id);
        }
        return node;
    }

    LabNode nodeOrItsDisk(long id) throws TestFailureException {
        if (id < 1 || id > nodes.size()) {
            throw new TestFailureException("there is no node " + Long.toUnsignedString(id));
        }
        return nodes.get((int) id - 1);
    }

    /// Whether nothing is left to do and nothing on its way.
    boolean isStable() {
        return nodes.stream().allMatch(node -> node.isIdle() && !network.hasMessagesTo(node.id()));
    }

    /// The error of a step as etcd has it, empty where etcd has none.
    static String error(StepResult result) {
        if (!(result instanceof Refused refused)) {
            return "";
        }
        return switch (refused.refusal()) {
            case PROPOSAL_DROPPED, LOCAL_MESSAGE, PEER_NOT_FOUND -> refused.refusal().toString();
            case NO_LEADER, NOT_POSSIBLE, INVALID_MESSAGE -> "";
        };
    }

    /// Takes one Ready and does what it asks for.
    ///
    /// @return an error's text, empty if there is none
    String processReady(LabNode node) {
        Ready rd = node.rawNode().ready();
        out.print(Describe.ready(rd, FORMATTER));
        node.reads.addAll(rd.readStates());
        boolean async = node.config().asyncStorageWrites();
        String error = async ? "" : store(node, rd);
        if (!error.isEmpty()) {
            return error;
        }
        rd.messages().forEach(m -> route(node, m));
        if (!async) {
            node.rawNode().advance();
        }
        history.look(node);
        return "";
    }

    private static String store(LabNode node, Ready rd) {
        String error = node.append(rd.hardState(), rd.entries(), rd.snapshot());
        return error.isEmpty() ? node.apply(rd.committedEntries()) : error;
    }

    private void route(LabNode from, Message m) {
        if (m.to() == LocalNodes.APPEND_THREAD) {
            from.appendWork.add(m);
        } else if (m.to() == LocalNodes.APPLY_THREAD) {
            from.applyWork.add(m);
        } else {
            network.send(m);
        }
    }

    String processAppendThread(LabNode node) {
        Message work = node.appendWork.poll();
        if (work == null) {
            out.print("no append work to perform");
            return "";
        }
        describeWork(work);
        Snapshot snapshot = work.snapshot() == null ? Snapshot.EMPTY : work.snapshot();
        return done(work, node.append(new HardState(work.term(), work.vote(), work.commit()), work.entries(), snapshot));
    }

    String processApplyThread(LabNode node) {
        Message work = node.applyWork.poll();
        if (work == null) {
            out.print("no apply work to perform");
            return "";
        }
        describeWork(work);
        return done(work, node.apply(work.entries()));
    }

    private void describeWork(Message work) {
        out.printLine("Processing:");
        out.printLine(Describe.message(work.toBuilder().responses(List.of()).build(), FORMATTER));
    }

    private String done(Message work, String error) {
        if (!error.isEmpty()) {
            return error;
        }
        out.printLine("Responses:");
        work.responses().forEach(response -> out.printLine(Describe.message(response, FORMATTER)));
        work.responses().forEach(network::send);
        return "";
    }

    /// Delivers or drops what is on its way to the recipients.
    ///
    /// @param type of the messages meant, null for all
    /// @return how many there were
    int deliver(List<Recipient> recipients, @Nullable MessageType type) throws TestFailureException {
        int count = 0;
        for (Recipient recipient : recipients) {
            List<Message> taken = network.take(recipient, type);
            count += taken.size();
            for (Message m : taken) {
                deliver(m, recipient);
            }
        }
        return count;
    }

    private void deliver(Message m, Recipient recipient) throws TestFailureException {
        Fate fate = fate(m, recipient);
        out.printLine(word(fate) + Describe.message(m, FORMATTER));
        history.passed(m, fate);
        if (fate == Fate.DELIVERED) {
            LabNode node = node(recipient.id());
            String error = error(node.rawNode().step(m));
            if (!error.isEmpty()) {
                out.printLine(error);
            }
            history.look(node);
        }
    }

    private Fate fate(Message m, Recipient recipient) throws TestFailureException {
        if (recipient.drop()) {
            return Fate.DROPPED;
        }
        boolean arrives = nodeOrItsDisk(recipient.id()).isUp() && !network.cuts(m);
        return arrives ? Fate.DELIVERED : Fate.LOST;
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case DROPPED -> "dropped: ";
            case LOST -> "lost: ";
            case DELIVERED, UNDER_WAY -> "";
        };
    }

    /// Lets the nodes handle Readys, receive messages and do storage work, until nothing is left to do.
    ///
    /// @return an error's text, empty if there is none
    String stabilize(List<LabNode> some) throws TestFailureException {
        boolean done = false;
        for (int round = 0; !done; round++) {
            if (round == ROUNDS_MAX) {
                throw new TestFailureException("the group does not come to rest; go on step by step");
            }
            done = true;
            for (LabNode node : some) {
                if (node.isUp() && node.rawNode().hasReady()) {
                    done = false;
                    String error = headed(node, "handling Ready", () -> processReady(node));
                    if (!error.isEmpty()) {
                        return error;
                    }
                }
            }
            done &= !receiveAll(some);
            for (LabNode node : some) {
                if (!node.appendWork.isEmpty()) {
                    done = false;
                    String error = appendAll(node);
                    if (!error.isEmpty()) {
                        return error;
                    }
                }
            }
            done &= !applyAll(some);
        }
        return "";
    }

    /// Whether there was anything to receive.
    private boolean receiveAll(List<LabNode> some) throws TestFailureException {
        boolean any = false;
        for (LabNode node : some) {
            if (network.hasMessagesTo(node.id())) {
                any = true;
                headed(node, node.isUp() ? "receiving messages" : "is down", () -> {
                    deliver(List.of(new Recipient(node.id(), false)), null);
                    return "";
                });
            }
        }
        return any;
    }

    private String appendAll(LabNode node) throws TestFailureException {
        header(node, "processing append thread");
        String error = "";
        while (error.isEmpty() && !node.appendWork.isEmpty()) {
            error = out.indented(() -> processAppendThread(node));
        }
        return error;
    }

    /// Whether there was anything to apply. Errors do not matter here.
    private boolean applyAll(List<LabNode> some) throws TestFailureException {
        boolean any = false;
        for (LabNode node : some) {
            if (!node.applyWork.isEmpty()) {
                any = true;
                header(node, "processing apply thread");
            }
            while (!node.applyWork.isEmpty()) {
                out.indented(() -> processApplyThread(node));
            }
        }
        return any;
    }

    String headed(LabNode node, String what, LabOutput.Step step) throws TestFailureException {
        header(node, what);
        return out.indented(step);
    }

    private void header(LabNode node, String what) {
        out.printLine("> " + node.id() + " " + what);
    }

    /// Puts the sender's state as a snapshot on its way, without telling its Raft.
    void sendSnapshot(LabNode from, LabNode to) {
        Message m = Message.builder(MessageType.MSG_SNAP).from(from.id()).to(to.id()).term(from.rawNode().basicStatus().term())
                .snapshot(from.state()).build();
        network.send(m);
        out.print(Describe.message(m, FORMATTER));
    }
}
