package dev.raftd.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `raftd start`: the options, and their check.
@Command(name = "start", description = "Starts a member and serves until it is stopped.", mixinStandardHelpOptions = true, footer = {"",
        "A new cluster of three on one machine, each line in a terminal of its own:",
        "  P=1=http://127.0.0.1:2380,2=http://127.0.0.1:2480,3=http://127.0.0.1:2580",
        "  raftd start --id 1 --peers $P --listen-client http://127.0.0.1:2379",
        "  raftd start --id 2 --peers $P --listen-client http://127.0.0.1:2479",
        "  raftd start --id 3 --peers $P --listen-client http://127.0.0.1:2579"})
final class StartCommand implements Callable<Integer> {
    @Option(names = "--id", required = true, paramLabel = "ID", description = "This member's id, 1 or more, never used before.")
    private String id = "";

    @Option(names = "--peers", paramLabel = "ID=URL", split = ",", description = {
            "All members of a new cluster with the URLs they reach each other at, the same on every member.",
            "Ignored, with a note, once the log knows the members."})
    private List<String> peers = new ArrayList<>();

    @Option(names = "--join", paramLabel = "URL", split = ",", description = {
            "Join an existing cluster: peer URLs of some of its members.", "Add this member first: raftctl members add ID=URL"})
    private List<String> join = new ArrayList<>();

    @Option(names = "--cluster-token", paramLabel = "TEXT", defaultValue = "raftd", description = {
            "Sets clusters with the same members apart (default: ${DEFAULT-VALUE})."})
    private String clusterToken = "";

    @Option(names = "--listen-client", paramLabel = "URL", defaultValue = "http://127.0.0.1:2379", description = {
            "Where clients are served (default: ${DEFAULT-VALUE})."})
    private String listenClient = "";

    @Option(names = "--advertise-client", paramLabel = "URL", description = "Where clients are told to come (default: --listen-client).")
    private @Nullable String advertiseClient;

    @Option(names = "--listen-peer", paramLabel = "URL", description = {
            "Where the other members are served (default: this member's URL in --peers, else http://127.0.0.1:2380)."})
    private @Nullable String listenPeer;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything is kept (default: raftd-ID in the current directory).")
    private @Nullable String dataDir;

    @Option(names = "--heartbeat", paramLabel = "TIME", defaultValue = "100ms", converter = Units.DurationConverter.class, description = {
            "Time between a leader's heartbeats (default: ${DEFAULT-VALUE})."})
    private Duration heartbeat = Duration.ZERO;

    @Option(names = "--election", paramLabel = "TIME", defaultValue = "1s", converter = Units.DurationConverter.class, description = {
            "Time without a leader after which a member campaigns, up to twice as long (default: ${DEFAULT-VALUE})."})
    private Duration election = Duration.ZERO;

    @Option(names = "--request-timeout", paramLabel = "TIME", defaultValue = "5s", converter = Units.DurationConverter.class, description = {
            "Time after which a request is answered that it is not done (default: ${DEFAULT-VALUE})."})
    private Duration requestTimeout = Duration.ZERO;

    @Option(names = "--hash-check", paramLabel = "TIME", defaultValue = "10s", converter = Units.DurationConverter.class, description = {
            "Time between two comparisons of this member's store with the others', 0s for none (default: ${DEFAULT-VALUE})."})
    private Duration hashCheck = Duration.ZERO;

    @Option(names = "--snapshot-every", paramLabel = "N", defaultValue = "10000", description = {
            "Entries applied between two snapshots (default: ${DEFAULT-VALUE})."})
    private long snapshotEvery;

    @Option(names = "--retain", paramLabel = "N", defaultValue = "5000", description = {
            "Entries kept behind a snapshot for members that lag (default: ${DEFAULT-VALUE})."})
    private long retainEntries;

    @Option(names = "--segment-size", paramLabel = "SIZE", defaultValue = "64MiB", converter = Units.SizeConverter.class, description = {
            "Size of one file of the log, 64KiB to 1GiB (default: ${DEFAULT-VALUE})."})
    private long segmentSizeBytes;

