package dev.raftd.ctl.command;

import dev.raftd.api.Evidence;
import dev.raftd.api.Member;
import dev.raftd.ctl.client.Attempt;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.why.Silent;
import dev.raftd.why.Silent.How;
import dev.raftd.why.Survey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks all members at once what they know: at the endpoints given, and at the URLs that those who answer tell of the others. Works as long
/// as one answers.
final class WhySurvey {
    /// A member that is well answers in milliseconds; one that is not shall not keep the answer back.
    private static final Duration WITHIN = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final long index;
    private final Duration within;
    private final Map<Endpoint, Attempt<Evidence>> attempts = new LinkedHashMap<>();

    /// @param index of the entry that is asked about, 0 for none
    WhySurvey(Cluster cluster, long index) {
        this.cluster = cluster;
        this.index = index;
        within = cluster.timeout().compareTo(WITHIN) < 0 ? cluster.timeout() : WITHIN;
    }

    /// @throws CommandException if no member answers
    Survey take() throws CommandException {
        ask(cluster.endpoints());
        // each answer may tell of more
        List<Endpoint> more = unasked();
        while (!more.isEmpty()) {
            ask(more);
            more = unasked();
        }
        Map<Long, Evidence> answered = answered();
        if (answered.isEmpty())
            throw new CommandException(ExitCode.UNREACHABLE, "unreachable", "no endpoint answered: " + reasons(),
                    "check that the members run, or name others with -e");
        List<Silent> silent = new ArrayList<>();
        for (Member member : members().values())
            if (answered.values().stream().noneMatch(e -> e.id() == member.id()))
                silent.add(silent(member));
        return new Survey(List.copyOf(answered.values()), silent);
    }

    private Map<Long, Evidence> answered() {
        Map<Long, Evidence> byId = new TreeMap<>(Long::compareUnsigned);
        for (Attempt<Evidence> attempt : attempts.values())
            if (attempt instanceof Attempt.Answered<Evidence>(Evidence evidence))
                byId.putIfAbsent(evidence.id(), evidence);
        return byId;
    }

    /// As those who answered know them.
    private Map<Long, Member> members() {
        Map<Long, Member> members = new TreeMap<>(Long::compareUnsigned);
        for (Evidence evidence : answered().values())
            for (Member member : evidence.members())
                if (member.clientUrl() != null)
                    members.put(member.id(), member);
                else
                    members.putIfAbsent(member.id(), member);
        return members;
    }

    private List<Endpoint> unasked() {
        List<Endpoint> endpoints = new ArrayList<>();
        Map<Long, Evidence> answered = answered();
        for (Member member : members().values()) {
            Endpoint endpoint = endpoint(member);
            if (endpoint != null && !attempts.containsKey(endpoint) && !answered.containsKey(member.id()))
                endpoints.add(endpoint);
        }
        return endpoints;
    }

    private static @Nullable Endpoint endpoint(Member member) {
        try {
            return member.clientUrl() == null ? null : new Endpoint(member.clientUrl());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Silent silent(Member member) {
        Endpoint endpoint = endpoint(member);
        Attempt<Evidence> attempt = endpoint == null ? null : attempts.get(endpoint);
        if (attempt == null)
            return new Silent(member.id(), member.clientUrl(), How.NO_URL, "it has not announced where it serves clients");
        return new Silent(member.id(), member.clientUrl(), how(attempt), reason(attempt));
    }

    private static How how(Attempt<Evidence> attempt) {
        return switch (attempt) {
            case Attempt.NotSent<Evidence> _ -> How.UNREACHABLE;
            case Attempt.Lost<Evidence>(String reason) -> reason.startsWith("no answer") ? How.NO_ANSWER : How.OTHER;
            case Attempt.Answered<Evidence> _,Attempt.Refused<Evidence> _,Attempt.GivenUp<Evidence> _ -> How.OTHER;
        };
    }

    private static String reason(Attempt<Evidence> attempt) {
        return switch (attempt) {
            case Attempt.NotSent<Evidence>(String reason) -> reason;
            case Attempt.Lost<Evidence>(String reason) -> reason;
            case Attempt.Refused<Evidence>(var problem) -> problem.code();
            case Attempt.Answered<Evidence>(Evidence evidence) -> "member " + Long.toUnsignedString(evidence.id()) + " answers there";
            case Attempt.GivenUp<Evidence> _ -> "given up";
        };
    }

    private String reasons() {
        return attempts.entrySet().stream().map(e -> e.getKey() + ": " + reason(e.getValue())).collect(Collectors.joining(", "));
    }

    private void ask(Collection<Endpoint> endpoints) {
        Map<Endpoint, Future<Attempt<Evidence>>> asked = new LinkedHashMap<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Endpoint endpoint : endpoints)
                asked.put(endpoint, executor.submit(() -> cluster.why(endpoint, index, within)));
            for (Map.Entry<Endpoint, Future<Attempt<Evidence>>> one : asked.entrySet())
                attempts.put(one.getKey(), one.getValue().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("an attempt does not fail", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
