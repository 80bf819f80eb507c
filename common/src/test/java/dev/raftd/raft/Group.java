package dev.raftd.raft;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/// Nodes with storages in memory, whose messages are delivered in order when asked to.
final class Group {
    final SortedMap<Long, Node> nodes = new TreeMap<>();
    private final Deque<Message> messages = new ArrayDeque<>();

    static final class Node {
        final MemoryStorage storage = new MemoryStorage();
        final RawNode raw;
        final List<Entry> applied = new ArrayList<>();
        final List<ReadState> reads = new ArrayList<>();
        final Fixtures.Lines log = new Fixtures.Lines();

        private Node(long id, Snapshot initial, UnaryOperator<Config.Builder> options) {
            storage.applySnapshot(initial);
            storage.setHardState(new HardState(1, 0, initial.metadata().index()));
            Config.Builder builder = Config.builder(id, storage, tick -> tick).electionTick(10).heartbeatTick(1)
                    .maxSizePerMsg(Config.NO_LIMIT).maxInflightMsgs(256).applied(initial.metadata().index()).logger(log);
            raw = new RawNode(options.apply(builder).build());
        }

        List<String> data() {
            return applied.stream().filter(e -> e.type() == EntryType.NORMAL && e.data().length > 0)
                    .map(e -> new String(e.data(), StandardCharsets.UTF_8)).toList();
        }

        /// Handles one Ready, and returns its messages.
        List<Message> handle() {
            Ready rd = raw.ready();
            if (!rd.hardState().isEmpty()) {
                storage.setHardState(rd.hardState());
            }
            if (!rd.snapshot().isEmpty()) {
                storage.applySnapshot(rd.snapshot());
            }
            storage.append(rd.entries());
            rd.committedEntries().forEach(this::apply);
            reads.addAll(rd.readStates());
            raw.advance();
            return rd.messages();
        }

        private void apply(Entry e) {
            applied.add(e);
            try {
                if (e.type() != EntryType.NORMAL) {
                    raw.applyConfChange(Codec.decodeConfChange(e));
                }
            } catch (CodecException broken) {
                throw new AssertionError(broken);
            }
        }

        /// Handles Readys until there is none, for a node whose messages do not matter.
        List<Message> handleAll() {
            List<Message> sent = new ArrayList<>();
            while (raw.hasReady()) {
                sent.addAll(handle());
            }
            return sent;
        }
    }

    /// Voters from 1 on in term 1, after a snapshot at index 1 of that term.
    static Group of(int voters, UnaryOperator<Config.Builder> options) {
        Group group = new Group();
        long[] ids = LongStream.rangeClosed(1, voters).toArray();
        for (long id : ids) {
            group.nodes.put(id, new Node(id, Fixtures.snapshot(1, 1, ids), options));
        }
        return group;
    }

    static Group of(int voters) {
        return of(voters, builder -> builder);
    }

    /// With node 1 elected.
    static Group led(int voters, UnaryOperator<Config.Builder> options) {
        Group group = of(voters, options);
        group.raw(1).campaign();
        group.settle();
        return group;
    }

    static Group led(int voters) {
        return led(voters, builder -> builder);
    }

    Node node(long id) {
        return nodes.get(id);
    }

    RawNode raw(long id) {
        return node(id).raw;
    }

    /// Delivers messages and handles Readys until nothing is left to do.
    void settle() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Node node : nodes.values()) {
                if (node.raw.hasReady()) {
                    busy = true;
                    messages.addAll(node.handle());
                }
            }
            while (!messages.isEmpty()) {
                Message m = messages.remove();
                Node to = nodes.get(m.to());
                if (to != null) {
                    to.raw.step(m);
                }
            }
        }
    }
}
