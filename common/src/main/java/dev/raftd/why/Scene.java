package dev.raftd.why;

import dev.raftd.api.ConfigStatus;
import dev.raftd.api.Evidence;
import dev.raftd.api.StatusResponse;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A survey put in order: who leads, what the configuration is, who hears whom.
final class Scene {
    static final String LEADER = "StateLeader";
    /// What was longer ago than so many election timeouts does not explain the present.
    static final int RECENT_TIMEOUTS = 3;
    static final long NEVER_MILLIS = Long.MAX_VALUE / 4;

    private final SortedMap<Long, Evidence> members = new TreeMap<>(Long::compareUnsigned);
    private final SortedMap<Long, Evidence> foreign = new TreeMap<>(Long::compareUnsigned);
    private final SortedMap<Long, Silent> silent = new TreeMap<>(Long::compareUnsigned);
    private final @Nullable Evidence leader;
    private final ConfigStatus config;

    Scene(Survey survey) {
        String cluster = cluster(survey.evidence());
        survey.evidence().forEach(e -> (e.clusterId().equals(cluster) ? members : foreign).put(e.id(), e));
        survey.silent().stream().filter(s -> s.id() != 0 && !members.containsKey(s.id())).forEach(s -> silent.put(s.id(), s));
        config = newestConfig();
        leader = acceptedLeader();
    }

    /// Whatever most of them call it.
    private static String cluster(List<Evidence> all) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        all.forEach(e -> counts.merge(e.clusterId(), 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return all.stream().map(Evidence::clusterId).filter(id -> Objects.equals(counts.get(id), most)).findFirst().orElse("");
    }

    private ConfigStatus newestConfig() {
        return statuses().max(Comparator.comparingLong(s -> s.log().applied())).map(StatusResponse::config)
                .orElseGet(this::configByMembers);
    }

    /// No raft loop answers: what was published before.
    private ConfigStatus configByMembers() {
        TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
        TreeSet<Long> learners = new TreeSet<>(Long::compareUnsigned);
        members.values().stream().flatMap(e -> e.members().stream()).forEach(m -> (m.learner() ? learners : voters).add(m.id()));
        learners.removeAll(voters);
        return new ConfigStatus(List.copyOf(voters), List.of(), List.copyOf(learners), List.of(), false);
    }

    private Stream<StatusResponse> statuses() {
        return members.values().stream().map(Evidence::status).filter(Objects::nonNull);
    }

    /// Whoever leads the highest term, unless a quorum is in a higher one.
    private @Nullable Evidence acceptedLeader() {
        Evidence highest = leaders().max(Comparator.comparingLong(Evidence::term)).orElse(null);
        if (highest == null) {
            return null;
        }
        boolean deposed = hasQuorum(id -> {
            Evidence e = members.get(id);
            return e != null && e.term() > highest.term();
        });
        return deposed ? null : highest;
    }

    private Stream<Evidence> leaders() {
        return members.values().stream().filter(e -> e.role().equals(LEADER));
    }

    /// Those that lead a term that is over.
    List<Evidence> formerLeaders() {
        return leaders().filter(e -> e != leader).toList();
    }

    Collection<Evidence> members() {
        return members.values();
    }

    @Nullable
    Evidence member(long id) {
        return members.get(id);
    }

    @Nullable
    Evidence foreign(long id) {
        return members.containsKey(id) ? null : foreign.get(id);
    }

    @Nullable
    Silent silent(long id) {
        return silent.get(id);
    }

    @Nullable
    Evidence leader() {
        return leader;
    }

    ConfigStatus config() {
        return config;
    }

    boolean isJoint() {
        return !config.votersOutgoing().isEmpty();
    }

    /// The voters of either half.
    SortedSet<Long> voters() {
        TreeSet<Long> ids = new TreeSet<>(Long::compareUnsigned);
        ids.addAll(config.voters());
        ids.addAll(config.votersOutgoing());
        return ids;
    }

    /// Voters and learners.
    SortedSet<Long> all() {
        SortedSet<Long> ids = voters();
        ids.addAll(config.learners());
        ids.addAll(config.learnersNext());
        return ids;
    }

    /// The halves that decide, each for itself.
    List<Half> halves() {
        Half incoming = new Half(sorted(config.voters()));
        return isJoint() ? List.of(incoming, new Half(sorted(config.votersOutgoing()))) : List.of(incoming);
    }

    private static SortedSet<Long> sorted(Collection<Long> ids) {
        TreeSet<Long> sorted = new TreeSet<>(Long::compareUnsigned);
        sorted.addAll(ids);
        return sorted;
    }

    boolean hasQuorum(LongPredicate has) {
        return halves().stream().allMatch(half -> half.isReached(has));
    }

    /// Whether `one` heard of `other` lately. A member hears itself.
    boolean hears(long one, long other) {
        Evidence e = members.get(one);
        return one == other || e != null && heardAgoMillis(e, other).filter(ago -> ago <= recentMillis(e)).isPresent();
    }

    Optional<Long> heardAgoMillis(Evidence e, long other) {
        return e.heard().stream().filter(h -> h.peer() == other).map(Evidence.Heard::agoMillis).findFirst();
    }

    /// A leader hears of everybody each heartbeat; who looks for a leader asks once a campaign.
    long recentMillis(Evidence e) {
        return leader == null ? RECENT_TIMEOUTS * e.electionMillis() : e.electionMillis();
    }

    static boolean isRecent(Evidence e, long agoMillis) {
        return agoMillis >= 0 && agoMillis <= RECENT_TIMEOUTS * e.electionMillis();
    }

    /// The link of a member to another one, as that member sees it.
    static Optional<Evidence.Link> link(@Nullable Evidence from, long to) {
        return from == null ? Optional.empty() : from.links().stream().filter(l -> l.peer() == to).findFirst();
    }
}
