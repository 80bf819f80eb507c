package dev.raftd.it.campaign;

import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.api.StatusResponse;
import dev.raftd.it.Cluster;
import dev.raftd.it.Member;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The members of one cluster, those that were removed left out. The list may be read by any thread.
final class Group implements AutoCloseable {
    private final Surroundings around;
    private final List<String> options;
    private final List<Host> hosts = new CopyOnWriteArrayList<>();
    private long lastId;

    /// Starts a new cluster and waits until it has a leader.
    ///
    /// @param options of `raftd start`
    Group(Surroundings around, int size, List<String> options) throws IOException {
        this.around = around;
        this.options = options;
        StringJoiner peers = new StringJoiner(",");
        for (long id = 1; id <= size; id++)
            peers.add(id + "=" + around.network().place(id).advertisedPeerUrl());
        for (lastId = 1; lastId <= size; lastId++)
            hosts.add(new Host(lastId, around, List.of("--peers", peers.toString()), options));
        for (Host host : hosts)
            host.start();
        awaitLeader();
    }

    List<Host> hosts() {
        return hosts;
    }

    Network network() {
        return around.network();
    }

    /// A further host, not started, that will join; it must be added to the cluster at its advertised URL first.
    Host joining() throws IOException {
        StringJoiner urls = new StringJoiner(",");
        hosts.forEach(h -> urls.add(h.place.advertisedPeerUrl()));
        return new Host(lastId++, around, List.of("--join", urls.toString()), options);
    }

    void joined(Host host) {
        hosts.add(host);
    }

    /// It is no member any more.
    void left(Host host) throws IOException {
        hosts.remove(host);
        host.leave();
    }

    /// Whoever leads by its own word at the highest term; null if nobody says so.
    @Nullable
    Host leaderOrNull() throws InterruptedException {
        Host leader = null;
        long term = -1;
        for (Host host : hosts) {
            StatusResponse status = host.statusOrNull();
            if (status != null && status.role().equals("StateLeader") && status.term() > term) {
                term = status.term();
                leader = host;
            }
        }
        return leader;
    }

    Host awaitLeader() {
        List<Host> found = new ArrayList<>();
        await("a leader", () -> {
            Host leader = leaderOrNull();
            if (leader != null)
                found.add(leader);
            return leader != null;
        });
        return found.getFirst();
    }

    /// Waits until another one than this leads, by the word of a majority's leader.
    Host awaitLeaderOtherThan(Host before) {
        List<Host> found = new ArrayList<>();
        await("another leader than " + before, () -> {
            for (Host host : hosts) {
                StatusResponse status = host == before ? null : host.statusOrNull();
                if (status != null && status.role().equals("StateLeader"))
                    found.add(host);
            }
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    /// Waits until a write and a read succeed at each member.
    void awaitServing(String purpose) {
        for (Host host : hosts)
            awaitServing(host, "serving-" + purpose + "-" + host.id);
    }

    void awaitServing(Host host, String key) {
        await(host + " to serve", () -> {
            requireNoUnexpectedEnd(host);
            try {
                return host.member.put(key, "x", key).statusCode() == 200 && host.member.get(Paths.KV + "/" + key).statusCode() == 200;
            } catch (IOException e) {
                return false; // not yet listening
            }
        });
    }

    private static void requireNoUnexpectedEnd(Host host) {
        Host.End end = host.end();
        if (end != null)
            throw new AssertionError(host + " ended with status " + end.status() + " instead of serving");
    }

    /// Waits until all have applied the same, while nobody writes.
    long awaitEqualApplied() {
        long[] applied = {0};
        await("all to have applied the same", () -> {
            List<Long> all = new ArrayList<>();
            for (Host host : hosts) {
                StatusResponse status = host.statusOrNull();
                all.add(status == null ? -1 : status.log().applied());
            }
            applied[0] = all.getFirst();
            return applied[0] >= 0 && all.stream().distinct().count() == 1;
        });
        return applied[0];
    }

    /// The members by the word of one that is in touch with a leader; null if none answers.
    @Nullable
    MembersResponse membersOrNull() throws InterruptedException {
        Host leader = leaderOrNull();
        try {
            return leader == null ? null : leader.member.get(Paths.MEMBERS, MembersResponse.class);
        } catch (IOException e) {
            return null;
        }
    }

    /// Asks the leader, or, if none is known, one that may pass it on; null if there is no answer.
    @Nullable
    HttpResponse<String> ask(Question question) throws InterruptedException {
        Host leader = leaderOrNull();
        Host asked = leader != null ? leader : hosts.stream().filter(Host::isAwake).findAny().orElse(null);
        try {
            return asked == null ? null : question.of(asked.member);
        } catch (IOException e) {
            return null;
        }
    }

    interface Question {
        HttpResponse<String> of(Member member) throws IOException, InterruptedException;
    }

    void await(String what, Cluster.Condition condition) {
        Cluster.await(what, condition, this::outputs);
    }

    /// The last lines of each member.
    String outputs() {
        StringBuilder all = new StringBuilder();
        for (Host host : hosts) {
            List<String> lines = host.output().lines().toList();
            all.append("--- ").append(host).append(": ").append(host.log()).append('\n');
            lines.subList(Math.max(0, lines.size() - 15), lines.size()).forEach(line -> all.append(line).append('\n'));
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        for (Host host : hosts)
            host.close();
    }
}
