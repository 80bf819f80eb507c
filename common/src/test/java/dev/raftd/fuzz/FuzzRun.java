package dev.raftd.fuzz;

import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.quorum.Vote;
import dev.raftd.quorum.VoteResult;
import dev.raftd.raft.ReadState;
import dev.raftd.raft.SnapshotStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.trace.Recorder;
import dev.raftd.tracker.TrackerConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One seed: a group of RawNodes on a network that loses, repeats, delays and cuts, with crashes, configuration changes, transfers,
/// reads and compaction; then everything heals, and the group must come to life again.
final class FuzzRun {
    private static final int POOL = 7;
    private static final int NETWORK_MAX = 400;
    private static final int HEALED_ROUNDS_MAX = 3_000;

    private final SplittableRandom random;
    private final Options options;
    private final List<FuzzNode> nodes = new ArrayList<>();
    private final Invariants invariants;
    private final List<Message> network = new ArrayList<>();
    /// Which side of the present cut a node is on.
    private final int[] side = new int[POOL + 1];
    private final Map<Long, Long> readsAsked = new HashMap<>();
    private long counter;

    FuzzRun(long seed) {
        this(seed, id -> null);
    }

    /// @param recorders makes one for each life of a node, or null
    FuzzRun(long seed, LongFunction<@Nullable Recorder> recorders) {
        random = new SplittableRandom(seed);
        options = Options.draw(random);
        Invariants[] checks = new Invariants[1];
        for (long id = 1; id <= POOL; id++)
            nodes.add(new FuzzNode(id, options, random.split(), checks, this::enqueue, this::readServed, recorders));
        ConfState first = ConfState.of(LongStream.rangeClosed(1, options.initialVoters()).boxed().toList());
        invariants = new Invariants(nodes, 1, 1, first);
        checks[0] = invariants;
        for (FuzzNode node : nodes) {
            if (node.id <= options.initialVoters()) {
                node.disk.applySnapshot(new Snapshot(new byte[8], new SnapshotMetadata(first, 1, 1)));
                node.disk.setHardState(new HardState(1, 0, 1)); // term 1 is over: no leader may take the snapshot for its own entry
            }
            node.start();
        }
    }

    /// @return whether the group came to life again; false if it could not: a member that has applied its own demotion may hold the longest
    ///         log, and its vote be needed by those that have not heard that the demotion is committed (two voters becoming one, mostly)
    boolean run(int steps) {
        for (int i = 0; i < steps; i++)
            step();
        return heal();
    }

    private void step() {
        FuzzNode node = nodes.get(random.nextInt(POOL));
        double draw = random.nextDouble();
        if (!node.isUp()) {
            if (draw < 0.05)
                node.start();
            return;
        }
        if (draw < options.crashRate())
            node.crash();
        else if (random.nextDouble() < options.partitionRate())
            cut();
        else if (random.nextDouble() < 0.5)
            deliver();
        else
            act(node);
        if (node.isUp())
            invariants.afterStep(node);
    }

    private void act(FuzzNode node) {
        double draw = random.nextDouble();
        if (draw < 0.15)
            node.raw().tick();
        else if (draw < 0.25)
            node.raw().propose(ByteBuffer.allocate(8 + random.nextInt(40)).putLong(++counter).array());
        else if (draw < 0.25 + options.confChangeRate())
            changeConfiguration(node);
        else if (draw < 0.29)
            rarely(node);
        else if (draw < 0.29 + options.compactRate())
            node.compact();
        else
            work(node);
    }

    private void rarely(FuzzNode node) {
        switch (random.nextInt(8)) {
            case 0 -> node.raw().campaign();
            case 1 -> node.raw().forgetLeader();
            case 2, 3 -> {
                if (random.nextDouble() < 100 * options.transferRate())
                    node.raw().transferLeader(1 + random.nextInt(POOL));
            }
            default -> read(node);
        }
    }

    private void read(FuzzNode node) {
        readsAsked.put(++counter, invariants.appliedAnywhere());
        node.raw().readIndex(ByteBuffer.allocate(8).putLong(counter).array());
    }

