package dev.raftd.server.replica;

import dev.raftd.api.Bytes;
import dev.raftd.api.Evidence;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.raft.Logger;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.agreement.StateCheck;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SimDisks;
import dev.raftd.why.Silent;
import dev.raftd.why.Survey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A cluster of replicas in one thread with time of its own: it plays their loops, their log writers, the network and the background.
final class TestCluster {
    static final long TICK_MILLIS = 100;
    static final int ELECTION_TICKS = 10;
    private static final int TICKS_MAX = 1_000;

    /// A link that carries nothing.
    private record Link(long from, long to) {}

    private record Delivery(long from, long to, Message message) {}

    /// A member's place: its disk outlives its runs.
    final class Place {
        final long id;
        Disk disk = SimDisks.fresh();
        Recovery.@Nullable Recovered stored;
        @Nullable
        Replica replica;
        @Nullable
        StateCheck check;
        boolean diskStands;
        /// Its raft loop gets no turns; all else of it goes on.
        boolean loopStands;
        /// Whether it was removed and may end.
        boolean ended;
        /// What happens while the next sync lasts.
        @Nullable
        Runnable duringSync;

        Place(long id) {
            this.id = id;
        }

        Replica replica() {
            if (replica == null) {
                throw new IllegalStateException("member " + id + " is down");
            }
            return replica;
        }

        KvRoot root() {
            CompletableFuture<KvRoot> root = new CompletableFuture<>();
            replica().read(true, answer -> root.complete(((Answer.Ok<KvRoot>) answer).value()));
            return root.join();
        }
    }

    private final class Wire implements Transport {
        private final long from;
        private final Receiver receiver;

        Wire(long from, Receiver receiver) {
            this.from = from;
            this.receiver = receiver;
        }

        @Override
        public void members(Map<Long, String> peerUrls) {
            members.put(from, Map.copyOf(peerUrls));
        }

        @Override
        public List<Evidence.Link> links() {
            return List.of();
        }

        @Override
        public void send(Message message) {
            if (members.get(from).containsKey(message.to())) {
                wire.add(new Delivery(from, message.to(), message));
            } else {
                receiver.unreachable(message.to());
            }
        }
    }

    final TreeMap<Long, Place> places = new TreeMap<>();
    final List<Throwable> fatal = new ArrayList<>();
    ReplicaConfig.Limits limits = ReplicaConfig.Limits.DEFAULT;
    /// Nothing, so that the log writer alone reads the time.
    ReplicaConfig.Recording recording = new ReplicaConfig.Recording(0);
    Predicate<Message> drops = message -> false;
    Predicate<Message> repeats = message -> false;
    /// Messages that stay on the wire.
    Predicate<Message> holds = message -> false;
    PeerProbe probe = PeerProbe.BLIND;
    FlightRecording flightRecording = FlightRecording.OFF;
    private final Random random;
    private final Map<Long, Map<Long, String>> members = new TreeMap<>();
    private final ArrayDeque<Delivery> wire = new ArrayDeque<>();
    private final ArrayDeque<Runnable> background = new ArrayDeque<>();
    private final Set<Link> cut = new HashSet<>();
    private final Set<Long> paused = new HashSet<>();
    private final TreeMap<Long, String> founders = new TreeMap<>();
    private long nowNanos = 1;
    private long runs;

    TestCluster(long seed) {
        random = new Random(seed);
    }

    /// A new cluster of members 1 to `count`, with a leader.
    static TestCluster of(int count, long seed) {
        return of(count, seed, ReplicaConfig.Limits.DEFAULT);
    }

    static TestCluster of(int count, long seed, ReplicaConfig.Limits limits) {
        TestCluster cluster = new TestCluster(seed);
        cluster.limits = limits;
        cluster.found(count);
        return cluster;
    }

    /// Starts members 1 to `count` and waits for a leader.
    void found(int count) {
        for (long id = 1; id <= count; id++) {
            founders.put(id, peerUrl(id));
        }
        for (long id = 1; id <= count; id++) {
            start(id);
        }
        leader();
    }

    static String peerUrl(long id) {
        return "http://peer" + id;
    }

    static String clientUrl(long id) {
        return "http://client" + id;
    }

    /// A member whose disk has something on it already.
    void place(long id, Disk disk) {
        places.computeIfAbsent(id, Place::new).disk = disk;
    }

    /// Starts a member, or starts it again: from the first members if its disk is empty.
    Replica start(long id) {
        return start(id, Entrance.founding(founders));
    }

    /// Starts a member that was added to a running cluster.
    Replica join(long id) {
        return start(id, Entrance.joining(members.get(leader())));
    }

