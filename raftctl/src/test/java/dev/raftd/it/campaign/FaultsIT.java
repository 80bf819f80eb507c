package dev.raftd.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.raftd.api.Paths;
import dev.raftd.api.StatusResponse;
import dev.raftd.it.Dist;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Each fault of the campaign by itself: that it bites, and what raftd does. What this machine cannot do is skipped, with the reason. All
/// share three members, which serve again before each test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class FaultsIT {
    private static final long DISK_BYTES = 256L << 20;
    /// Almost a segment of the log.
    private static final int LARGE_BYTES = 200 << 10;
    private static final int SLOW_SYNC_MILLIS = 2000;
    /// Times are shorter than a cluster's would be, so that less of the tests is waiting.
    private static final List<String> OPTIONS = List.of("--heartbeat", "60ms", "--election", "600ms", "--request-timeout", "900ms",
            "--segment-size", "256KiB", "--cache-size", "1MiB");
    private static final Path LOGS = Path.of(System.getProperty("top.dir"), "raftctl/target/campaign/faults");

    private final SplittableRandom random = new SplittableRandom(1);
    private final Workspace workspace;
    private final Abilities abilities;
    private final Network network;
    private final Group group;
    private final List<Fault.Ending> open = new ArrayList<>();
    private String name;
    private int count;

    FaultsIT() throws IOException {
        workspace = new Workspace();
        abilities = Abilities.of(workspace);
        network = abilities.network(workspace);
        group = new Group(abilities.surroundings(workspace, network, abilities.volumes(DISK_BYTES), logs("shared")), 3, OPTIONS);
        name = "";
    }

    private static Path logs(String of) throws IOException {
        return Files.createDirectories(LOGS.resolve(of));
    }

    @AfterAll
    void nothingStays() throws IOException {
        try (workspace; network) {
            group.close();
        }
    }

    @BeforeEach
    void everybodyServes(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName();
        group.awaitServing(name);
    }

    /// What a test that failed did not come to.
    @AfterEach
    void everythingIsOver() throws Exception {
        for (Fault.Ending ending : List.copyOf(open))
            end(ending);
        for (Host host : group.hosts()) {
            host.clock(0, 100);
            if (!host.member.isRunning())
                host.start();
        }
    }

    @Test
    void killedLeaderIsReplacedAndComesBack() throws Exception {
        Host leader = group.awaitLeader();
        List<String> keys = acknowledged(leader, 20);
        Fault.Ending ending = begin(MemberFaults.KILL, leader);
        assertThere(group.awaitLeaderOtherThan(leader), keys);
        end(ending);
        assertThere(leader, keys);
    }

    @Test
    void memberKilledInTheMiddleOfASyncComesBack() throws Exception {
        Host victim = group.awaitLeader();
        List<String> keys = acknowledged(victim, 5);
        Fault.Ending ending = begin(MemberFaults.DIE_IN_SYNC, victim);
        awaitEnd(victim, MemberFaults.EXIT_KILLED);
        end(ending);
        victim.start();
        assertThere(victim, keys);
    }

    @Test
    void pausedLeaderIsReplacedAndReadsNothingOldWhenItGoesOn() throws Exception {
        Host leader = group.awaitLeader();
        put(leader, "old");
        Fault.Ending ending = begin(MemberFaults.PAUSE, leader);
        put(group.awaitLeaderOtherThan(leader), "new");
        end(ending);
        group.await("an answer of the one that went on", () -> {
            HttpResponse<String> answer = leader.member.get(Paths.KV + "/" + name);
            assertThat(answer.body()).doesNotContain("\"old\"");
            return answer.statusCode() == 200;
        });
    }

    @Test
    void failedSyncEndsTheMemberAndLosesNothing() throws Exception {
        Host victim = group.awaitLeader();
        List<String> keys = acknowledged(victim, 5);
        Fault.Ending ending = begin(MemberFaults.FAIL_SYNC, victim);
        awaitEnd(victim, MemberFaults.EXIT_IO_ERROR);
        assertThat(victim.output().lines().toList().getLast()).startsWith("raftd: io: ").contains("Input/output error");
        end(ending);
        victim.start();
        assertThere(victim, keys);
    }

    @Test
    void straceCanFailASyncWhereThereIsNoCompiler() throws Exception {
        assumeTrue(abilities.noTracer() == null, "strace: " + abilities.noTracer());
        Host victim = group.hosts().getFirst();
        List<String> keys = acknowledged(victim, 5);
        Tracer tracer = new Tracer();
        tracer.begin(victim.member.pid(), new DiskFault(DiskFault.Kind.FAIL_SYNC, 0));
        awaitEnd(victim, MemberFaults.EXIT_IO_ERROR);
        tracer.end();
        victim.start();
        assertThere(victim, keys);
    }

    @Test
    void unreadableLogEndsTheStart() throws Exception {
        Host victim = group.hosts().getLast();
        victim.kill();
        Fault.Ending ending = begin(MemberFaults.UNREADABLE, victim);
        victim.start();
        group.await("the start to end", () -> victim.end() != null);
        assertThat(Objects.requireNonNull(victim.end()).status()).isEqualTo(MemberFaults.EXIT_IO_ERROR);
        end(ending);
        victim.start();
        group.awaitServing(victim, name + "-again");
    }

    @Test
    void slowDiskOfTheLeaderMovesTheLeadership() throws Exception {
        Host leader = group.awaitLeader();
        DiskFault slow = new DiskFault(DiskFault.Kind.SLOW_SYNC, SLOW_SYNC_MILLIS);
        String reason = leader.cannot(slow);
        assumeTrue(reason == null, "slow fsync: " + reason);
        leader.disk(slow);
        open.add(() -> leader.disk(DiskFault.NONE));
        // a sync that began before the fault is as fast as ever
        group.await("the leadership to move", () -> {
            tryToWrite(leader, "x");
            StatusResponse status = leader.statusOrNull();
            return status != null && !status.role().equals("StateLeader");
        });
        Host next = group.awaitLeaderOtherThan(leader);
        assertThat(acknowledged(next, 5)).hasSize(5);
    }

    @Test
    void shortWritesLoseNothing() throws Exception {
        Host victim = group.awaitLeader();
        Fault.Ending ending = begin(MemberFaults.SHORT_WRITES, victim);
        List<String> keys = acknowledged(victim, 20);
        victim.kill();
        victim.start();
        assertThere(victim, keys);
        Dist.Result verified = Dist.run("raftd", "log", "verify", "--data-dir", victim.volume.dir().resolve("data").toString());
        assertThat(verified.status()).as(verified.out()).isZero();
        end(ending);
    }

    @Test
    void callsThatFindNoSpaceLeaveReadsAndOtherMembersAlone() throws Exception {
        Host victim = group.hosts().getFirst();
        Fault.Ending ending = begin(MemberFaults.FULL_CALLS, victim);
        assertFullAndBack(victim, ending);
    }

    @Test
    void fullDiskLeavesReadsAndOtherMembersAlone() throws Exception {
        Host victim = group.hosts().getFirst();
        Fault.Ending ending = begin(MemberFaults.FULL_DISK, victim);
        assertFullAndBack(victim, ending);
    }

    private void assertFullAndBack(Host victim, Fault.Ending ending) throws Exception {
        long pid = victim.member.pid();
        awaitNoSpace(group, victim);
        // by itself: it cannot take on what the others have, so it cannot know what is newest
        String before = Paths.KV + "/serving-" + name + "-" + victim.id;
        assertThat(victim.member.get(before + "?serializable=true").statusCode()).isEqualTo(200);
        if (group.hosts().size() > 1)
            assertThat(acknowledged(group.awaitLeaderOtherThan(victim), 5)).hasSize(5);
        end(ending);
        group.awaitServing(victim, name + "-again");
        assertThat(victim.member.pid()).isEqualTo(pid);
    }

    /// Writes until the member says that it has no space.
    private void awaitNoSpace(Group writers, Host victim) {
        String large = "x".repeat(LARGE_BYTES);
        writers.await(victim + " to be full", () -> {
            for (Host host : writers.hosts())
                tryToWrite(host, large);
            HttpResponse<String> answer = tryToWrite(victim, "x");
            return answer != null && answer.statusCode() == 507 && answer.body().contains("\"no_space\"")
                    && answer.body().contains("not-applied");
        });
    }

    @Test
    void singleMemberOnASmallFileSystemInMemoryFillsItAndRecoversByItself() throws Exception {
        assumeTrue(abilities.noSmallDisk() == null, "tmpfs: " + abilities.noSmallDisk());
        try (Network loopback = new Proxies();
                Group single = new Group(abilities.surroundings(workspace, loopback,
                        (workspace, volume) -> new TmpfsVolume(workspace, volume, 160L << 20), logs("single")), 1, OPTIONS)) {
            Host host = single.hosts().getFirst();
            single.awaitServing(host, name + "-0");
            host.volume.fill();
            awaitNoSpace(single, host);
            assertThat(host.member.get(Paths.KV + "/" + name + "-0").statusCode()).isEqualTo(200);
            host.volume.free();
            single.awaitServing(host, name + "-again");
            assertThat(host.member.stop()).isZero();
        }
    }

    /// Of one, names and sizes of files stay, as a cut after the journal was written leaves them.
    @Test
    void powerCutOfAllMembersLosesNothingThatWasAcknowledged() throws Exception {
        assumeTrue(abilities.noPowerCut() == null, "power cut: " + abilities.noPowerCut());
        List<String> keys = acknowledged(group.awaitLeader(), 40);
        for (Host host : group.hosts())
            Files.writeString(host.volume.dir().resolve("unsynced"), "to be lost");
        for (Host host : group.hosts()) {
            host.volume.losePower(host == group.hosts().getFirst());
            host.kill();
        }
        for (Host host : group.hosts()) {
            host.volume.restore();
            Path unsynced = host.volume.dir().resolve("unsynced");
            assertThat(Files.exists(unsynced) ? Files.readString(unsynced) : "").doesNotContain("to be lost");
            Files.deleteIfExists(unsynced);
            host.start();
        }
        for (Host host : group.hosts())
            assertThere(host, keys);
    }

    /// The test above proves something only if it would fail.
    @Test
    void powerCutTakesWhatDisksOnlySaidWasSynced() throws Exception {
        assumeTrue(abilities.noPowerCut() == null, "power cut: " + abilities.noPowerCut());
        try (Network loopback = new Proxies();
                Group lied = new Group(abilities.surroundings(workspace, loopback,
                        abilities.volumes(DISK_BYTES), logs("lied")), 1, OPTIONS)) {
            Host host = lied.hosts().getFirst();
            DiskFault lie = new DiskFault(DiskFault.Kind.LIE, 0);
            String reason = host.cannot(lie);
            assumeTrue(reason == null, "a disk that lies: " + reason);
            lied.awaitServing(host, name + "-before");
            host.disk(lie);
            lied.awaitServing(host, name + "-lie");
            host.volume.losePower(false);
            host.kill();
            host.disk(DiskFault.NONE);
            host.volume.restore();
            host.start();
            lied.awaitServing(host, name + "-after");
            assertThat(host.member.get(Paths.KV + "/" + name + "-before").statusCode()).isEqualTo(200);
            assertThat(host.member.get(Paths.KV + "/" + name + "-lie").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void memberThatNobodyHearsRaisesNoTerm() throws Exception {
        Host leader = group.awaitLeader();
        long term = term(leader);
        Host mute = group.hosts().stream().filter(h -> h != leader).findFirst().orElseThrow();
        Fault.Ending ending = begin(NetworkFaults.MUTE, mute);
        group.await("it to miss the leader", () -> {
            StatusResponse status = mute.statusOrNull();
            return status != null && status.role().equals("StatePreCandidate");
        });
        assertThat(term(mute)).isEqualTo(term);
        end(ending);
        group.awaitServing(mute, name + "-again");
        assertThat(term(leader)).isEqualTo(term);
    }

    @Test
    void leaderThatHearsNobodyStepsDown() throws Exception {
        Host leader = group.awaitLeader();
        Fault.Ending ending = begin(NetworkFaults.DEAF, leader);
        group.awaitLeaderOtherThan(leader);
        group.await("it to step down", () -> {
            StatusResponse status = leader.statusOrNull();
            return status != null && !status.role().equals("StateLeader");
        });
        end(ending);
    }

    @Test
    void leaderThatIsCutOffAcknowledgesAndReadsNothing() throws Exception {
        Host leader = group.awaitLeader();
        put(leader, "old");
        Fault.Ending ending = begin(NetworkFaults.ISOLATE, leader);
        assertThat(leader.member.put(name, "lost", name + "-lost").statusCode()).isIn(503, 504);
        assertThat(leader.member.get(Paths.KV + "/" + name).statusCode()).isIn(503, 504);
        Host next = group.awaitLeaderOtherThan(leader);
        put(next, "new");
        end(ending);
        group.awaitServing(leader, name + "-again");
        assertThat(leader.member.get(Paths.KV + "/" + name).body()).contains("\"new\"");
    }

    @Test
    void resetConnectionsLoseNothing() throws Exception {
        Host leader = group.awaitLeader();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Fault.Ending ending = begin(NetworkFaults.RESET, leader);
            tryToWrite(leader, "x");
            end(ending);
            keys.addAll(acknowledged(group.hosts().get(i % 3), 4));
        }
        for (Host host : group.hosts())
            assertThere(host, keys);
    }

    @Test
    void framesThatAreTornHeldOrSlowLoseNothing() throws Exception {
        try (Proxies proxies = new Proxies();
                Group proxied = new Group(abilities.surroundings(workspace, proxies,
                        PlainVolume::new, logs("proxied")), 3, OPTIONS)) {
            Host leader = proxied.awaitLeader();
            List<Host> others = proxied.hosts().stream().filter(h -> h != leader).toList();
            proxies.hold(leader.id, others.getFirst().id);
            proxies.throttle(others.getLast().id);
            List<String> keys = acknowledged(leader, 5);
            proxies.reset(leader.id, others.getLast().id);
            keys.addAll(acknowledged(proxied.awaitLeader(), 5));
            proxies.letGo(leader.id, others.getFirst().id);
            proxies.unthrottle(others.getLast().id);
            proxied.awaitServing(name);
            for (Host host : proxied.hosts())
                assertThere(host, keys);
            proxies.cut(leader.id, others.getFirst().id);
            proxies.cut(leader.id, others.getLast().id);
            proxied.awaitLeaderOtherThan(leader);
        }
    }

    @Test
    void wallClockDecidesNothing() throws Exception {
        Host leader = group.awaitLeader();
        long term = term(leader);
        assumeTrue(leader.hasOwnClock(), "clock jump: " + abilities.noLibrary());
        for (Host host : group.hosts())
            host.clock(host.id % 2 == 0 ? 100_000 : -100_000, 200);
        List<String> keys = acknowledged(leader, 20);
        assertThere(leader, keys);
        assertThat(term(leader)).isEqualTo(term);
        Host next = group.hosts().stream().filter(h -> h != leader).findFirst().orElseThrow();
        assertThat(leader.member.post(Paths.TRANSFER, "{\"to\":" + next.id + "}").statusCode()).isEqualTo(200);
        String line = leader.output().lines().filter(l -> l.contains("became follower")).reduce((a, b) -> b).orElseThrow();
        Duration ahead = Duration.between(OffsetDateTime.now(), OffsetDateTime.parse(line.substring(0, line.indexOf(' '))));
        assertThat(ahead.abs()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(200));
    }

    @Test
    void membersAreReplacedWhileOthersServe() throws Exception {
        Host old = group.hosts().getFirst();
        List<String> keys = acknowledged(old, 10);
        end(begin(MembershipFaults.REPLACE, old));
        assertThat(group.hosts()).hasSize(3).doesNotContain(old);
        Host joined = group.hosts().getLast();
        group.awaitServing(joined, name + "-again");
        assertThere(joined, keys);
    }

    /// Begins it, or skips the test.
    private Fault.Ending begin(Fault fault, Host victim) throws Exception {
        String reason = fault.check().impossible(victim);
        assumeTrue(reason == null, fault.name() + ": " + reason);
        Fault.Ending ending = fault.onset().on(group, victim, random).ending();
        open.add(ending);
        return ending;
    }

    private void end(Fault.Ending ending) throws Exception {
        open.remove(ending);
        ending.run();
    }

    private void put(Host host, String value) {
        group.await(host + " to write " + value, () -> host.member.put(name, value, name + "-" + value).statusCode() == 200);
    }

    /// Keys that this member says are written, by their values, too.
    private List<String> acknowledged(Host host, int writes) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            String key = name + "-" + count++;
            group.await(host + " to write " + key, () -> host.member.put(key, key, key).statusCode() == 200);
            keys.add(key);
        }
        return keys;
    }

    private void assertThere(Host host, List<String> keys) throws Exception {
        group.awaitServing(host, name + "-there-" + count++);
        for (String key : keys)
            assertThat(host.member.get(Paths.KV + "/" + key).body()).as(key + " at " + host).contains("\"value\":\"" + key + "\"");
    }

    /// Writes until it ends by itself.
    private void awaitEnd(Host victim, int status) {
        group.await(victim + " to end", () -> {
            tryToWrite(victim, "x");
            return victim.end() != null;
        });
        assertThat(Objects.requireNonNull(victim.end()).status()).isEqualTo(status);
    }

    private @Nullable HttpResponse<String> tryToWrite(Host host, String value) throws InterruptedException {
        try {
            String key = name + "-" + count++;
            return host.member.put(key, value, key);
        } catch (IOException e) {
            return null; // it ended, or does not answer in time
        }
    }

    private static long term(Host host) throws InterruptedException {
        return Objects.requireNonNull(host.statusOrNull()).term();
    }
}
