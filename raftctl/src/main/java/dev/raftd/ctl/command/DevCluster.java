package dev.raftd.ctl.command;

import dev.raftd.api.Paths;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.client.Attempt;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.Request;
import dev.raftd.ctl.client.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Real raftd processes, from their start to their end. Also the end of this process ends them, however it comes, SIGKILL excepted.
final class DevCluster implements AutoCloseable {
    private static final int STARTS_MAX = 3;
    private static final int NODES = 3;
    private static final int LOG_LINES = 5;
    /// What the raftd of a member that was removed from the cluster ends with.
    private static final int REMOVED_STATUS = 79;
    private static final long POLL_MILLIS = 50;
    private static final long STOP_SECONDS_MAX = 10;
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(2);
    /// A terminal sends Ctrl-C to every process in its foreground, and it is meant for the shell: our children ignore it.
    private static final List<String> DEAF = List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "raftd");

    private final Path dir;
    private final boolean temporary;
    private final List<Node> nodes = new ArrayList<>();
    private final Thread hook = Thread.ofPlatform().name("stop-raftd").unstarted(this::stop);
    private boolean stopped;

    /// @param raftd   its launcher
    /// @param nodes   how many; null: as many as the data directory has, or three
    /// @param dataDir null: temporary
    record Plan(Path raftd, @Nullable Integer nodes, @Nullable Path dataDir, Duration startTimeout) {}

    private record Node(int id, Process process, Path log, Endpoint endpoint) {}

    /// A member that ended before it served.
    private static final class NodeExit extends Exception {
        private static final long serialVersionUID = 1L;

        NodeExit(String message) {
            super(message);
        }

        boolean isForPort() {
            return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("in use");
        }
    }

    private DevCluster(Path dir, boolean temporary) {
        this.dir = dir;
        this.temporary = temporary;
    }

    /// Starts all members and waits until each knows a leader.
    static DevCluster start(Plan plan) throws CommandException {
        try {
            return startOnce(plan, 1);
        } catch (IOException e) {
            throw CommandException.usage("unwritable", "the cluster cannot be started: " + e, "check --data-dir and the free space");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.INTERRUPTED, "interrupted", "the start was given up", "start again");
        }
    }

    /// A port that was free a moment ago may be taken now. Fresh data may try others.
    private static DevCluster startOnce(Plan plan, int start) throws IOException, InterruptedException, CommandException {
        boolean temporary = plan.dataDir == null;
        Path dir = plan.dataDir == null ? Files.createTempDirectory("raftctl-dev") : Files.createDirectories(plan.dataDir);
        boolean again = DevPorts.areKept(dir);
        DevCluster cluster = new DevCluster(dir, temporary);
        boolean started = false;
        try {
            cluster.launch(plan.raftd, again ? keptPorts(plan, dir) : freshPorts(plan, dir));
            cluster.awaitLeader(System.nanoTime() + plan.startTimeout.toNanos());
            started = true;
            return cluster;
        } catch (NodeExit e) {
            cluster.close();
            if (again || start == STARTS_MAX || !e.isForPort())
                throw new CommandException(ExitCode.UNREACHABLE, "raftd_exited", String.valueOf(e.getMessage()),
                        temporary ? "correct that, or look closer with --data-dir" : "correct that");
            if (!temporary)
                cluster.deleteData();
            return startOnce(plan, start + 1);
        } finally {
            if (!started)
                cluster.close();
        }
    }

    private static DevPorts keptPorts(Plan plan, Path dir) throws IOException, CommandException {
        DevPorts ports = DevPorts.kept(dir);
        if (plan.nodes != null && plan.nodes != ports.nodes().size())
            throw CommandException.usage("usage", dir + " has " + ports.nodes().size() + " nodes", "leave --nodes out");
        return ports;
    }

    private static DevPorts freshPorts(Plan plan, Path dir) throws IOException, CommandException {
        try (Stream<Path> files = Files.list(dir)) {
            if (files.findAny().isPresent())
                throw CommandException.usage("usage", dir + " has files in it that are not a development cluster's",
                        "use an empty or a new directory");
        }
        DevPorts ports = DevPorts.free(plan.nodes == null ? NODES : plan.nodes);
        ports.keep(dir);
        return ports;
    }

    private synchronized void launch(Path raftd, DevPorts ports) throws IOException {
        Runtime.getRuntime().addShutdownHook(hook);
        for (int id = 1; id <= ports.nodes().size() && !stopped; id++) {
            DevPorts.Node node = ports.nodes().get(id - 1);
            Path nodeDir = Files.createDirectories(dir.resolve("node-" + id));
            Path log = nodeDir.resolve("raftd.log");
            List<String> command = new ArrayList<>(DEAF);
            command.addAll(List.of(raftd.toString(), "start", "--id", Integer.toString(id), "--peers", ports.peers(), "--listen-client",
                    node.clientUrl(), "--listen-peer", node.peerUrl(), "--data-dir", nodeDir.resolve("data").toString()));
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            process.getOutputStream().close();
            nodes.add(new Node(id, process, log, new Endpoint(node.clientUrl())));
        }
    }

    private void awaitLeader(long deadlineNanos) throws IOException, InterruptedException, NodeExit {
        try (Transport transport = new Transport()) {
            for (Node node : List.copyOf(nodes)) {
                if (!awaitLeader(transport, node, deadlineNanos))
                    forget(node);
            }
        }
    }

    /// @return false for a member that was removed from the cluster in an earlier run: the others go on without it
    private boolean awaitLeader(Transport transport, Node node, long deadlineNanos) throws IOException, InterruptedException, NodeExit {
        while (!knowsLeader(transport, node)) {
            if (node.process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (node.process.exitValue() == REMOVED_STATUS && nodes.size() > 1)
                    return false;
                throw new NodeExit("node " + node.id + " ended with status " + node.process.exitValue() + ": " + lastLines(node.log));
            }
            if (System.nanoTime() > deadlineNanos)
                throw new NodeExit("node " + node.id + " does not serve in time: " + lastLines(node.log));
        }
        return true;
    }

    private synchronized void forget(Node node) {
        nodes.remove(node);
    }

    private static boolean knowsLeader(Transport transport, Node node) {
        Request<StatusResponse> request = new Request<>("GET", Paths.STATUS, null, StatusResponse.class, Request.Safety.READ, null);
        return transport.attempt(node.endpoint, request, STATUS_TIMEOUT) instanceof Attempt.Answered<StatusResponse>(var status)
                && status.lead() != 0;
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? "it printed nothing"
                : String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    List<Endpoint> endpoints() {
        return nodes.stream().map(Node::endpoint).toList();
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending and runs the hook itself, which finds nothing left to do.
        }
    }

    private synchronized void stop() {
        if (stopped)
            return;
        stopped = true;
        nodes.forEach(node -> node.process.destroy());
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
        nodes.forEach(node -> end(node.process, deadlineNanos));
        if (temporary)
            deleteData();
    }

    private static void end(Process process, long deadlineNanos) {
        try {
            if (!process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// What the cluster put into its directory; the directory itself if it is temporary.
    private void deleteData() {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                if (temporary || !file.equals(dir))
                    Files.delete(file);
        } catch (IOException e) {
            // Temporary files that stay behind harm nobody, and there is nobody left to tell.
        }
    }
}
