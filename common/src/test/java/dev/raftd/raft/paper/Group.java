package dev.raftd.raft.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Config;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/// Members and the network between them. It delivers in the order of sending, and loses what a test says; time passes only by ticks.
final class Group {
    /// No test needs as many: a group that cannot settle is broken.
    private static final int DELIVERIES_MAX = 10_000;

    private final Map<Long, Member> members = new TreeMap<>();
    private final Deque<Message> wire = new ArrayDeque<>();
    private final List<Message> delivered = new ArrayList<>();
    private Predicate<Message> lost = m -> false;

    private Group(Collection<Member> members) {
        members.forEach(this::add);
    }

    /// Voters 1 to n with empty logs.
    static Group of(int voters) {
        return of(voters, c -> c);
    }

    static Group of(int voters, UnaryOperator<Config.Builder> settings) {
        long[] ids = LongStream.rangeClosed(1, voters).toArray();
        return new Group(Arrays.stream(ids).mapToObj(id -> Member.of(id, Stored.voters(ids), settings)).toList());
    }

    static Group of(Member... members) {
        return new Group(List.of(members));
    }

    /// A node that may, or may not, be told of by a configuration change.
    void add(Member m) {
        members.put(m.id(), m);
    }

    Member member(long id) {
        Member m = members.get(id);
        assertThat(m).as("member %d", id).isNotNull();
        return m;
    }

    Collection<Member> members() {
        return members.values();
    }

    /// Lets everything happen that needs no time.
    void settle() {
        members.values().forEach(m -> wire.addAll(m.settle()));
        for (int count = 0; !wire.isEmpty(); count++) {
            assertThat(count).as("deliveries until the group is quiet").isLessThan(DELIVERIES_MAX);
            deliver(wire.remove());
        }
    }

    private void deliver(Message m) {
        Member to = members.get(m.to());
        if (to != null && !lost.test(m)) {
            delivered.add(m);
            wire.addAll(to.step(m));
        }
    }

    void campaign(long id) {
        member(id).node().campaign();
        settle();
    }

    void elect(long id) {
        campaign(id);
        assertThat(member(id).state()).isEqualTo(StateType.LEADER);
    }

    void propose(long id, String data) {
        wire.addAll(member(id).propose(data));
        settle();
    }

    /// Messages that a test made, or held back.
    void send(List<Message> messages) {
        wire.addAll(messages);
        settle();
    }

    /// One member's time passes, tick by tick.
    void tick(long id, int times) {
        for (int i = 0; i < times; i++) {
            wire.addAll(member(id).tick(1));
            settle();
        }
    }

    /// Everybody's time passes.
    void tickAll(int times) {
        for (int i = 0; i < times; i++) {
            members.keySet().forEach(id -> tick(id, 1));
        }
    }

    /// A heartbeat of this leader, whenever the last one was.
    void heartbeat(long id) {
        tick(id, Member.HEARTBEAT_TICK);
    }

    /// From now on these hear from nobody else, and nobody else from them, on top of what is lost already.
    void cut(long... ids) {
        List<Long> cutOff = Arrays.stream(ids).boxed().toList();
        lose(m -> cutOff.contains(m.from()) != cutOff.contains(m.to()));
    }

    void lose(Predicate<Message> more) {
        lost = lost.or(more);
    }

    void heal() {
        lost = m -> false;
    }

    /// What was delivered of a type since the last call of [#forget].
    List<Message> delivered(MessageType type) {
        return Messages.ofType(type, delivered);
    }

    void forget() {
        delivered.clear();
    }

    List<Long> leaders() {
        return members.values().stream().filter(m -> m.state() == StateType.LEADER).map(Member::id).toList();
    }
}