    private void readServed(ReadState read) {
        Long appliedBefore = readsAsked.get(ByteBuffer.wrap(read.requestContext()).getLong());
        if (!options.leaseReads()) // a lease needs clocks that run at one rate, which these do not
            invariants.readServed(read.index(), appliedBefore);
    }

    private void work(FuzzNode node) {
        if (node.raw().hasReady() && random.nextBoolean())
            node.handleReady(random.nextDouble() < options.crashRate() ? 1 + random.nextInt(2) : 0);
        else if (node.hasAppendWork() && random.nextBoolean())
            node.doAppendWork();
        else if (node.hasApplyWork())
            node.doApplyWork();
        else if (node.raw().hasReady())
            node.handleReady(0);
    }

    private void changeConfiguration(FuzzNode node) {
        if (node.raw().basicStatus().state() != StateType.LEADER)
            return;
        TrackerConfig config = node.raw().status().config();
        if (config.isJoint()) {
            node.raw().proposeConfChange(ConfChangeV2.leaveJoint());
            return;
        }
        List<ConfChangeSingle> changes = new ArrayList<>();
        NodeIds voters = config.voters().incoming().ids();
        int voterCount = voters.size();
        int wanted = 1 + random.nextInt(3);
        for (int i = 0; i < wanted; i++) {
            long id = 1 + random.nextInt(POOL);
            ConfChangeType type = ConfChangeType.values()[random.nextInt(4)];
            boolean loses = type == ConfChangeType.REMOVE_NODE || type == ConfChangeType.ADD_LEARNER_NODE;
            if (loses && --voterCount < 1)
                continue;
            changes.add(new ConfChangeSingle(type, id));
        }
        node.raw().proposeConfChange(form(changes));
    }

    private ConfChangeI form(List<ConfChangeSingle> changes) {
        if (changes.size() == 1 && random.nextBoolean())
            return new ConfChange(0, changes.getFirst().type(), changes.getFirst().nodeId(), new byte[0]);
        ConfChangeTransition transition = ConfChangeTransition.values()[random.nextInt(3)];
        return new ConfChangeV2(transition, changes, new byte[0]);
    }

    private void enqueue(Message m) {
        if (random.nextDouble() < options.dropRate() || network.size() >= NETWORK_MAX)
            lost(m);
        else
            network.add(m);
    }

    private void lost(Message m) {
        FuzzNode sender = nodes.get((int) m.from() - 1);
        if (sender.isUp() && m.type() == MessageType.MSG_SNAP)
            sender.raw().reportSnapshot(m.to(), SnapshotStatus.FAILURE);
        else if (sender.isUp() && random.nextBoolean())
            sender.raw().reportUnreachable(m.to());
    }

    private void cut() {
        for (int i = 1; i <= POOL; i++)
            side[i] = random.nextInt(2);
        if (random.nextInt(3) == 0)
            Arrays.fill(side, 0);
    }

    private void deliver() {
        if (network.isEmpty())
            return;
        int place = options.reorder() ? random.nextInt(network.size()) : 0;
        Message m = random.nextDouble() < options.duplicateRate() ? network.get(place) : network.remove(place);
        FuzzNode receiver = nodes.get((int) m.to() - 1);
        if (!receiver.isUp() || side[(int) m.from()] != side[(int) m.to()]) {
            lost(m);
            return;
        }
        receiver.raw().step(random.nextInt(16) == 0 ? overTheWire(m) : m);
        invariants.afterStep(receiver);
        FuzzNode sender = nodes.get((int) m.from() - 1);
        if (m.type() == MessageType.MSG_SNAP && sender.isUp())
            sender.raw().reportSnapshot(m.to(), SnapshotStatus.FINISH);
    }

    private static Message overTheWire(Message m) {
        try {
            return Codec.decodeMessage(Codec.encode(m));
        } catch (CodecException e) {
            throw new AssertionError(e);
        }
    }