    private Replica start(long id, Entrance entrance) {
        Place place = places.computeIfAbsent(id, Place::new);
        DataDir dir = DataDir.open(place.disk, new Identity(id, 42));
        Recovery.Recovered stored = Recovery.open(dir, new LogConfig(64 << 10, 1 << 20, 1, 96 << 10, 16 << 10));
        ReplicaConfig.Self self = new ReplicaConfig.Self(id, Identity.hex(42), "test", peerUrl(id), clientUrl(id), "memory");
        runs++;
        Random timeouts = new Random(random.nextLong());
        ReplicaConfig config = new ReplicaConfig(self, TICK_MILLIS, ELECTION_TICKS, limits, runs,
                ticks -> ticks + timeouts.nextInt(ticks), Logger.SILENT, InstantSource.system(), recording);
        place.stored = stored;
        place.replica = new Replica(config, stored, entrance,
                new Replica.Surroundings(receiver -> new Wire(id, receiver), background::add, fatal::add, () -> readNanos(place), probe,
                        () -> place.ended = true, flightRecording));
        place.check = new StateCheck(place.replica.comparison(), (url, question) -> hashes(id, url, question));
        return place.replica;
    }

    private HashAnswer hashes(long from, String peerUrl, HashQuestion question) throws IOException {
        Place to = places.values().stream().filter(place -> peerUrl(place.id).equals(peerUrl)).findFirst().orElseThrow();
        if (to.replica == null || cut.contains(new Link(from, to.id)) || cut.contains(new Link(to.id, from))) {
            throw new IOException("unreachable");
        }
        return to.replica().answer(question);
    }

    /// Every member compares its store with the others'.
    void compareStores() {
        places.values().stream().filter(place -> place.replica != null).forEach(place -> place.check.run());
        settle();
    }

    /// A log writer reads the time before and after a sync.
    private long readNanos(Place place) {
        Runnable meanwhile = place.duringSync;
        place.duringSync = null;
        if (meanwhile != null) {
            place.diskStands = true;
            meanwhile.run();
            place.diskStands = false;
        }
        return nowNanos;
    }

    /// The power goes, from one instant to the next: what was synced stays, of the rest any part.
    void kill(long id) {
        Place place = places.get(id);
        place.replica = null;
        place.disk = SimDisks.crash(place.disk, random.nextLong());
        wire.removeIf(delivery -> delivery.from == id || delivery.to == id);
    }

    /// Nothing passes between the one and the others, in either direction.
    void isolate(long id) {
        for (long other : places.keySet()) {
            cut.add(new Link(id, other));
            cut.add(new Link(other, id));
        }
    }

    /// Nothing passes from the one to the other.
    void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    /// The process stands still; what is sent to it arrives and waits.
    void pause(long id) {
        paused.add(id);
    }

    void resume(long id) {
        paused.remove(id);
    }

    void heal() {
        cut.clear();
    }

    Replica replica(long id) {
        return places.get(id).replica();
    }

    KvRoot root(long id) {
        return places.get(id).root();
    }

    // Time.

    /// Lets everything happen that needs no time.
    void settle() {
        for (int i = 0; i < 100_000; i++) {
            if (!step()) {
                return;
            }
        }
        throw new AssertionError("the cluster does not come to rest");
    }

    private boolean step() {
        boolean worked = false;
        for (Place place : List.copyOf(places.values())) {
            Replica replica = place.replica;
            if (replica != null && !paused.contains(place.id) && !place.loopStands) {
                worked |= replica.runOnce(nowNanos);
                worked |= !place.diskStands && replica.writer().runOnce() == LogWriter.Turn.WORKED;
            }
        }
        worked |= !background.isEmpty();
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
        worked |= wire.stream().anyMatch(d -> !holds.test(d.message));
        for (int n = wire.size(); n > 0; n--) {
            deliver(wire.remove());
        }
        return worked;
    }

    private void deliver(Delivery d) {
        if (holds.test(d.message)) {
            wire.add(d);
            return;
        }
        Place from = places.get(d.from);
        Place to = places.get(d.to);
        boolean snapshot = d.message.type() == MessageType.MSG_SNAP;
        boolean passes = to != null && to.replica != null && !to.replica().isRemoved(d.from) && !cut.contains(new Link(d.from, d.to))
                && !drops.test(d.message)
                && members.get(d.to) != null;
        if (passes && repeats.test(d.message)) {
            to.replica().received(d.message);
        }
        boolean arrived = passes && (!snapshot || copy(from, to, d.message)) && to.replica().received(d.message);
        if (snapshot) {
            from.replica().snapshotSent(d.to, arrived);
        } else if (!arrived) {
            from.replica().unreachable(d.to);
        }
    }