    @Option(names = "--cache-size", paramLabel = "SIZE", defaultValue = "64MiB", converter = Units.SizeConverter.class, description = {
            "Recent entries kept in memory (default: ${DEFAULT-VALUE})."})
    private long cacheSizeBytes;

    @Option(names = "--reserve-size", paramLabel = "SIZE", defaultValue = "64MiB", converter = Units.SizeConverter.class, description = {
            "Room kept for votes and snapshots on a full disk, at most a sixteenth of the file system; 0B for none (default: "
                    + "${DEFAULT-VALUE})."})
    private long reserveSizeBytes;

    @Option(names = "--scrub-rate", paramLabel = "SIZE", defaultValue = "256KiB", converter = Units.SizeConverter.class, description = {
            "Bytes a second in which log and snapshots are read again and checked; more if a day would not do; 0B for never (default: "
                    + "${DEFAULT-VALUE})."})
    private long scrubBytesPerSecond;

    @Option(names = "--snapshot-rate", paramLabel = "SIZE", defaultValue = "64MiB", converter = Units.SizeConverter.class, description = {
            "Bytes a second at which a snapshot is sent to a member, 0 without limit (default: ${DEFAULT-VALUE})."})
    private long snapshotBytesPerSecond;

    @Option(names = "--journey-entries", paramLabel = "N", defaultValue = "100000", description = {
            "Of so many of the last entries it is kept in memory when they passed each stage, for 'raftctl journey'; about 200 bytes an "
                    + "entry, 0 for none (default: ${DEFAULT-VALUE})."})
    private int journeyEntries;

    @Option(names = "--record-events", paramLabel = "N", defaultValue = "100000", description = {
            "Events of the core kept in memory for 'raftctl record save', in at most 16MiB; 0 for none (default: ${DEFAULT-VALUE})."})
    private int recordEvents;

    @Option(names = "--record", paramLabel = "DIR", description = {
            "Write all events of the core to files in this directory, for 'raftctl replay'."})
    private @Nullable String recordDir;

    @Option(names = "--record-size", paramLabel = "SIZE", defaultValue = "512MiB", converter = Units.SizeConverter.class, description = {
            "What those files may take; the oldest go (default: ${DEFAULT-VALUE})."})
    private long recordSizeBytes;

    @Option(names = "--i-accept-plaintext", description = {
            "Listen on addresses other machines can reach, although nothing is encrypted and anyone may read and write."})
    private boolean acceptPlaintext;

    @Override
    public Integer call() throws Exception {
        return Raftd.run(config());
    }

    /// The checked configuration; the first thing that is wrong is named.
    RaftdConfig config() throws UsageException {
        long self = parseId("--id", id);
        SortedMap<Long, Address> members = parsePeers();
        checkMode(self, members);
        Address client = Address.parse("--listen-client", listenClient);
        Address advertised = advertiseClient == null ? client : Address.parse("--advertise-client", advertiseClient);
        Address peer = peerAddress(self, members);
        checkAddresses(client, peer);
        checkTimes();
        check(snapshotEvery >= 1, "--snapshot-every: must be 1 or more");
        check(retainEntries >= 0, "--retain: must be 0 or more");
        check(segmentSizeBytes >= 64 << 10 && segmentSizeBytes <= 1 << 30, "--segment-size: must be between 64KiB and 1GiB");
        check(cacheSizeBytes >= 1 << 20, "--cache-size: must be 1MiB or more");
        check(reserveSizeBytes <= 1 << 30, "--reserve-size: must be 1GiB or less");
        check(scrubBytesPerSecond <= 1 << 30, "--scrub-rate: must be 1GiB or less");
        check(snapshotBytesPerSecond == 0 || snapshotBytesPerSecond >= 64 << 10,
                "--snapshot-rate: must be 64KiB or more, or 0B for no limit");
        check(journeyEntries >= 0 && journeyEntries <= 10_000_000, "--journey-entries: must be between 0 and 10000000");
        check(recordEvents == 0 || recordEvents >= 1_000, "--record-events: must be 1000 or more, or 0 for none");
        check(recordSizeBytes >= 16 << 20, "--record-size: must be 16MiB or more");
        check(recordDir == null || recordEvents > 0, "--record: needs --record-events, which is 0");
        return new RaftdConfig(self, members, parseJoin(), clusterToken, client, advertised, peer, parseDataDir(self), heartbeat, election,
                requestTimeout, hashCheck, new RaftdConfig.Tuning(snapshotEvery, retainEntries, segmentSizeBytes, cacheSizeBytes,
                        reserveSizeBytes, scrubBytesPerSecond, snapshotBytesPerSecond, journeyEntries),
                recording());
    }

