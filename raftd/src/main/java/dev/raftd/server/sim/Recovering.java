package dev.raftd.server.sim;

import dev.raftd.api.Bytes;
import dev.raftd.api.WriteResponse;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raftpb.ConfState;
import dev.raftd.server.check.Request;
import dev.raftd.server.kv.Command;
import dev.raftd.server.replica.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The end of a run: a quorum is healed and must serve; then all are, and must become equal; then one has trouble that the others must not
/// feel.
final class Recovering {
    private static final int PATIENCE_ELECTIONS = 60;
    private static final int TROUBLED_ELECTIONS = 12;

    private final World world;
    private final Nemesis nemesis;
    private final List<SimClient> clients;
    private final Dice dice;
    private int probes;

    Recovering(World world, Nemesis nemesis, List<SimClient> clients) {
        this.world = world;
        this.nemesis = nemesis;
        this.clients = clients;
        dice = world.dice.fork("core");
    }

    /// @return false if too few are left to recover
    boolean run() {
        nemesis.over();
        List<SimNode> well = nemesis.well();
        ConfState conf = world.rules.stores.configuration();
        if (!world.swarm.atlas() && !Quorums.isQuorum(conf, id -> isSound(world.node(id)))) {
            return false;
        }
        world.net.heal();
        world.net.calm();
        List<SimNode> core = core(well, conf);
        for (SimNode node : well) {
            if (!core.contains(node)) {
                world.net.isolate(node.id(), Long.MAX_VALUE / 4);
            }
        }
        phase("core", core, 4);
        if (!world.agenda.isStopped()) {
            world.net.heal();
            phase("all", well, 10);
        }
        if (!world.agenda.isStopped()) {
            trouble(well);
        }
        return true;
    }

    /// One with latent damage, or without what it had, may be found out, and end, at any moment.
    private static boolean isSound(SimNode node) {
        return node.state() != SimNode.State.HALTED && !node.isDamaged() && !node.isForgetful();
    }

    /// A majority, and no more, of those that are well; all of them where the members are changing.
    private List<SimNode> core(List<SimNode> well, ConfState conf) {
        if (world.swarm.has(FaultKind.MEMBERS)) {
            return well;
        }
        List<SimNode> core = new ArrayList<>(well.stream().filter(Recovering::isSound).toList());
        int needed = conf.voters().size() / 2 + 1;
        while (core.size() > Math.max(1, needed)) {
            core.remove(dice.below(core.size()));
        }
        return core;
    }

    /// @param calmElections for how many election timeouts nobody may campaign
    private void phase(String name, List<SimNode> nodes, int calmElections) {
        nemesis.heal(nodes);
        world.agenda.after(world.swarm.electionNanos() * 2, () -> nemesis.heal(nodes));
        String missing = until(() -> missing(nodes));
        if (!missing.isEmpty()) {
            world.violated(Rule.LIVENESS, "phase '" + name + "': " + missing + " after " + PATIENCE_ELECTIONS + " election timeouts");
            return;
        }
        nodes.forEach(SimNode::recovered);
        clients.forEach(SimClient::retire);
        probe(name, nodes);
        stays(name, nodes, calmElections * world.swarm.electionNanos());
    }

    /// One has trouble, and the others serve all the same; then it catches up.
    private void trouble(List<SimNode> well) {
        List<SimNode> sound = well.stream().filter(Recovering::isSound).toList();
        ConfState conf = world.rules.stores.configuration();
        List<SimNode> bearable = members(sound).stream().map(SimProcess::node).filter(node -> Trouble.isBearable(conf, node, sound))
                .toList();
        SimProcess leader = world.leader();
        if (leader == null || bearable.isEmpty()) {
            return;
        }
        Trouble trouble = Trouble.draw(world, dice.pick(bearable), leader.id(), dice.fork("trouble"));
        List<SimNode> others = sound.stream().filter(node -> node != trouble.node()).toList();
        trouble.begin();
        if (trouble.node() == leader.node()) {
            probe(trouble.toString(), others);
        } else {
            serves(trouble, others, leader.turns().status().term());
        }
        trouble.end();
        if (!world.agenda.isStopped()) {
            world.net.heal();
            phase("again", well, 4);
        }
    }

    /// The leader stays, and most of what is written is acknowledged: a message may be dropped where a queue is short.
    private void serves(Trouble trouble, List<SimNode> others, long term) {
        TreeMap<Long, Integer> acknowledged = new TreeMap<>();
        for (int i = 0; i < TROUBLED_ELECTIONS && !world.agenda.isStopped(); i++) {
            members(others).forEach(member -> {
                acknowledged.putIfAbsent(member.id(), 0);
                write("trouble", member, () -> acknowledged.merge(member.id(), 1, Integer::sum));
            });
            pass(world.swarm.electionNanos());
        }
        acknowledged.forEach((id, count) -> world.check(2 * count >= TROUBLED_ELECTIONS, Rule.STEADY,
                "%s: member %d had %d of %d writes acknowledged", trouble, id, count, TROUBLED_ELECTIONS));
        for (SimProcess member : members(others)) {
            world.check(member.turns().status().term() == term, Rule.STEADY, "%s: member %d is in term %d, all was well in %d", trouble,
                    member.id(), member.turns().status().term(), term);
        }
    }

