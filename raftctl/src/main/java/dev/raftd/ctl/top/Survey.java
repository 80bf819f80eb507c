package dev.raftd.ctl.top;

import dev.raftd.api.Member;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.top.Poll.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Asks all members how they are. Confined to one thread at a time.
public final class Survey {
    private final Cluster cluster;
    private final Duration patience;
    private List<Member> members;

    /// Begins with who the members are.
    ///
    /// @param patience how long a member has to answer
    /// @throws RequestException if nobody can say
    public Survey(Cluster cluster, Duration patience) throws RequestException {
        this.cluster = cluster;
        this.patience = patience;
        members = cluster.members().members();
    }

    /// Everybody is asked at once, and somebody who the members are from now on: as long as nobody can say, they are those they were.
    Poll take() {
        List<Callable<@Nullable Void>> questions = new ArrayList<>();
        Map<Long, Answer> answers = new TreeMap<>(Long::compareUnsigned);
        List<Member> asked = members;
        questions.add(() -> {
            askMembers();
            return null;
        });
        for (Member member : asked)
            questions.add(() -> {
                put(answers, ask(member));
                return null;
            });
        long begun = System.nanoTime();
        atOnce(questions);
        if (answers.values().stream().allMatch(a -> a.status() == null))
            atOnce(endpointQuestions(answers));
        return new Poll(begun, answers.values().stream().sorted(Comparator.comparing(Answer::id, Long::compareUnsigned)).toList());
    }

    private static void put(Map<Long, Answer> answers, Answer answer) {
        synchronized (answers) {
            answers.put(answer.id(), answer);
        }
    }

    private void askMembers() {
        try {
            members = cluster.with(cluster.endpoints(), patience).members().members();
        } catch (RequestException e) {
            // who does not answer will be seen
        }
    }

    /// The announced URLs may be of use only inside another network; the endpoints that were given did answer.
    private List<Callable<@Nullable Void>> endpointQuestions(Map<Long, Answer> answers) {
        List<Callable<@Nullable Void>> questions = new ArrayList<>();
        for (Endpoint endpoint : cluster.endpoints())
            questions.add(() -> {
                try {
                    put(answers, Answer.of(status(endpoint)));
                } catch (RequestException e) {
                    // its reason is told by its member's row
                }
                return null;
            });
        return questions;
    }

    private Answer ask(Member member) {
        String url = member.clientUrl();
        if (url == null)
            return Answer.none(member.id(), "has not announced where it serves clients");
        try {
            return Answer.of(status(new Endpoint(url)));
        } catch (RequestException e) {
            return Answer.none(member.id(), reason(e, url));
        } catch (IllegalArgumentException e) {
            return Answer.none(member.id(), String.valueOf(e.getMessage()));
        }
    }

    private StatusResponse status(Endpoint endpoint) throws RequestException {
        return cluster.with(List.of(endpoint), patience).status();
    }

    /// Without the URL, for which there is no room: what follows it says why.
    private static String reason(RequestException e, String url) {
        String detail = e.problem().detail();
        int at = detail.lastIndexOf(url + ": ");
        return at < 0 ? detail : detail.substring(at + url.length() + 2);
    }

    private static void atOnce(List<Callable<@Nullable Void>> questions) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<@Nullable Void> future : executor.invokeAll(questions))
                future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question fails only with its answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
