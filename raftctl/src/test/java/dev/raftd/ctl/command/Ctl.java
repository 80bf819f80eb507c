package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Out;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs raftctl in this process, without a terminal unless told so.
final class Ctl {
    private final List<String> endpoints;
    private byte[] input = {};
    private Map<String, String> environment = Map.of();
    private boolean terminal;

    record Run(int status, String out, String err) {}

    private Ctl(List<String> endpoints) {
        this.endpoints = endpoints;
    }

    static Ctl at(String... endpoints) {
        return new Ctl(List.of(endpoints));
    }

    static Ctl alone() {
        return new Ctl(List.of());
    }

    Ctl input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    Ctl input(byte[] bytes) {
        input = bytes;
        return this;
    }

    Ctl environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    /// As if the input came from a terminal.
    Ctl onTerminal() {
        terminal = true;
        return this;
    }

    Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> line = new ArrayList<>();
        if (!endpoints.isEmpty())
            line.addAll(List.of("-e", String.join(",", endpoints)));
        line.addAll(List.of(words));
        int status;
        try (Session session = new Session(new ByteArrayInputStream(input), out(out), out(err), terminal, environment)) {
            status = new CommandTree(session).execute(line);
        }
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Out out(ByteArrayOutputStream bytes) {
        return new Out(new PrintStream(bytes, false, StandardCharsets.UTF_8), false);
    }
}