    /// No more faults: within a bounded time there is a leader that commits, and every member of its configuration follows.
    private boolean heal() {
        Arrays.fill(side, 0);
        nodes.stream().filter(node -> !node.isUp()).forEach(FuzzNode::start);
        StepResult.Appended target = null;
        for (int round = 0; round < HEALED_ROUNDS_MAX; round++) {
            for (FuzzNode node : nodes) {
                if (random.nextInt(4) != 0) // not in step, or candidates would tie for ever
                    node.raw().tick();
                if (random.nextInt(32) == 0) // a member cannot be brought up by a snapshot older than its membership
                    node.compact();
                settle(node);
            }
            exchange();
            FuzzNode leader = leader();
            if (leader == null)
                continue;
            NodeIds voters = leader.raw().status().config().voters().ids();
            if (!voters.contains(leader.id)) // one that was removed need not step down by itself; it drops what is proposed
                leader.raw().transferLeader(voters.at(random.nextInt(voters.size())));
            if (target == null || target.term() != leader.raw().basicStatus().term()) // a proposal may be lost with its leader
                target = leader.raw().propose(new byte[]{1}) instanceof StepResult.Appended appended ? appended : null;
            if (target != null && followed(leader, target.index()))
                return true;
        }
        if (nodes.stream().anyMatch(this::isElectable))
            throw new AssertionError(
                    "no life after healing, target " + target + ", " + options + nodes.stream().map(this::describe).toList());
        return false;
    }

    /// Whether its log is good enough for a quorum of the configuration it knows.
    private boolean isElectable(FuzzNode candidate) {
        JointConfig voters = candidate.raw().status().config().voters();
        if (!voters.contains(candidate.id))
            return false;
        return voters.voteResult(id -> isAsUpToDate(candidate, nodes.get((int) id - 1)) ? Vote.GRANTED : Vote.REJECTED) == VoteResult.WON;
    }

    private static boolean isAsUpToDate(FuzzNode candidate, FuzzNode voter) {
        long candidateLast = candidate.raw().logState().lastIndex();
        long voterLast = voter.raw().logState().lastIndex();
        long candidateTerm = candidate.raw().term(candidateLast);
        long voterTerm = voter.raw().term(voterLast);
        return candidateTerm > voterTerm || candidateTerm == voterTerm && candidateLast >= voterLast;
    }

    private String describe(FuzzNode node) {
        StringBuilder text = new StringBuilder("\n").append(node.raw().basicStatus()).append(' ').append(node.raw().logState());
        node.raw().withProgress((id, progress) -> text.append("\n    ").append(id).append(": ").append(progress));
        return text.toString();
    }

    private void settle(FuzzNode node) {
        while (node.raw().hasReady() || node.hasAppendWork() || node.hasApplyWork()) {
            if (node.hasAppendWork())
                node.doAppendWork();
            else if (node.hasApplyWork())
                node.doApplyWork();
            else
                node.handleReady(0);
            invariants.afterStep(node);
        }
    }

    private void exchange() {
        List<Message> batch = List.copyOf(network);
        network.clear();
        for (Message m : batch) {
            FuzzNode receiver = nodes.get((int) m.to() - 1);
            receiver.raw().step(m);
            invariants.afterStep(receiver);
            if (m.type() == MessageType.MSG_SNAP)
                nodes.get((int) m.from() - 1).raw().reportSnapshot(m.to(), SnapshotStatus.FINISH);
        }
    }

    private FuzzNode leader() {
        FuzzNode leader = null;
        for (FuzzNode node : nodes)
            if (node.raw().basicStatus().state() == StateType.LEADER
                    && (leader == null || node.raw().basicStatus().term() > leader.raw().basicStatus().term()))
                leader = node;
        return leader;
    }

    private boolean followed(FuzzNode leader, long target) {
        NodeIds voters = leader.raw().status().config().voters().ids();
        for (FuzzNode node : nodes)
            if (voters.contains(node.id) && node.applied < target)
                return false;
        return leader.applied >= target;
    }
}
