package dev.raftd.server;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.agreement.StateCheck;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Life;
import dev.raftd.server.epoch.Lineage;
import dev.raftd.server.http.ClientServer;
import dev.raftd.server.http.HttpConfig;
import dev.raftd.server.recording.RecordingFiles;
import dev.raftd.server.replica.Entrance;
import dev.raftd.server.replica.FlightRecording;
import dev.raftd.server.replica.Replica;
import dev.raftd.server.replica.ReplicaConfig;
import dev.raftd.server.replica.ReplicaThreads;
import dev.raftd.server.replica.SnapshotFiles;
import dev.raftd.server.replica.Transport;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SmallFile;
import dev.raftd.server.storage.Start;
import dev.raftd.server.storage.StorageException;
import dev.raftd.server.transport.ClusterClient;
import dev.raftd.server.transport.ClusterView;
import dev.raftd.server.transport.HashClient;
import dev.raftd.server.transport.HttpTransport;
import dev.raftd.server.transport.TransportConfig;
import dev.raftd.server.transport.UrlProbe;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running member: opened from the disk outwards, closed from the clients inwards.
final class Raftd {
    private static final Logger LOG = LoggerFactory.getLogger(Raftd.class);
    private static final int JOIN_TIMEOUT_MILLIS = 3_000;
    private static final int FOUNDER_TIMEOUT_MILLIS = 500;
    private static final int FIRST_CHECK_MILLIS = 1_000;
    /// The reserve takes no more of a file system than one part in so many.
    private static final int RESERVE_PART = 16;
    private static final long RECORDING_BYTES = 16 << 20;

