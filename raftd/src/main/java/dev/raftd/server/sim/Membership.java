package dev.raftd.server.sim;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.raftpb.ConfState;
import dev.raftd.server.replica.Entrance;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.MemberChange;
import java.util.Map;
import java.util.TreeMap;

/// Changes of the membership, asked of the leader of the moment.
final class Membership {
    private static final int NODES_MAX = 12;
    private static final int MEMBERS_MAX = 7;

    private final World world;

    Membership(World world) {
        this.world = world;
    }

    void change(Dice dice) {
        SimProcess leader = world.leader();
        if (leader == null || leader.node().isPaused()) {
            return;
        }
        change(leader, dice);
        if (dice.percent(30)) {
            // while the first is under way: it must be refused, or come after
            change(leader, dice);
        }
    }

    private void change(SimProcess leader, Dice dice) {
        ConfState conf = leader.turns().conf();
        int size = conf.voters().size() + conf.learners().size();
        int luck = dice.below(100);
        if (!conf.learners().isEmpty() && luck < 40) {
            long id = dice.pick(conf.learners());
            leader.requests().change(new MemberChange.Promote(id), false, answer -> told("promoted", answer, id, Role.VOTER));
        } else if (size < MEMBERS_MAX && world.nodes.size() < NODES_MAX && luck < 75) {
            add(leader, dice);
        } else if (size > 1) {
            remove(leader, dice);
        }
        leader.wakeLoop();
    }

    /// What a member is after a change.
    private enum Role {
        NONE,
        MEMBER,
        VOTER
    }

    /// Changes come one at a time, so who is told of one is told the members right after it.
    private void told(String what, Answer<MembersResponse> answer, long id, Role role) {
        boolean ok = answer instanceof Answer.Ok;
        world.coverage.hit("member " + (ok ? what : "change refused or unknown"));
        if (answer instanceof Answer.Ok<MembersResponse> members) {
            Member found = members.value().members().stream().filter(m -> m.id() == id).findFirst().orElse(null);
            boolean so = switch (role) {
                case NONE -> found == null;
                case MEMBER -> found != null;
                case VOTER -> found != null && !found.learner();
            };
            world.check(so, Rule.CONFIGURATION, "member %d is said to be %s, and the members are %s", id, what, members.value().members());
        }
    }

    private void add(SimProcess leader, Dice dice) {
        long id = world.nodes.lastKey() + 1;
        MemberChange request = arrival(leader, id, dice);
        Map<Long, String> urls = urls(leader);
        urls.put(id, SimProcess.url(id));
        SimNode node = new SimNode(world, id, Entrance.joining(urls));
        world.nodes.put(id, node);
        leader.requests().change(request, false, answer -> {
            told("added", answer, id, Role.MEMBER);
            boolean mayBeAdded = !(answer instanceof Answer.Failed<MembersResponse> failed)
                    || failed.failure().outcome() == Outcome.UNKNOWN;
            if (mayBeAdded) {
                node.startAfter(dice.exponential(world.swarm.electionNanos()));
            }
        });
        // whoever lost the answer starts it all the same
        node.startAfter(8 * world.swarm.electionNanos());
    }

    private static MemberChange arrival(SimProcess leader, long id, Dice dice) {
        return dice.percent(30)
                ? new MemberChange.Replace(dice.pick(leader.turns().conf().voters()), id, SimProcess.url(id))
                : new MemberChange.Add(id, SimProcess.url(id), dice.percent(50));
    }

    private static Map<Long, String> urls(SimProcess leader) {
        Map<Long, String> urls = new TreeMap<>();
        leader.turns().root().members().forEach((id, member) -> urls.put(id, member.peerUrl()));
        return urls;
    }

    private void remove(SimProcess leader, Dice dice) {
        ConfState conf = leader.turns().conf();
        long id = dice.percent(30) && !conf.learners().isEmpty() ? dice.pick(conf.learners()) : dice.pick(conf.voters());
        world.coverage.hit(id == leader.id() ? "leader asked to remove itself" : "leader asked to remove another");
        leader.requests().change(new MemberChange.Remove(id), false, answer -> told("removed", answer, id, Role.NONE));
    }

    void transfer(Dice dice) {
        SimProcess leader = world.leader();
        if (leader != null && !leader.node().isPaused()) {
            long to = dice.pick(leader.turns().conf().voters());
            leader.requests().transfer(to, answer -> world.coverage.hit("transfer " + (answer instanceof Answer.Ok ? "done" : "failed")));
            leader.wakeLoop();
        }
    }
}
