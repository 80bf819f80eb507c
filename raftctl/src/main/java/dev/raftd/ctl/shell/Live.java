package dev.raftd.ctl.shell;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.api.Member;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What the shell asks the cluster on its own account, each time for a moment only. The questions run on threads of their own, because the
/// resolution of a name knows no deadline.
final class Live implements AutoCloseable {
    /// The first question loads classes and opens a connection; a first prompt that says "unreachable" for that would be a lie.
    private static final Duration FIRST_PROMPT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PROMPT_TIMEOUT = Duration.ofMillis(150);
    private static final Duration COMPLETION_TIMEOUT = Duration.ofMillis(500);
    private static final int KEYS_MAX = 200;

    private final Cluster cluster;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private Duration promptTimeout = FIRST_PROMPT_TIMEOUT;

    Live(Cluster cluster) {
        this.cluster = cluster;
    }

    /// `raft 1* (c=120 a=120)> ` on the leader, `raft 1 (lead 2, c=120 a=118)> ` on another member.
    String prompt() {
        Duration timeout = promptTimeout;
        promptTimeout = PROMPT_TIMEOUT;
        StatusResponse status = within(timeout, () -> cluster.status(timeout));
        return status == null ? "raft (unreachable)> " : prompt(status);
    }

    static String prompt(StatusResponse status) {
        RaftLogStatus log = status.log();
        boolean leads = status.lead() == status.id();
        String lead = status.lead() == 0 ? "no leader, " : "lead " + Long.toUnsignedString(status.lead()) + ", ";
        return "raft " + Long.toUnsignedString(status.id()) + (leads ? "* (" : " (" + lead) + "c=" + log.committed() + " a=" + log.applied()
                + ")> ";
    }

    List<String> memberIds() {
        List<Member> members = within(COMPLETION_TIMEOUT,
                () -> cluster.with(cluster.endpoints(), COMPLETION_TIMEOUT).members().members());
        return members == null ? List.of() : members.stream().map(m -> Long.toUnsignedString(m.id())).toList();
    }

    /// Keys that are text and begin so.
    List<String> keys(String prefix) {
        List<KeyValue> kvs = within(COMPLETION_TIMEOUT,
                () -> cluster.with(cluster.endpoints(), COMPLETION_TIMEOUT).range(Bytes.utf8(prefix), KEYS_MAX, true).kvs());
        return kvs == null ? List.of() : kvs.stream().map(kv -> kv.key().asUtf8()).filter(Objects::nonNull).toList();
    }

    private <T> @Nullable T within(Duration timeout, Callable<T> question) {
        Future<T> answer = executor.submit(question);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RequestException)
                return null;
            throw new IllegalStateException("a question fails only with its answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