    /// Time passes until nothing is missing, or patience ends.
    private String until(Supplier<String> missing) {
        String left = missing.get();
        for (int i = 0; i < PATIENCE_ELECTIONS && !left.isEmpty() && !world.agenda.isStopped(); i++) {
            pass(world.swarm.electionNanos());
            left = missing.get();
        }
        return world.agenda.isStopped() ? "" : left;
    }

    private void pass(long nanos) {
        BooleanSupplier always = () -> true;
        world.agenda.run(world.agenda.nowNanos() + nanos, always);
    }

    /// Those of the nodes that are members now.
    private List<SimProcess> members(List<SimNode> nodes) {
        ConfState conf = world.rules.stores.configuration();
        List<SimProcess> members = new ArrayList<>();
        for (SimNode node : nodes) {
            SimProcess process = node.process();
            boolean isMember = conf.voters().contains(node.id()) || conf.learners().contains(node.id())
                    || conf.votersOutgoing().contains(node.id());
            if (isMember && process != null && process.isServing()) {
                members.add(process);
            }
        }
        Set<Long> ids = members.stream().map(SimProcess::id).collect(Collectors.toSet());
        members.removeIf(member -> isStranger(member, ids));
        return members;
    }

    /// All whom it knew were replaced while it was away: it takes nobody else's word, and is to be replaced, too.
    private boolean isStranger(SimProcess process, Set<Long> members) {
        boolean stranger = members.size() > 1 && Collections.disjoint(process.transport().known(), members);
        if (stranger) {
            world.coverage.hit("member that knows no member any more");
        }
        return stranger;
    }

    private String missing(List<SimNode> nodes) {
        for (SimNode node : nodes) {
            if (node.process() == null && node.state() == SimNode.State.DOWN) {
                return "member " + node.id() + " is not up";
            }
        }
        SimProcess leader = world.leader();
        if (leader == null) {
            return "there is no leader";
        }
        for (SimProcess member : members(nodes)) {
            BasicStatus status = member.turns().status();
            if (status.lead() != leader.id() || status.term() != leader.turns().status().term()) {
                return "member " + member.id() + " does not follow " + leader.id() + ": " + status;
            }
        }
        return "";
    }

    /// New writes commit, through every member; one that a change of leaders swallowed is sent again.
    private void probe(String name, List<SimNode> nodes) {
        Set<Long> acknowledged = new TreeSet<>();
        String missing = until(() -> {
            List<SimProcess> members = members(nodes);
            members.removeIf(member -> acknowledged.contains(member.id()));
            // in between one that is behind has the peace to catch up: each write may take the log away that it would need next
            members.stream().filter(this::isUpToDate).forEach(member -> write(name, member, () -> acknowledged.add(member.id())));
            int waiting = clients.stream().mapToInt(SimClient::waiting).sum();
            return !members.isEmpty()
                    ? "no write through member " + members.getFirst().id() + " is acknowledged"
                    : waiting > 0 ? waiting + " requests are not answered" : different(nodes);
        });
        if (!missing.isEmpty()) {
            world.violated(Rule.LIVENESS, "phase '" + name + "': " + missing);
        }
    }

    private void write(String name, SimProcess member, Runnable acknowledged) {
        Command put = new Command.Put(Bytes.utf8("probe"), Bytes.utf8(name + probes++), Command.UNCONDITIONAL);
        int operation = world.records.asked(-probes, new Request.Write(put, null));
        member.requests().write(put, null, (Answer<WriteResponse> answer) -> {
            if (answer instanceof Answer.Ok<WriteResponse> ok) {
                acknowledged.run();
                world.records.written(operation, ok.value());
            } else {
                world.trace.line(member.id(), "a write at the end: " + answer);
            }
        });
        member.wakeLoop();
    }

    private boolean isUpToDate(SimProcess member) {
        return member.turns().root().appliedIndex() == world.rules.stores.root().appliedIndex();
    }

    private String different(List<SimNode> nodes) {
        for (SimProcess member : members(nodes)) {
            if (!isUpToDate(member)) {
                return "member " + member.id() + " applied " + member.turns().root().appliedIndex() + ", committed is "
                        + world.rules.stores.root().appliedIndex();
            }
        }
        return "";
    }

    /// Nobody campaigns while all is well.
    private void stays(String name, List<SimNode> nodes, long nanos) {
        SimProcess leader = world.leader();
        if (leader == null || world.agenda.isStopped()) {
            return;
        }
        long term = leader.turns().status().term();
        pass(nanos);
        if (world.agenda.isStopped()) {
            return;
        }
        for (SimProcess member : members(nodes)) {
            world.check(member.turns().status().term() == term, Rule.LIVENESS, "phase '%s': member %d is in term %d, all was well in %d",
                    name, member.id(), member.turns().status().term(), term);
            world.rules.stores.look(member, true);
        }
    }
}