    private final RaftdConfig config;
    private final Identity identity;
    private final DataDir dir;
    private final HttpTransport transport;
    private final @Nullable RecordingFiles recordings;
    private final ClientServer clients;
    private final ReplicaThreads threads;
    private final ScheduledExecutorService checks = Executors
            .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("hash-check").factory());

    /// Serves until the process is told to stop, or cannot go on; either ends the process.
    static int run(RaftdConfig config) throws Exception {
        Raftd raftd = new Raftd(config);
        Runtime.getRuntime().addShutdownHook(new Thread(raftd::stop, "shutdown"));
        System.out.println(raftd.readyLine());
        System.out.flush();
        new CountDownLatch(1).await();
        return ExitStatus.OK;
    }

    private Raftd(RaftdConfig config) throws Exception {
        this.config = config;
        requireFree("--listen-peer", config.listenPeer());
        requireFree("--listen-client", config.listenClient());
        // before the start is counted: it may not come to one
        recordings = recordings();
        Identity stored = RealDisk.isThere(config.dataDir()) ? stored(RealDisk.openReadOnly(config.dataDir())) : null;
        identity = stored == null ? firstIdentity() : new Identity(config.id(), stored.clusterId());
        Disk disk = RealDisk.open(config.dataDir());
        try (Opened opened = new Opened()) {
            dir = opened.add(DataDir.open(disk, identity));
            RaftdConfig.Tuning tuning = config.tuning();
            LogConfig sizes = new LogConfig((int) tuning.segmentSizeBytes(), tuning.cacheSizeBytes(), LogConfig.DEFAULT.sparesMax(),
                    Math.min(tuning.reserveSizeBytes(), RealDisk.totalBytes(config.dataDir()) / RESERVE_PART),
                    tuning.scrubBytesPerSecond());
            Recovery.Recovered recovered = Recovery.open(dir, sizes);
            opened.add(recovered.log());
            SecureRandom random = new SecureRandom();
            Start start = dir.start(random.nextLong(), random.nextLong());
            Lineage lineage = new Lineage(new Life(start.store(), start.run(), start.incarnation()), start.before());
            SmallFile remembered = opened.add(dir.peers(Acquaintances.BYTES_MAX));
            Acquaintances acquaintances = new Acquaintances(lineage, remembered.content(), remembered::replace);
            PrometheusRegistry registry = new PrometheusRegistry();
            ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
            TransportHolder holder = new TransportHolder(recovered, acquaintances, registry);
            Replica replica = new Replica(replicaConfig(), recovered, entrance(recovered),
                    new Replica.Surroundings(holder::make, background, Raftd::halt, System::nanoTime, new UrlProbe(),
                            () -> Thread.ofPlatform().name("removed").start(this::leave),
                            new FlightRecording(config.recording().events(), RECORDING_BYTES, recordings)));
            holder.replica = replica;
            transport = opened.add(holder.transport());
            clients = opened.add(new ClientServer(httpConfig(), replica, registry));
            new ReplicaMetrics(registry, replica, recovered.log());
            bind("--listen-peer", config.listenPeer(), transport::start);
            bind("--listen-client", config.listenClient(), clients::start);
            threads = new ReplicaThreads(replica, recovered.log(), Raftd::halt, config.election().toMillis() * 2);
            threads.start();
            if (recordings != null)
                recordings.start();
            compareStores(replica);
            opened.keep();
        }
    }

    private @Nullable RecordingFiles recordings() {
        Path directory = config.recording().directory();
        if (directory == null)
            return null;
        return new RecordingFiles(RealDisk.open(directory), config.id(), config.recording().sizeBytes());
    }

    /// The first time soon: a member whose disk holds something wrong serves it until then.
    private void compareStores(Replica replica) {
        long periodMillis = config.hashCheck().toMillis();
        if (periodMillis == 0)
            return;
        StateCheck check = new StateCheck(replica.comparison(), new HashClient());
        checks.scheduleWithFixedDelay(() -> {
            try {
                check.run();
            } catch (RuntimeException e) {
                LOG.error("the stores could not be compared", e);
            }
        }, Math.min(FIRST_CHECK_MILLIS, periodMillis), periodMillis, TimeUnit.MILLISECONDS);
    }

    /// The transport is made while the replica is, and asks it things only once both are there.
    private final class TransportHolder implements ClusterView {
        private final Recovery.Recovered recovered;
        private final Acquaintances acquaintances;
        private final PrometheusRegistry registry;
        private @Nullable HttpTransport made;
        private volatile @Nullable Replica replica;

        TransportHolder(Recovery.Recovered recovered, Acquaintances acquaintances, PrometheusRegistry registry) {
            this.recovered = recovered;
            this.acquaintances = acquaintances;
            this.registry = registry;
        }

        Transport make(Transport.Receiver receiver) {
            TransportConfig listen = new TransportConfig(config.id(), clusterId(), config.listenPeer().host(), config.listenPeer().port(),
                    TransportConfig.Limits.DEFAULT.withSnapshotRate(config.tuning().snapshotBytesPerSecond()));
            made = new HttpTransport(listen, receiver, new SnapshotFiles(recovered.snapshots()), this, acquaintances,
                    registry);
            return made;
        }

        HttpTransport transport() {
            return Objects.requireNonNull(made);
        }

        @Override
        public @Nullable MembersResponse members() {
            Replica r = replica;
            return r == null ? null : r.membersNow();
        }

        @Override
        public @Nullable HashAnswer hashes(HashQuestion question) {
            Replica r = replica;
            return r == null ? null : r.answer(question);
        }

        @Override
        public boolean isRemoved(long id) {
            Replica r = replica;
            return r != null && r.isRemoved(id);
        }

        @Override
        public boolean isRemovedDurably(long id) {
            Replica r = replica;
            return r != null && r.isRemovedDurably(id);
        }

        @Override
        public void removed(long sayer) {
            Replica r = replica;
            if (r != null)
                r.toldRemoved(sayer);
        }

        @Override
        public void dataMissing(long sayer) {
            halt(LostDataException.missing(config.id(), sayer, config.dataDir()));
        }

        @Override
        public void dataRolledBack(long sayer) {
            halt(LostDataException.rolledBack(config.id(), sayer, config.dataDir()));
        }

        @Override
        public void failed(Exception cause) {
            halt(cause);
        }
    }

    private @Nullable Identity stored(Disk disk) throws RemovedException {
        Identity identity = DataDir.identityOf(disk);
        if (identity == null)
            DataDir.requireNothingStored(disk);
        if (identity != null && identity.nodeId() == config.id() && DataDir.isOfRemoved(disk))
            throw new RemovedException(config.id());
        return identity;
    }

    /// Whose directory an empty one becomes; one that is missing is not made before this is known.
    private Identity firstIdentity() throws UsageException, UnavailableException, LostDataException {
        if (!config.join().isEmpty()) {
            MembersResponse members = joined();
            LostDataException.throwIfStartedBefore(config.id(), members, config.dataDir());
            return new Identity(config.id(), Long.parseUnsignedLong(members.clusterId(), 16));
        }
        if (config.peers().isEmpty())
            throw new UsageException("--peers: nothing is stored in " + config.dataDir()
                    + " yet; name the members of a new cluster with --peers, or members of the cluster to join with --join");
        Identity founder = new Identity(config.id(), ClusterId.of(config.peers(), config.clusterToken()));
        requireNeverStarted(Identity.hex(founder.clusterId()));
        return founder;
    }

    /// As far as members that run already can tell: in a cluster that is new, none does, or knows of nothing.
    private void requireNeverStarted(String clusterId) throws LostDataException {
        for (Map.Entry<Long, Address> peer : config.peers().entrySet())
            if (peer.getKey() != config.id())
                try {
                    MembersResponse members = ClusterClient.members(peer.getValue().url(), FOUNDER_TIMEOUT_MILLIS);
                    if (members.clusterId().equals(clusterId))
                        LostDataException.throwIfStartedBefore(config.id(), members, config.dataDir());
                } catch (IOException e) {
                    LOG.debug("member {} does not say whether this one was started before: {}", peer.getKey(), e.getMessage());
                }
    }

    /// The members of the cluster that this one was added to, asked of those named by `--join`.
    private MembersResponse joined() throws UnavailableException {
        StringBuilder failures = new StringBuilder();
        for (Address peer : config.join())
            try {
                MembersResponse members = ClusterClient.members(peer.url(), JOIN_TIMEOUT_MILLIS);
                if (members.members().stream().mapToLong(Member::id).noneMatch(id -> id == config.id()))
                    throw new UnavailableException("not_a_member", "the cluster of " + peer.url() + " has no member " + config.id()
                            + "; add it first: raftctl members add " + config.id() + "=" + config.listenPeer().url());
                return members;
            } catch (IOException e) {
                failures.append(failures.isEmpty() ? "" : ", ").append(peer.url()).append(" (").append(e.getMessage()).append(')');
            }
        throw new UnavailableException("no_member_answers", "no member answers at " + failures + "; start one of them, or name others");
    }

    /// How this member comes into its cluster: at the first start, or again after one that was cut short before anything was stored.
    private Entrance entrance(Recovery.Recovered recovered) throws UnavailableException, UsageException {
        HardState state = recovered.log().initialState().hardState();
        boolean empty = recovered.log().lastIndex() == 0 && state.isEmpty();
        if (!empty && !config.peers().isEmpty())
            LOG.info("--peers is ignored: the members come from the log in {}", config.dataDir());
        // a term alone, or entries that it does not know committed, name no member that it could listen to
        if (state.commit() == 0 && !config.join().isEmpty())
            return Entrance.joining(urls(joined()));
        if (!empty)
            return Entrance.joining(Map.of());
        if (ClusterId.of(config.peers(), config.clusterToken()) != identity.clusterId())
            throw new UsageException("--peers: " + config.dataDir() + " was made for cluster " + clusterId()
                    + ", which these members and this --cluster-token do not give; start it as the first time, or with --join");
        SortedMap<Long, String> founders = new TreeMap<>();
        config.peers().forEach((id, address) -> founders.put(id, address.url()));
        return Entrance.founding(founders);
    }

    private static Map<Long, String> urls(MembersResponse members) {
        Map<Long, String> urls = new HashMap<>();
        for (Member member : members.members())
            urls.put(member.id(), member.peerUrl());
        return urls;
    }

    private ReplicaConfig replicaConfig() {
        ReplicaConfig.Limits d = ReplicaConfig.Limits.DEFAULT;
        RaftdConfig.Tuning tuning = config.tuning();
        int timeoutTicks = Math.max(1, Math.toIntExact(config.requestTimeout().toMillis() / config.heartbeat().toMillis()));
        ReplicaConfig.Limits limits = new ReplicaConfig.Limits(timeoutTicks, d.waitingMax(), tuning.snapshotEvery(), d.snapshotLogBytes(),
                tuning.retainEntries(), d.promoteLagMax(), d.readysKept(), d.readysKeptBytes(), d.inflightMessages(), d.messageBytes(),
                d.uncommittedBytes(), d.stalledMillis());
        ReplicaConfig.Self self = new ReplicaConfig.Self(config.id(), clusterId(), Main.Version.NUMBER, config.listenPeer().url(),
                config.advertiseClient().url(), config.dataDir().toString());
        return new ReplicaConfig(self, config.heartbeat().toMillis(), config.electionTicks(), limits, new SecureRandom().nextLong(),
                ticks -> ticks + ThreadLocalRandom.current().nextInt(ticks), new CoreLogger(), InstantSource.system(),
                new ReplicaConfig.Recording(tuning.journeyEntries()));
    }

    private HttpConfig httpConfig() {
        return new HttpConfig(config.id(), config.listenClient().host(), config.listenClient().port(),
                Set.of(config.advertiseClient().host()));
    }

    private String clusterId() {
        return Identity.hex(identity.clusterId());
    }

    private interface Binding {
        int bind() throws IOException;
    }

    private static void bind(String option, Address address, Binding binding) throws UnavailableException {
        try {
            binding.bind();
        } catch (IOException e) {
            throw new UnavailableException("address_in_use", option + ": cannot listen on " + address.url() + " (" + e.getMessage()
                    + "); stop what listens there, or choose another port");
        }
    }

    /// Said before anything is opened: a second start by mistake is the usual cause, and shall leave no traces.
    private static void requireFree(String option, Address address) throws UnavailableException {
        bind(option, address, () -> {
            try (ServerSocket probe = new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
                return probe.getLocalPort();
            }
        });
    }

    /// One line: who, where, and where its data is.
    private String readyLine() {
        return "raftd " + config.id() + " ready: cluster " + clusterId() + ", clients " + config.advertiseClient().url() + ", peers "
                + config.listenPeer().url() + ", data " + config.dataDir();
    }

    /// SIGTERM or SIGINT: hand over, answer, flush. The status of a process that a signal ends would not be 0 otherwise.
    private synchronized void stop() {
        try {
            LOG.info("stopping");
            clients.drain();
            checks.shutdownNow();
            threads.close();
            if (recordings != null)
                recordings.close();
            clients.awaitQuiet();
            closePorts();
            dir.close();
            LOG.info("stopped");
            Runtime.getRuntime().halt(ExitStatus.OK);
        } catch (Throwable e) {
            halt(e);
        }
    }

    /// This member was removed, its clients were told so for a while, and the others can do without it.
    private synchronized void leave() {
        try {
            threads.close();
            closePorts();
            markRemoved();
            dir.close();
            halt(new RemovedException(config.id()));
        } catch (Throwable e) {
            halt(e);
        }
    }

    /// Without the mark the next start finds out by itself, a little later.
    private void markRemoved() {
        try {
            dir.markRemoved();
        } catch (StorageException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private void closePorts() {
        clients.close();
        transport.close();
    }

    /// The member cannot go on without doing harm: nothing is flushed, nothing is answered. Of several causes at once the first is told.
    private static synchronized void halt(Throwable cause) {
        Refusal refusal = Refusal.of(cause);
        System.err.println("raftd: " + refusal.code() + ": " + refusal.message());
        if (refusal.exitStatus() == ExitStatus.BUG)
            cause.printStackTrace();
        Runtime.getRuntime().halt(refusal.exitStatus());
    }
}
