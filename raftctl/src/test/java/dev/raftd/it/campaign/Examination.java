package dev.raftd.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.api.Paths;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.check.History;
import dev.raftd.server.check.IndexCheck;
import dev.raftd.server.check.Linearizability;
import dev.raftd.server.check.Outcome;
import dev.raftd.server.check.Request;
import dev.raftd.server.check.Verdict;
import dev.raftd.server.storage.LogInspection;
import dev.raftd.server.storage.RealDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What must hold once all is quiet.
final class Examination {
    /// A stack trace, or what is a bug by its own word.
    private static final Pattern EXCEPTION = Pattern
            .compile("^\\s+at [\\w.$/@]+\\(|^Exception in |^Caused by: |^raftd: bug:|InvariantError");
    private static final int ATTEMPTS_MAX = 20;

    private final Group group;
    private final Journal journal;
    private long applied;

    Examination(Group group, Journal journal) {
        this.group = group;
        this.journal = journal;
    }

    /// The history, with a read of every key at its end.
    History lastReads(Client client, Ledger ledger, Keys keys) throws InterruptedException {
        long process = ledger.newProcess();
        int turn = 0;
        for (Bytes key : keys.all()) {
            Request request = Client.range(key, false);
            int operation = ledger.begin(process, request);
            Outcome outcome = new Outcome.NotApplied();
            for (int i = 0; i < ATTEMPTS_MAX && !(outcome instanceof Outcome.Ranged); i++)
                outcome = client.send(group.hosts().get(turn++ % group.hosts().size()), request);
            ledger.end(operation, outcome);
            assertThat(outcome).as("the last read of " + key).isInstanceOf(Outcome.Ranged.class);
        }
        return ledger.history();
    }

    /// On what is committed, on what that made of the store, and that nothing is amiss.
    void membersAgree() throws IOException, InterruptedException {
        applied = group.awaitEqualApplied();
        List<KeyValue> reference = store(group.hosts().getFirst());
        String hash = group.hosts().getFirst().member.status().store().hash();
        for (Host host : group.hosts()) {
            assertThat(journal.readOn(host.member)).isNull();
            assertThat(store(host)).as("store of " + host).isEqualTo(reference);
            StatusResponse status = host.member.status();
            assertThat(status.store().hash()).as("hash of the store of " + host).isEqualTo(hash);
            assertThat(status.alarms()).as("alarms of " + host).isEmpty();
        }
    }

    private static List<KeyValue> store(Host host) throws IOException, InterruptedException {
        List<KeyValue> all = new ArrayList<>();
        RangeResponse page;
        do {
            String after = all.isEmpty() ? "" : "&after=" + all.getLast().key();
            page = host.member.get(Paths.KV + "?serializable=true" + after, RangeResponse.class);
            all.addAll(page.kvs());
        } while (page.more());
        return all;
    }

    void membersStopAsAsked() throws IOException, InterruptedException {
        for (Host host : group.hosts()) {
            assertThat(host.member.stop()).as("exit status of " + host + " after SIGTERM").isZero();
            List<String> bad = host.output().lines().filter(line -> EXCEPTION.matcher(line).find()).toList();
            assertThat(bad).as("exceptions in " + host.log()).isEmpty();
        }
    }

    /// @param wholeLog whether members kept all of it
    /// @return how long the checks took
    String historyIsExplained(History history, boolean wholeLog) {
        long begun = System.nanoTime();
        List<Entry> log = wholeLog ? log(group.hosts().getFirst()) : List.of();
        Verdict byIndex = wholeLog ? IndexCheck.check(history, log) : IndexCheck.check(history);
        assertOk(byIndex, "the check by index");
        long between = System.nanoTime();
        assertOk(Linearizability.check(history), "the search for an order");
        return history.operations().size() + " operations" + (wholeLog ? " against " + log.size() + " entries" : "") + " by index in "
                + TimeUnit.NANOSECONDS.toMillis(between - begun) + " ms, by search in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - between) + " ms";
    }

    private static void assertOk(Verdict verdict, String check) {
        switch (verdict) {
            case Verdict.Ok v -> {}
            case Verdict.Illegal v -> throw new AssertionError(check + " finds no explanation:\n" + v.explanation());
            case Verdict.Undecided v -> throw new AssertionError(check + " gave up, which is no pass: " + v.reason());
        }
    }

    /// As it is on the disk of a stopped member.
    private List<Entry> log(Host host) {
        List<Entry> log = new ArrayList<>();
        new LogInspection(RealDisk.openReadOnly(host.volume.dir().resolve("data"))).dump(1, applied, e -> log.add(e.entry()));
        return log;
    }
}
