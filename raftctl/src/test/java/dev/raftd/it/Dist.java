package dev.raftd.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The programs of the packaged distribution, run as a user runs them.
public final class Dist {
    public static final Path HOME = Path.of(System.getProperty("raftd.dist"));

    private static final int PORT_MIN = 15_000;
    private static final int PORT_COUNT = 15_000;
    /// Each process begins elsewhere.
    private static final AtomicInteger nextPort = new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % PORT_COUNT));

    /// How a program ended.
    public record Result(int status, String out, String err) {}

    private Dist() {}

    public static List<String> command(String program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("bin").resolve(program).toString());
        command.addAll(List.of(args));
        return command;
    }

    /// Runs a program to its end, without input.
    public static Result run(String program, String... args) throws IOException, InterruptedException {
        return run("", command(program, args));
    }

    /// Runs a command to its end, with the given standard input.
    public static Result run(String input, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it ended without reading its input
        }
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end; it said " + Files.readString(out) + Files.readString(err));
        }
        Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return result;
    }

    /// Ports that were free a moment ago. They lie below those that outgoing connections get: a member that is killed finds its own again.
    public static List<Integer> freePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = PORT_MIN + Math.floorMod(nextPort.getAndIncrement(), PORT_COUNT);
            if (isFree(port))
                ports.add(port);
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
