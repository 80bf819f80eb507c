package dev.raftd.server.sim;

import dev.raftd.api.Evidence;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.api.MembersResponse;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.replica.Replica;
import dev.raftd.server.replica.SnapshotFiles;
import dev.raftd.server.replica.Transport;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.transport.ClusterView;
import dev.raftd.server.transport.MemoryPort;
import dev.raftd.server.transport.TransportConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A process's end of the network: real frames, checks and handshakes, on simulated connections.
final class SimTransport implements Transport, ClusterView {
    private final World world;
    private final SimProcess process;
    private final Replica replica;
    private final SnapshotFiles files;
    private final MemoryPort port;
    private final TreeMap<Long, SimLink> links = new TreeMap<>();
    private final List<SimConnection> accepted = new ArrayList<>();
    private final TreeMap<Long, String> vouched = new TreeMap<>();
    private Map<Long, String> named = Map.of();
    private @Nullable SimConnection feeding;
    private final TreeSet<Long> strangers = new TreeSet<>();
    private boolean asking;
    private final ArrayDeque<Runnable> arrivals = new ArrayDeque<>();
    private boolean opening;
    private boolean silent;

    SimTransport(World world, SimProcess process, Replica replica, SnapshotFiles files) {
        this.world = world;
        this.process = process;
        this.replica = replica;
        this.files = files;
        TransportConfig config = new TransportConfig(process.id(), Identity.hex(SimProcess.CLUSTER), "sim", 0);
        port = new MemoryPort(config, process.acquaintances(), new Inbox(), files, this);
    }

    // Sending.

    @Override
    public void members(Map<Long, String> peerUrls) {
        named = Map.copyOf(peerUrls);
        vouched.keySet().removeIf(id -> named.containsKey(id) || replica.isRemoved(id));
        connect();
    }

    private void connect() {
        TreeMap<Long, String> all = new TreeMap<>(vouched);
        all.putAll(named);
        port.members(all);
        links.entrySet().removeIf(e -> {
            if (!all.containsKey(e.getKey())) {
                e.getValue().close();
                return true;
            }
            return false;
        });
        for (long id : all.keySet()) {
            if (id != process.id() && !links.containsKey(id)) {
                SimLink link = new SimLink(world, process, port, id);
                links.put(id, link);
                link.connect();
            }
        }
    }

    @Override
    public void send(Message m) {
        world.rules.leaving(process, m);
        SimLink link = links.get(m.to());
        boolean snapshot = m.type() == MessageType.MSG_SNAP;
        if (link == null) {
            unreachable(m.to());
            if (snapshot) {
                replica.snapshotSent(m.to(), false);
            }
        } else if (snapshot) {
            new SnapshotTransfer(world, process, port, files, m).begin();
        } else {
            link.send(m);
        }
    }

    /// Nobody asks a simulated member why.
    @Override
    public List<Evidence.Link> links() {
        return List.of();
    }

    void unreachable(long peer) {
        replica.unreachable(peer);
        process.wakeLoop();
    }

    void snapshotSent(long peer, boolean ok) {
        if (process.isAlive()) {
            replica.snapshotSent(peer, ok);
            process.wakeLoop();
        }
    }

    /// Whom it would ask about somebody that it does not know.
    Set<Long> known() {
        Set<Long> known = new TreeSet<>(named.keySet());
        known.addAll(vouched.keySet());
        known.remove(process.id());
        return known;
    }

    @Nullable
    SimLink link(long peer) {
        return links.get(peer);
    }

    // Receiving.

    /// A connection arrives; one at a time, since what is remembered of its sender is written down first.
    void open(MemoryPort.Hello hello, long snapshotBytes, Runnable hangUp, Consumer<MemoryPort.Opening> opened) {
        arrivals.add(() -> {
            MemoryPort.Opening made = port.open(hello, snapshotBytes, hangUp);
            if (made.isUnknownMember()) {
                askAround(hello.from());
            }
            opened.accept(made);
        });
        if (!opening) {
            opening = true;
            for (Runnable next = arrivals.poll(); next != null; next = arrivals.poll()) {
                next.run();
            }
            opening = false;
        }
    }

    void accepted(SimConnection connection) {
        accepted.removeIf(SimConnection::isBroken);
        accepted.add(connection);
    }

    /// Bytes arrive on a connection.
    ///
    /// @return why it is to be closed, null if it is not
    @Nullable
    String feed(SimConnection connection, MemoryPort.Inbound inbound, byte[] bytes) {
        SimLink link = links.get(inbound.peer());
        if (link != null) {
            link.heard();
        }
        feeding = connection;
        String why = inbound.feed(bytes);
        feeding = null;
        return why;
    }

    private final class Inbox implements Receiver {
        @Override
        public boolean received(Message m) {
            SimConnection from = feeding;
            world.check(from == null || !from.isCorrupted(), Rule.BYTES, "member %d took changed bytes for %s", process.id(), m);
            world.agenda.note(m.type().ordinal() * 31L + m.from() << 32 ^ m.term() << 16 ^ m.index());
            world.rules.arrived(process, m);
            boolean taken = replica.received(m);
            process.wakeLoop();
            return taken;
        }

        @Override
        public void unreachable(long peer) {
            SimTransport.this.unreachable(peer);
        }

        @Override
        public void snapshotSent(long peer, boolean ok) {
            SimTransport.this.snapshotSent(peer, ok);
        }
    }

    /// A sender that this member does not know may be one that the others added: they are asked, also about those that came meanwhile.
    private void askAround(long id) {
        strangers.add(id);
        if (asking) {
            return;
        }
        asking = true;
        Set<Long> asked = Set.copyOf(strangers);
        strangers.clear();
        for (long member : known()) {
            world.net.path(process.id(), member).travel(() -> ask(member, asked));
        }
        world.agenda.after(200_000_000, () -> asking = false);
    }

    private void ask(long member, Set<Long> ids) {
        SimProcess asked = world.node(member).process();
        if (asked == null || !asked.isServing() || asked.node().isPaused()) {
            return;
        }
        MembersResponse members = asked.replica().membersNow();
        members.members().stream().filter(m -> ids.contains(m.id()))
                .forEach(m -> world.net.path(member, process.id()).travel(() -> process.run(() -> vouch(m.id(), m.peerUrl()))));
    }

    private void vouch(long id, String url) {
        if (!named.containsKey(id) && !replica.isRemoved(id)) {
            world.coverage.hit("unknown member vouched for");
            vouched.put(id, url);
            connect();
        }
    }

    // ClusterView.

    @Override
    public MembersResponse members() {
        return replica.membersNow();
    }

    @Override
    public boolean isRemoved(long id) {
        return replica.isRemoved(id);
    }

    @Override
    public boolean isRemovedDurably(long id) {
        return replica.isRemovedDurably(id);
    }

    @Override
    public void removed(long sayer) {
        replica.toldRemoved(sayer);
    }

    @Override
    public void dataMissing(long sayer) {
        process.lostData(sayer);
    }

    @Override
    public void dataRolledBack(long sayer) {
        process.lostData(sayer);
    }

    @Override
    public @Nullable HashAnswer hashes(HashQuestion question) {
        return replica.answer(question);
    }

    @Override
    public void failed(Exception cause) {
        process.failed(cause);
    }

    // The end.

    /// No machine is left to say that the connections are over.
    void silence() {
        silent = true;
    }

    void ended() {
        if (!silent) {
            accepted.forEach(SimConnection::fail);
        }
        accepted.clear();
    }
}
