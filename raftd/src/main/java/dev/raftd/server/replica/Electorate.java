package dev.raftd.server.replica;

import dev.raftd.api.ChangePreview;
import dev.raftd.raftpb.ConfState;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A configuration together with who of it is healthy.
///
/// @param name when it is in force
record Electorate(String name, ConfState conf, LongPredicate isHealthy) {
    private static int quorum(Collection<Long> voters) {
        return voters.size() / 2 + 1;
    }

    private List<Long> healthy(Collection<Long> ids) {
        return ids.stream().distinct().sorted(Long::compareUnsigned).filter(isHealthy::test).toList();
    }

    private int spare(List<Long> voters) {
        return healthy(voters).size() - quorum(voters);
    }

    private boolean isJoint() {
        return !conf.votersOutgoing().isEmpty();
    }

    /// How many of the healthy may fail, whichever they are: below 0 there is no quorum.
    int survivesNow() {
        return isJoint() ? Math.min(spare(conf.voters()), spare(conf.votersOutgoing())) : spare(conf.voters());
    }

    private int survives() {
        int incoming = conf.voters().size() - quorum(conf.voters());
        return isJoint() ? Math.min(incoming, conf.votersOutgoing().size() - quorum(conf.votersOutgoing())) : incoming;
    }

    /// Why there would be no quorum, with the arithmetic; null if there is one.
    @Nullable
    String lack() {
        if (survivesNow() >= 0) {
            return null;
        }
        List<Long> half = spare(conf.voters()) < 0 ? conf.voters() : conf.votersOutgoing();
        List<Long> healthy = healthy(half);
        return "of the " + half.size() + " voters then (" + text(half) + ") only " + healthy.size() + (healthy.size() == 1 ? " is" : " are")
                + " healthy" + (healthy.isEmpty() ? "" : " (" + text(healthy) + ")") + ", a quorum is " + quorum(half);
    }

    /// What it means that there is no quorum.
    String risk() {
        TreeSet<Long> missing = new TreeSet<>(Long::compareUnsigned);
        missing.addAll(conf.voters());
        missing.addAll(conf.votersOutgoing());
        missing.removeIf(isHealthy::test);
        int needed = -survivesNow();
        String who = missing.size() == needed
                ? (needed == 1 ? "member " + text(missing) + " is" : "members " + text(missing) + " are")
                : needed + " more of the members " + text(missing) + (needed == 1 ? " is" : " are");
        return "nothing can be written or read, nor any member changed, until " + who
                + " healthy; if that never comes, the cluster is lost";
    }

    private static String text(Collection<Long> ids) {
        return ids.stream().sorted(Long::compareUnsigned).map(Long::toUnsignedString).collect(Collectors.joining(", "));
    }

    ChangePreview.Stage stage() {
        TreeSet<Long> learners = new TreeSet<>(Long::compareUnsigned);
        learners.addAll(conf.learners());
        learners.addAll(conf.learnersNext());
        TreeSet<Long> all = new TreeSet<>(Long::compareUnsigned);
        all.addAll(conf.voters());
        all.addAll(conf.votersOutgoing());
        return new ChangePreview.Stage(name, sorted(conf.voters()), sorted(conf.votersOutgoing()), List.copyOf(learners),
                quorum(conf.voters()), isJoint() ? quorum(conf.votersOutgoing()) : 0, survives(), healthy(all), survivesNow());
    }

    private static List<Long> sorted(List<Long> ids) {
        return ids.stream().sorted(Long::compareUnsigned).toList();
    }
}
