package dev.raftd.lab;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.ReadOnlyOption;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.ArrayList;
import java.util.List;

/// The arguments of `add-nodes`: what the new nodes have in common.
final class NodeOptions {
    private static final int ELECTION_TICK = 3;
    private static final int HEARTBEAT_TICK = 1;
    private static final byte[] NO_DATA = {};

    private final List<Long> voters = new ArrayList<>();
    private final List<Long> learners = new ArrayList<>();
    private long index;
    private int inflight = Integer.MAX_VALUE;
    private long maxCommittedSizePerReady;
    private long maxSizePerMsg = Config.NO_LIMIT;
    private boolean asyncStorageWrites;
    private boolean preVote;
    private boolean checkQuorum;
    private boolean disableConfChangeValidation;
    private boolean stepDownOnRemoval;
    private ReadOnlyOption readOnly = ReadOnlyOption.SAFE;
    /// Of a value that can be expected to be refused; empty if there is none.
    private String error = "";

    private NodeOptions() {}

    /// @param from the first argument that is an option
    static NodeOptions parse(Directive d, int from) throws TestFailureException {
        NodeOptions options = new NodeOptions();
        for (int i = from; i < d.arguments().size() && options.error.isEmpty(); i++) {
            options.add(d.arguments().get(i));
        }
        return options;
    }

    private void add(Argument a) throws TestFailureException {
        for (int i = 0; i < a.values().size() && error.isEmpty(); i++) {
            switch (a.key()) {
                case "voters" -> voters.add(a.uint64(i));
                case "learners" -> learners.add(a.uint64(i));
                case "index" -> index = a.uint64(i);
                case "inflight" -> inflight = a.int32(i);
                case "max-committed-size-per-ready" -> maxCommittedSizePerReady = limit(a.uint64(i));
                case "max-size-per-msg" -> maxSizePerMsg = limit(a.uint64(i)); // not in etcd's language
                case "async-storage-writes" -> asyncStorageWrites = a.bool(i);
                case "prevote" -> preVote = a.bool(i);
                case "checkquorum" -> checkQuorum = a.bool(i);
                case "disable-conf-change-validation" -> disableConfChangeValidation = a.bool(i);
                case "step-down-on-removal" -> stepDownOnRemoval = a.bool(i);
                case "read-only" -> readOnly(a.string(i));
                case "content" -> throw new TestFailureException("argument content cannot be read");
                default -> {} // unknown arguments are ignored
            }
        }
    }

    /// Unsigned numbers from 2^63 on are as good as no limit.
    private static long limit(long unsigned) {
        return unsigned < 0 ? Config.NO_LIMIT : unsigned;
    }

    private void readOnly(String name) {
        switch (name) {
            case "safe" -> readOnly = ReadOnlyOption.SAFE;
            case "lease-based" -> readOnly = ReadOnlyOption.LEASE_BASED;
            default -> error = "invalid read-only option \"" + name + "\"";
        }
    }

    /// @return an error's text, empty if there is none
    String addTo(LabGroup group, int count) throws TestFailureException {
        boolean bootstrap = index != 0 || !voters.isEmpty() || !learners.isEmpty();
        for (int i = 0; i < count && error.isEmpty(); i++) {
            if (bootstrap && (index == 0 || index == 1)) {
                return "index must be specified as > 1 due to bootstrap";
            }
            group.nodes.add(newNode(group, bootstrap ? bootstrapSnapshot() : Snapshot.EMPTY));
        }
        return error;
    }

    private Snapshot bootstrapSnapshot() {
        return new Snapshot(NO_DATA, new SnapshotMetadata(new ConfState(voters, learners, List.of(), List.of(), false), index, 1));
    }

    private LabNode newNode(LabGroup group, Snapshot initial) throws TestFailureException {
        MemoryStorage storage = new MemoryStorage();
        if (!initial.isEmpty()) {
            storage.applySnapshot(initial);
        }
        try {
            return new LabNode(config(group.nodes.size() + 1, storage, group.out), storage, initial);
        } catch (IllegalArgumentException e) {
            throw new TestFailureException("a node cannot be made so: " + e.getMessage());
        }
    }

    /// Randomized timeouts are always the shortest here.
    private Config.Builder config(long id, MemoryStorage storage, LabOutput out) {
        return Config.builder(id, storage, electionTick -> electionTick).electionTick(ELECTION_TICK).heartbeatTick(HEARTBEAT_TICK)
                .applied(index).maxSizePerMsg(maxSizePerMsg).maxInflightMsgs(inflight).maxCommittedSizePerReady(maxCommittedSizePerReady)
                .asyncStorageWrites(asyncStorageWrites).preVote(preVote).checkQuorum(checkQuorum).readOnlyOption(readOnly)
                .disableConfChangeValidation(disableConfChangeValidation).stepDownOnRemoval(stepDownOnRemoval).logger(out);
    }
}