    private static boolean copy(Place from, Place to, Message m) {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        SnapshotFiles sending = new SnapshotFiles(from.stored.snapshots());
        try (Transport.Snapshots.Source source = sending.openToSend(m.snapshot().metadata())) {
            if (source == null) {
                return false;
            }
            try (Transport.Snapshots.Sink sink = new SnapshotFiles(to.stored.snapshots()).receive(m.snapshot().metadata(),
                    source.sizeBytes())) {
                for (long at = 0; source.read(buffer, at); buffer.clear()) {
                    at += buffer.position();
                    sink.write(buffer.flip());
                }
                sink.complete();
                return true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            settle();
            nowNanos += TICK_MILLIS * 1_000_000;
            hangUp();
            settle();
        }
    }

    /// Who has applied a member's removal tells it so as soon as it connects, and takes nothing from it.
    private void hangUp() {
        for (Place removed : places.values()) {
            for (Place sayer : places.values()) {
                boolean connects = removed.replica != null && sayer.replica != null && !cut.contains(new Link(removed.id, sayer.id))
                        && members.get(removed.id).containsKey(sayer.id);
                if (connects && sayer.replica().isRemoved(removed.id)) {
                    removed.replica().toldRemoved(sayer.id);
                }
            }
        }
    }

    void until(String what, BooleanSupplier condition) {
        settle();
        for (int i = 0; i < TICKS_MAX; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            tick(1);
        }
        throw new AssertionError("not reached: " + what);
    }

    // Asking.

    /// What asking all members why brings, with nothing else happening meanwhile: killed ones are not there, paused ones say nothing.
    Survey survey(long index) {
        List<Evidence> evidence = new ArrayList<>();
        List<Silent> silent = new ArrayList<>();
        for (Place place : places.values()) {
            if (place.replica == null) {
                silent.add(new Silent(place.id, clientUrl(place.id), Silent.How.UNREACHABLE, "connection refused"));
            } else if (paused.contains(place.id)) {
                silent.add(new Silent(place.id, clientUrl(place.id), Silent.How.NO_ANSWER, "no answer within 2000 ms"));
            } else {
                evidence.add(evidence(place, index));
            }
        }
        return new Survey(evidence, silent);
    }

    private Evidence evidence(Place place, long index) {
        Asked<Evidence> asked = begin(reply -> place.replica().why(index, reply));
        if (asked.answer() == null) {
            place.replica().runOnce(nowNanos); // the question waits for a turn
        }
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
        return ok(asked.answer());
    }

    /// Asks and waits for the answer.
    <T> Answer<T> ask(Consumer<Reply<T>> request) {
        Asked<T> asked = begin(request);
        until("an answer", () -> asked.answer() != null);
        return asked.answer();
    }

    /// Asks and does not wait.
    static <T> Asked<T> begin(Consumer<Reply<T>> request) {
        Asked<T> asked = new Asked<>();
        request.accept(asked);
        return asked;
    }

    /// Keeps an answer; a second one is a failure.
    static final class Asked<T> implements Reply<T> {
        private @Nullable Answer<T> answer;

        @Override
        public void answer(Answer<T> given) {
            if (answer != null) {
                throw new AssertionError("answered twice: " + answer + " and " + given);
            }
            answer = given;
        }

        @Nullable
        Answer<T> answer() {
            return answer;
        }
    }

    static <T> T ok(Answer<T> answer) {
        return switch (answer) {
            case Answer.Ok<T> ok -> ok.value();
            case Answer.Failed<T> failed -> throw new AssertionError(failed.failure());
        };
    }

    static Failure failure(Answer<?> answer) {
        return switch (answer) {
            case Answer.Ok<?> ok -> throw new AssertionError(ok);
            case Answer.Failed<?> failed -> failed.failure();
        };
    }

    WriteResponse put(long at, String key, String value) {
        return ok(ask(reply -> replica(at).write(put(key, value), null, reply)));
    }

    static Command put(String key, String value) {
        return new Command.Put(Bytes.utf8(key), Bytes.utf8(value), Command.UNCONDITIONAL);
    }

    /// What a linearizable read of that member gives.
    @Nullable
    String get(long at, String key) {
        KvRoot root = ok(this.<KvRoot>ask(reply -> replica(at).read(false, reply)));
        var kv = root.get(Bytes.utf8(key));
        return kv == null ? null : kv.value().toString();
    }

    StatusResponse status(long at) {
        return ok(ask(replica(at)::status));
    }

    /// The leader that a majority follows.
    long leader() {
        until("a leader", () -> currentLeader() != 0);
        return currentLeader();
    }

    private long currentLeader() {
        Map<Long, Integer> followed = new TreeMap<>();
        long running = places.values().stream().filter(p -> p.replica != null).count();
        places.values().stream().filter(p -> p.replica != null && p.replica.leader() != 0)
                .forEach(p -> followed.merge(p.replica.leader(), 1, Integer::sum));
        return followed.entrySet().stream().filter(e -> 2 * e.getValue() > running).mapToLong(Map.Entry::getKey)
                .filter(id -> places.get(id).replica != null && places.get(id).replica().leader() == id).findFirst().orElse(0);
    }

    long follower() {
        long leader = leader();
        return places.values().stream().filter(p -> p.replica != null && p.id != leader).mapToLong(p -> p.id).findFirst().orElseThrow();
    }

    /// Waits until all have applied the same.
    void converge() {
        until("all at one index", () -> places.values().stream().filter(p -> p.replica != null).map(p -> p.root().appliedIndex())
                .distinct().count() == 1);
    }
}