    static long parseId(String option, String text) throws UsageException {
        try {
            long value = Long.parseLong(text);
            check(value >= 1, option + ": '" + text + "' is not an id; ids are whole numbers from 1");
            return value;
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": '" + text + "' is not an id; ids are whole numbers from 1");
        }
    }

    private SortedMap<Long, Address> parsePeers() throws UsageException {
        SortedMap<Long, Address> members = new TreeMap<>();
        for (String peer : peers) {
            int equals = peer.indexOf('=');
            check(equals > 0, "--peers: '" + peer + "' is not ID=URL");
            long member = parseId("--peers", peer.substring(0, equals));
            Address address = Address.parse("--peers", peer.substring(equals + 1));
            check(!members.containsValue(address), "--peers: " + address.url() + " is there twice; each member has its own");
            check(members.put(member, address) == null, "--peers: id " + member + " is there twice; each member has its own");
        }
        return Collections.unmodifiableSortedMap(members);
    }

    private void checkMode(long self, SortedMap<Long, Address> members) throws UsageException {
        check(join.isEmpty() || members.isEmpty(), "--join and --peers exclude each other: a member joins a cluster or starts a new one");
        check(members.isEmpty() || members.containsKey(self),
                "--id: " + self + " is not in --peers " + members.keySet() + "; --peers names every member, this one too");
    }

    private List<Address> parseJoin() throws UsageException {
        List<Address> addresses = new ArrayList<>();
        for (String url : join)
            addresses.add(Address.parse("--join", url));
        return List.copyOf(addresses);
    }

    private Address peerAddress(long self, SortedMap<Long, Address> members) throws UsageException {
        if (listenPeer != null)
            return Address.parse("--listen-peer", listenPeer);
        Address own = members.get(self);
        return own != null ? own : Address.parse("--listen-peer", "http://127.0.0.1:2380");
    }

    private void checkAddresses(Address client, Address peer) throws UsageException {
        check(!client.equals(peer), "--listen-client and --listen-peer are both " + client.url() + "; each needs a port of its own");
        check(acceptPlaintext || client.isLoopback(), refusal("--listen-client", client));
        check(acceptPlaintext || peer.isLoopback(), refusal("--listen-peer", peer));
    }

    private static String refusal(String option, Address address) {
        return option + ": " + address.url() + " can be reached from other machines and nothing is encrypted; "
                + "listen on 127.0.0.1, or accept it with --i-accept-plaintext";
    }

    private void checkTimes() throws UsageException {
        check(heartbeat.toMillis() >= 1 && heartbeat.toMillis() <= 60_000, "--heartbeat: must be between 1ms and 1m");
        check(election.compareTo(heartbeat.multipliedBy(2)) >= 0,
                "--election: must be at least twice --heartbeat, and is best ten times");
        check(election.toMillis() <= 600_000, "--election: must be at most 10m");
        check(hashCheck.isZero() || hashCheck.toMillis() >= 100 && hashCheck.toMillis() <= 3_600_000,
                "--hash-check: must be between 100ms and 1h, or 0s for never");
        check(requestTimeout.toMillis() >= 1 && requestTimeout.toMillis() <= 600_000, "--request-timeout: must be between 1ms and 10m");
    }

    private Path parseDataDir(long self) throws UsageException {
        return parsePath("--data-dir", dataDir == null ? "raftd-" + self : dataDir);
    }

    private RaftdConfig.Recording recording() throws UsageException {
        return new RaftdConfig.Recording(recordEvents, recordDir == null ? null : parsePath("--record", recordDir), recordSizeBytes);
    }

    private static Path parsePath(String option, String text) throws UsageException {
        check(!text.isEmpty(), option + ": is empty");
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": '" + text + "' is not a path");
        }
    }

    private static void check(boolean holds, String message) throws UsageException {
        if (!holds)
            throw new UsageException(message);
    }
}
