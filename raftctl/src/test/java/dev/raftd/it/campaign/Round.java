package dev.raftd.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.api.StatusResponse;
import dev.raftd.server.check.History;
import dev.raftd.server.check.Outcome;
import dev.raftd.server.check.Request;
import dev.raftd.server.kv.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A new cluster, faults and clients for a while, then peace, and the judgement.
final class Round {
    private static final int CLIENTS = 12;
    private static final long ANSWERED_MIN = 50;
    private static final long DISK_BYTES = 256L << 20;
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(4);
    private static final long JOURNAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final List<Fault> FAULTS = List.of(MemberFaults.KILL, MemberFaults.KILL_TWICE, MemberFaults.PAUSE,
            MemberFaults.CLOCK_JUMP, MemberFaults.FAIL_SYNC, MemberFaults.DIE_IN_SYNC, MemberFaults.SLOW_SYNC, MemberFaults.SHORT_WRITES,
            MemberFaults.FULL_CALLS,
            MemberFaults.UNREADABLE, MemberFaults.FULL_DISK, MemberFaults.POWER_CUT, NetworkFaults.ISOLATE,
            NetworkFaults.CUT_PAIR, NetworkFaults.DEAF, NetworkFaults.MUTE, NetworkFaults.CUT_LINK, NetworkFaults.RESET,
            NetworkFaults.THROTTLE, MembershipFaults.TRANSFER, MembershipFaults.REPLACE);

    /// @param proxies    whether members reach each other through this process, rather than by a network of their own
    /// @param compacting whether logs are cut behind snapshots, rather than kept to be checked against
    record Plan(long seed, int size, boolean proxies, boolean compacting, long faultMillis) {
        /// Everything by chance.
        static Plan of(long seed, long faultMillis) {
            SplittableRandom random = new SplittableRandom(seed);
            return new Plan(seed, random.nextBoolean() ? 3 : 5, random.nextBoolean(), random.nextBoolean(), faultMillis);
        }

        List<String> options() {
            List<String> options = new ArrayList<>(List.of("--request-timeout", "3s",
                    "--segment-size", "1MiB", "--cache-size", "1MiB"));
            options.addAll(compacting ? List.of("--snapshot-every", "700", "--retain", "200") : List.of("--retain", "10000000"));
            return options;
        }
    }

    /// What came of it.
    record Report(Plan plan, String surroundings, Ledger.Counts operations, Map<String, Integer> faults, Map<String, Integer> ends,
            long terms,
            int entries, long silenceMillis, String checks) {
        @Override
        public String toString() {
            return "seed " + plan.seed + ": " + plan.size + " members, " + surroundings + (plan.compacting ? ", compacting" : "") + ", "
                    + plan.faultMillis + " ms of faults\n  operations " + operations + "\n  faults     " + faults + "\n  restarted  " + ends
                    + "\n  terms      " + terms + ", entries " + entries + ", longest time without a write " + silenceMillis
                    + " ms\n  checks     " + checks;
        }
    }

    private final Plan plan;
    private final Path logs;
    private final Timeline timeline = new Timeline();
    private final Ledger ledger = new Ledger();
    private final Keys keys = new Keys();
    private final Journal journal = new Journal();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Client client = new Client(CLIENT_TIMEOUT);

    private Round(Plan plan, Path logs) {
        this.plan = plan;
        this.logs = logs;
    }

    /// @param logs where the members' output goes
    /// @throws AssertionError with the timeline, if anything is not as promised
    static Report run(Workspace workspace, Abilities abilities, Plan plan, Path logs) throws Exception {
        Files.createDirectories(logs);
        Round round = new Round(plan, logs);
        try (Network network = plan.proxies ? new Proxies() : abilities.network(workspace)) {
            Surroundings around = abilities.surroundings(workspace, network, abilities.volumes(DISK_BYTES), logs);
            try (Group group = new Group(around, plan.size, plan.options())) {
                return round.judgedOrKept(group);
            } catch (AssertionError | RuntimeException | IOException | ExecutionException e) {
                throw new AssertionError("campaign with " + plan + " failed: " + e.getMessage() + "\nrepeat it with -Dcampaign.seed="
                        + plan.seed + " and the time it had; the members' output and data are in " + logs + "\n" + round.timeline, e);
            } finally {
                Files.writeString(logs.resolve("timeline.txt"), round.timeline + "\n");
            }
        }
    }

