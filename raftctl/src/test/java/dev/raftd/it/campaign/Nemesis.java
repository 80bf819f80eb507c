package dev.raftd.it.campaign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Begins and ends faults by chance, and starts again what ended because of one: storms, with calm between them in which everybody works.
/// Some storms end by a power cut of all. Confined to one thread.
final class Nemesis {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int PAUSE_MILLIS_MAX = 900;
    private static final int STORM_MILLIS_MIN = 2000;
    private static final int STORM_MILLIS_MAX = 7000;
    private static final int CALM_MILLIS_MIN = 1000;
    private static final int CALM_MILLIS_MAX = 2000;
    private static final int LEADERLESS_MILLIS = 200;
    private static final int STORMS_A_CUT_OF_ALL = 4;

    private record Active(Fault fault, Host victim, Fault.Begun begun, long endNanos) {
        @Override
        public String toString() {
            return fault.name() + " on " + victim + (begun.detail().isEmpty() ? "" : ", " + begun.detail());
        }
    }

    private final Group group;
    private final List<Fault> faults;
    private final RandomGenerator random;
    private final Timeline timeline;
    private final List<Active> active = new ArrayList<>();
    private final Map<String, Integer> begun = new TreeMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();

    Nemesis(Group group, List<Fault> faults, RandomGenerator random, Timeline timeline) {
        this.group = group;
        this.faults = faults;
        this.random = random;
        this.timeline = timeline;
    }

    /// How often which fault began.
    Map<String, Integer> begun() {
        return begun;
    }

    /// How often members ended by themselves, as they should.
    Map<String, Integer> ends() {
        return ends;
    }

    void run(long millis) throws IOException, InterruptedException {
        long deadline = after(millis);
        while (System.nanoTime() < deadline) {
            calm(deadline);
            storm(Math.min(deadline, after(random.nextInt(STORM_MILLIS_MIN, STORM_MILLIS_MAX))));
            endAll(a -> true);
            if (random.nextInt(STORMS_A_CUT_OF_ALL) == 0)
                begin(MemberFaults.POWER_CUT_OF_ALL);
        }
        endAll(a -> true);
    }

    private static long after(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /// On a slow machine it takes a while until somebody leads again.
    private void calm(long deadline) throws IOException, InterruptedException {
        until(Math.min(deadline, after(CALM_MILLIS_MIN)));
        while (System.nanoTime() < deadline && group.leaderOrNull() == null)
            until(after(LEADERLESS_MILLIS));
        until(Math.min(deadline, after(random.nextInt(CALM_MILLIS_MAX))));
    }

    private void storm(long deadline) throws IOException, InterruptedException {
        while (System.nanoTime() < deadline) {
            begin(faults.get(random.nextInt(faults.size())));
            until(Math.min(deadline, after(random.nextInt(PAUSE_MILLIS_MAX))));
        }
    }

    private void until(long nanos) throws IOException, InterruptedException {
        while (System.nanoTime() < nanos) {
            look();
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private interface Choice {
        boolean of(Active active);
    }

    /// Ends what is due, starts whom nothing keeps down any more.
    void look() throws IOException, InterruptedException {
        long now = System.nanoTime();
        endAll(a -> a.endNanos <= now);
        for (Host host : group.hosts()) {
            Host.End end = host.end();
            if (end == null)
                continue;
            if (!end.expected())
                throw new AssertionError(host + " ended with status " + end.status() + ", for which no fault was the reason\n"
                        + lastLines(host));
            if (!owned(host) && !host.isHeld()) {
                timeline.add("start  " + host + ", which ended with status " + end.status());
                ends.merge("status " + end.status(), 1, Integer::sum);
                host.start();
            }
        }
    }

    private static String lastLines(Host host) {
        List<String> lines = host.output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    private void endAll(Choice choice) throws IOException, InterruptedException {
        for (Active a : List.copyOf(active))
            if (choice.of(a)) {
                active.remove(a);
                a.begun.ending().run();
                timeline.add("end    " + a);
            }
    }

    private void begin(Fault fault) throws IOException, InterruptedException {
        Host victim = victim(fault);
        if (victim == null)
            return;
        Fault.Begun how = fault.onset().on(group, victim, random);
        long millis = fault.millisMin() + random.nextInt(fault.millisMax() - fault.millisMin() + 1);
        Active started = new Active(fault, victim, how, after(millis));
        active.add(started);
        begun.merge(fault.name(), 1, Integer::sum);
        timeline.add("begin  " + started + ", for " + millis + " ms");
    }

    /// Often the leader, whom faults trouble most.
    private @Nullable Host victim(Fault fault) throws InterruptedException {
        List<Host> possible = group.hosts().stream().filter(h -> mayHave(fault, h)).toList();
        if (possible.isEmpty())
            return null;
        Host leader = random.nextInt(3) == 0 ? group.leaderOrNull() : null;
        return leader != null && possible.contains(leader) ? leader : possible.get(random.nextInt(possible.size()));
    }

    private boolean mayHave(Fault fault, Host host) {
        if (fault.check().impossible(host) != null || fault.reach().owns && (owned(host) || !host.member.isRunning()))
            return false;
        if (active.stream().anyMatch(a -> a.victim == host && a.fault.reach() == fault.reach()))
            return false;
        if (!fault.reach().harms || fault.reach() == Fault.Reach.ALL)
            return true;
        Set<Host> harmed = new HashSet<>(Set.of(host));
        active.stream().filter(a -> a.fault.reach().harms).forEach(a -> harmed.add(a.victim));
        group.hosts().stream().filter(h -> !h.member.isRunning()).forEach(harmed::add);
        return harmed.size() <= (group.hosts().size() - 1) / 2;
    }

    private boolean owned(Host host) {
        return active.stream().anyMatch(a -> a.fault.reach().owns && (a.victim == host || a.fault.reach() == Fault.Reach.ALL));
    }
}
