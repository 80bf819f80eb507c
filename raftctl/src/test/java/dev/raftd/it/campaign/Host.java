package dev.raftd.it.campaign;

import dev.raftd.api.StatusResponse;
import dev.raftd.it.Dist;
import dev.raftd.it.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One member with all that can go wrong around it: its process, its disk, its place in the network, its clock. One thread at a time
/// changes it; others ask its [#member].
final class Host implements AutoCloseable {
    /// What a joining member ends with as long as it reaches nobody who knows the cluster.
    private static final int EXIT_UNAVAILABLE = 69;
    private static final int EXIT_REMOVED = 79;
    /// How long after a fault its end may still show.
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /// A status that a process may end with by itself.
    private record Excuse(int status, long untilNanos) {}

    /// How a process ended by itself.
    record End(int status, boolean expected) {}

    final long id;
    final Place place;
    final Volume volume;
    final Member member;
    private final @Nullable Preload preload;
    private final boolean tracing;
    private final Tracer tracer = new Tracer();
    private final Path log;
    private final List<Excuse> excuses = new ArrayList<>();
    private final boolean joins;
    private final Network network;
    private boolean held;
    private boolean leaving;
    private boolean paused;
    private volatile long endNanos = Long.MAX_VALUE;
    private boolean left;

    /// @param how     `--peers ...` or `--join ...`, with its value
    /// @param options of `raftd start`, beyond what place and data need
    Host(long id, Surroundings around, List<String> how, List<String> options) throws IOException {
        this.id = id;
        network = around.network();
        place = network.place(id);
        String name = around.workspace().fresh("member-" + id);
        volume = around.volumes().make(around.workspace(), name);
        preload = around.library() == null ? null : Preload.of(around.library(), around.workspace(), name);
        tracing = around.tracing();
        log = around.logs().resolve("member-" + id + ".log");
        Path data = volume.dir().resolve("data");
        List<String> command = new ArrayList<>(place.prefix());
        command.addAll(Dist.command("raftd", "start", "--id", Long.toString(id), "--listen-client", place.clientUrl(), "--listen-peer",
                place.listenPeerUrl(), "--data-dir", data.toString()));
        command.addAll(place.options());
        command.addAll(how);
        joins = how.contains("--join");
        command.addAll(options);
        Map<String, String> environment = preload == null ? new HashMap<>() : preload.environment(data);
        environment.put(Workspace.OWNER_VARIABLE, around.workspace().owner());
        member = new Member(id, place.clientUrl(), log, command, environment);
    }

    Path log() {
        return log;
    }

    String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Nothing, once it has left.
    void start() throws IOException {
        if (left)
            return;
        held = false;
        excuses.clear();
        if (joins)
            excuse(EXIT_UNAVAILABLE);
        if (leaving)
            excuse(EXIT_REMOVED);
        network.inhabited(id);
        endNanos = Long.MAX_VALUE;
        member.start();
        member.onEnd(() -> endNanos = System.nanoTime());
    }

    /// It is no member any more, and never runs again.
    void leave() throws IOException {
        left = true;
        close();
    }

    /// SIGKILL; it stays down until [#start].
    void kill() {
        held = true;
        if (member.isRunning())
            member.kill();
    }

    /// It may find itself removed from now on.
    void mayLeave() {
        leaving = true;
        excuse(EXIT_REMOVED);
    }

    /// Whether it is down because somebody wants that, or because it is no member any more.
    boolean isHeld() {
        Integer status = member.exitStatus();
        return held || status != null && status == EXIT_REMOVED;
    }

    /// Whether it runs and can answer.
    boolean isAwake() {
        return member.isRunning() && !paused;
    }

    void pause() throws IOException {
        paused = true;
        signal("STOP");
    }

    void resume() throws IOException {
        paused = false;
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        if (member.isRunning())
            Machine.run("kill", "-" + name, Long.toString(member.pid()));
    }

    /// Why it cannot be given this fault; null if it can.
    @Nullable
    String cannot(DiskFault fault) {
        if (preload != null)
            return null;
        return tracing && fault.inject() != null ? null : "needs gcc, or strace where that can do it";
    }

    void disk(DiskFault fault) throws IOException {
        if (preload != null)
            preload.disk(fault);
        else if (fault.kind() == DiskFault.Kind.NONE)
            tracer.end();
        else
            tracer.begin(member.pid(), fault);
    }

    /// Whether its wall clock can be moved.
    boolean hasOwnClock() {
        return preload != null;
    }

    void clock(long offsetMillis, int ratePercent) {
        if (preload != null)
            preload.clock(offsetMillis, ratePercent);
    }

    /// From now on it may end by itself with this status.
    void excuse(int status) {
        excuses.add(new Excuse(status, Long.MAX_VALUE));
    }

    /// What [#excuse] said ends a while from now.
    void noMoreExcuses() {
        long until = System.nanoTime() + GRACE_NANOS;
        excuses.replaceAll(e -> new Excuse(e.status, Math.min(e.untilNanos, until)));
    }

    /// How it ended by itself, null if it did not.
    @Nullable
    End end() {
        Integer status = member.exitStatus();
        if (status == null)
            return null;
        long ended = Math.min(endNanos, System.nanoTime());
        return new End(status, excuses.stream().anyMatch(e -> e.status == status && e.untilNanos >= ended));
    }

    /// A copy of its data directory, to be looked at afterwards.
    void keepData(Path where) throws IOException {
        if (member.isRunning())
            member.kill();
        Machine.result("", List.of("cp", "-a", volume.dir().resolve("data").toString(), where.resolve("data-" + id).toString()));
    }

    /// Null if it does not answer.
    @Nullable
    StatusResponse statusOrNull() throws InterruptedException {
        try {
            return isAwake() ? member.status() : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        member.close();
        volume.close();
        if (preload != null)
            preload.close();
    }

    @Override
    public String toString() {
        return "member " + id;
    }
}