    private Report judgedOrKept(Group group) throws Exception {
        try {
            return judged(group);
        } catch (Throwable e) {
            for (Host host : group.hosts())
                host.keepData(logs);
            throw e;
        }
    }

    private Report judged(Group group) throws Exception {
        String surroundings = group.network() + " on " + group.hosts().getFirst().volume;
        SplittableRandom random = new SplittableRandom(plan.seed);
        Nemesis nemesis = new Nemesis(group, FAULTS, random.split(), timeline);
        underFire(group, nemesis, random);
        timeline.add("peace");
        settle(group, nemesis);
        Examination examination = new Examination(group, journal);
        History history = examination.lastReads(client, ledger, keys);
        examination.membersAgree();
        long terms = term(group);
        examination.membersStopAsAsked();
        assertThat(ledger.counts().answered()).as("answered operations, without which nothing is proved").isGreaterThan(ANSWERED_MIN);
        String checks = examination.historyIsExplained(history, !plan.compacting);
        return new Report(plan, surroundings, ledger.counts(), nemesis.begun(), nemesis.ends(), terms, journal.size(),
                ledger.silenceMillis(), checks);
    }

    private void underFire(Group group, Nemesis nemesis, SplittableRandom random) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> working = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++)
                working.add(threads.submit(worker(group, i, random.split())));
            working.add(threads.submit(() -> readOn(group)));
            try {
                nemesis.run(plan.faultMillis);
            } finally {
                stop.set(true);
            }
            for (Future<Void> each : working)
                each.get();
        }
    }

    private Worker worker(Group group, int number, SplittableRandom random) {
        Worker.Scope scope = new Worker.Scope(Keys.slots(number, CLIENTS), number == 0);
        return new Worker(client, ledger, keys, group.hosts(), scope, random, stop::get);
    }

    private Void readOn(Group group) throws InterruptedException {
        while (!stop.get()) {
            for (Host host : group.hosts())
                if (host.isAwake())
                    readOn(host);
            LockSupport.parkNanos(JOURNAL_PAUSE_NANOS);
        }
        return null;
    }

    private void readOn(Host host) throws InterruptedException {
        try {
            String contradiction = journal.readOn(host.member);
            if (contradiction != null)
                throw new AssertionError(contradiction);
        } catch (IOException e) {
            // later
        }
    }

    /// All faults are over: everybody serves within the patience of a test, and members and processes are the same again.
    private void settle(Group group, Nemesis nemesis) throws InterruptedException, IOException {
        List<MembersResponse> found = new ArrayList<>();
        group.await("the members to be known", () -> {
            @Nullable
            MembersResponse members = group.membersOrNull();
            if (members != null)
                found.add(members);
            return members != null;
        });
        MembersResponse members = Objects.requireNonNull(found.getFirst());
        for (Host host : List.copyOf(group.hosts()))
            if (members.members().stream().noneMatch(m -> m.id() == host.id))
                group.left(host);
        for (var member : members.members())
            if (group.hosts().stream().noneMatch(h -> h.id == member.id()))
                group.ask(m -> m.delete(Paths.MEMBERS + "/" + member.id()));
        for (Host host : group.hosts())
            if (host.isHeld() && !host.member.isRunning())
                host.start();
        for (Host host : group.hosts())
            group.await(host + " to serve", () -> {
                nemesis.look();
                return serves(host);
            });
    }

    private boolean serves(Host host) throws InterruptedException {
        Bytes key = Bytes.utf8("settled-" + host.id);
        long process = ledger.newProcess();
        Request write = new Request.Write(new Command.Put(key, Bytes.utf8("v" + process), Command.UNCONDITIONAL), null);
        return client.send(host, ledger, process, write) instanceof Outcome.Written
                && client.send(host, ledger, process, new Request.Get(key, false)) instanceof Outcome.Got;
    }

    private static long term(Group group) throws InterruptedException {
        StatusResponse status = group.awaitLeader().statusOrNull();
        return status == null ? 0 : status.term();
    }
}
