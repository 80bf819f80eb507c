package dev.raftd.it;

import dev.raftd.api.StatusResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Several `raftd` processes on one machine.
public final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final List<Member> members = new ArrayList<>();
    private final Path dir;
    private final List<String> peerUrls = new ArrayList<>();

    /// A condition of other processes, which can only be asked for.
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /// @param options that all members are started with
    Cluster(Path dir, int size, String... options) throws IOException {
        this.dir = dir;
        List<Integer> ports = Dist.freePorts(2 * size);
        StringBuilder peers = new StringBuilder();
        for (int i = 0; i < size; i++) {
            peerUrls.add("http://127.0.0.1:" + ports.get(i));
            peers.append(i == 0 ? "" : ",").append(i + 1).append('=').append(peerUrls.get(i));
        }
        for (int i = 0; i < size; i++)
            members.add(new Member(i + 1, peerUrls.get(i), ports.get(size + i), dir,
                    Stream.concat(Stream.of("--peers", peers.toString()), Stream.of(options)).toArray(String[]::new)));
        for (Member member : members)
            member.start();
        awaitLeader();
    }

    /// A further process, not yet started, that will join; it must be added to the cluster at this peer URL first.
    Member joining(long id) {
        List<Integer> ports = Dist.freePorts(2);
        String peerUrl = "http://127.0.0.1:" + ports.get(0);
        peerUrls.add(peerUrl);
        Member member = new Member(id, peerUrl, ports.get(1), dir, "--join", String.join(",", peerUrls.subList(0, peerUrls.size() - 1)));
        members.add(member);
        return member;
    }

    String peerUrl(Member member) {
        return peerUrls.get(members.indexOf(member));
    }

    /// The member that leads by its own word at the highest term.
    Member awaitLeader() {
        List<Member> found = new ArrayList<>();
        await("a leader", () -> {
            found.clear();
            long term = -1;
            for (Member member : members) {
                StatusResponse status = statusOrNull(member);
                if (status != null && status.role().equals("StateLeader") && status.term() > term) {
                    term = status.term();
                    found.clear();
                    found.add(member);
                }
            }
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    private static StatusResponse statusOrNull(Member member) throws InterruptedException {
        try {
            return member.isRunning() ? member.status() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// Waits until all running members have applied the index.
    void awaitApplied(long index) {
        for (Member member : members)
            if (member.isRunning())
                await("member " + member.id + " to apply " + index, () -> {
                    StatusResponse status = statusOrNull(member);
                    return status != null && status.log().applied() >= index;
                });
    }

    /// Asks until it holds; other processes can only be asked.
    void await(String what, Condition condition) {
        await(what, condition, this::outputs);
    }

    public static void await(String what, Condition condition, Callable<String> outputs) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > deadline)
                    throw new AssertionError("waited in vain for " + what + "\n" + quietly(outputs));
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException e) {
            throw new AssertionError("while waiting for " + what + "\n" + quietly(outputs), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String outputs() {
        StringBuilder all = new StringBuilder();
        for (Member member : members)
            all.append("--- member ").append(member.id).append('\n').append(quietly(member::output));
        return all.toString();
    }

    private static String quietly(Callable<String> text) {
        try {
            return text.call();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        for (Member member : members)
            member.close();
    }
}
