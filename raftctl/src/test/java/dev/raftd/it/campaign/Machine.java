package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The operating system's commands.
final class Machine {
    private static final List<String> SYSTEM_DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    /// @param output both streams
    record Result(int status, String output) {}

    /// What can fail because the machine does not allow it.
    interface Attempt {
        void run() throws IOException;
    }

    private Machine() {}

    static boolean has(String program) {
        return SYSTEM_DIRECTORIES.stream().anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /// What of all this is not here, as a reason; null if nothing is missing.
    static @Nullable String missing(boolean root, String... programs) {
        if (root && !isRoot())
            return "needs root";
        List<String> missing = new ArrayList<>();
        for (String program : programs)
            if (!has(program))
                missing.add(program);
        return missing.isEmpty() ? null : "not installed: " + String.join(", ", missing);
    }

    /// Why it failed, null if it did not.
    static @Nullable String failure(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Runs a command that must succeed; what it said.
    static String run(String... command) throws IOException {
        return feed("", List.of(command));
    }

    /// The same, with standard input.
    static String feed(String input, List<String> command) throws IOException {
        Result result = result(input, command);
        if (result.status != 0)
            throw new IOException(String.join(" ", command) + " ended with " + result.status + ": " + result.output.strip());
        return result.output;
    }

    /// Runs a command that may fail.
    static Result result(String input, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it ended without reading its input
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.onExit().join().exitValue(), output);
    }
}
