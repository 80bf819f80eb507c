package dev.raftd.ctl.command;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.ClusterStatus;
import dev.raftd.ctl.view.ClusterStatus.Unreachable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Asks every member at once how it is.
final class StatusSurvey {
    private final Cluster cluster;

    private sealed interface Answer {
        record Status(StatusResponse status) implements Answer {}

        record None(Unreachable unreachable, @Nullable RequestException cause) implements Answer {}
    }

    StatusSurvey(Cluster cluster) {
        this.cluster = cluster;
    }

    /// @throws RequestException if no member answers
    ClusterStatus take() throws RequestException {
        MembersResponse members = MembersSurvey.take(cluster);
        List<Callable<Answer>> questions = new ArrayList<>();
        for (Member member : members.members())
            questions.add(() -> ask(member));
        List<StatusResponse> statuses = new ArrayList<>();
        List<Unreachable> unreachable = new ArrayList<>();
        RequestException cause = null;
        for (Answer answer : atOnce(questions)) {
            switch (answer) {
                case Answer.Status(StatusResponse status) -> statuses.add(status);
                case Answer.None(Unreachable who, var why) -> {
                    unreachable.add(who);
                    cause = why != null ? why : cause;
                }
            }
        }
        // The announced URLs may be of use only inside another network; the endpoints we were given did answer.
        if (statuses.isEmpty())
            statuses.add(statusOfEndpoint(cause));
        unreachable.removeIf(u -> statuses.stream().anyMatch(s -> s.id() == u.id()));
        statuses.sort(Comparator.comparingLong(StatusResponse::id));
        return new ClusterStatus(List.copyOf(statuses), List.copyOf(unreachable),
                members.members().stream().filter(m -> m.prospect() != null).toList());
    }

    private StatusResponse statusOfEndpoint(@Nullable RequestException cause) throws RequestException {
        try {
            return cluster.status();
        } catch (RequestException e) {
            throw cause != null ? cause : e;
        }
    }

    private Answer ask(Member member) {
        String url = member.clientUrl();
        try {
            Endpoint endpoint = new Endpoint(url == null ? "" : url);
            return new Answer.Status(cluster.with(List.of(endpoint), cluster.timeout()).status());
        } catch (RequestException e) {
            return new Answer.None(new Unreachable(member.id(), url, e.problem().detail()), e);
        } catch (IllegalArgumentException e) {
            String reason = url == null ? "has not announced where it serves clients" : e.getMessage();
            return new Answer.None(new Unreachable(member.id(), url, reason), null);
        }
    }

    private static List<Answer> atOnce(List<Callable<Answer>> questions) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : executor.invokeAll(questions))
                answers.add(future.get());
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question fails only with its answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
