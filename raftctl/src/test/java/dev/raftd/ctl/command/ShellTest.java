package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.MembersResponse;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.command.Session.Settings;
import dev.raftd.ctl.output.Format;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.shell.Interrupts;
import dev.raftd.ctl.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/// The interactive shell on a terminal made of two streams.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellTest {
    private static final String TAB = "\t";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String UP = "\u001b[A";

    private final FakeMember member = new FakeMember();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @TempDir
    private Path dir = Path.of("");

    @BeforeEach
    void serve() {
        MembersResponse members = Samples.members(Samples.member(1, member.url(), false), Samples.member(27, null, true));
        member.on("GET /v1/status", Samples.status(1, 2, 120, 118)).on("GET /v1/members", members);
        member.on("PUT /v1/kv/a", Samples.WRITTEN).on("PUT /v1/kv/two%20words", Samples.WRITTEN);
        member.on("GET /v1/kv?prefix=tw&limit=200&serializable=true",
                new RangeResponse(1, 1, List.of(Samples.kv("two words", "1")), false));
    }

    @AfterEach
    void close() {
        member.close();
    }

    private int type(String keys) throws IOException {
        return type(new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)), "ansi", null, (terminal, output) -> {});
    }

    private interface Watcher {
        void see(Terminal terminal, String output) throws IOException;
    }

    private int type(InputStream keys, String terminalType, @Nullable Path history, Watcher watcher) throws IOException {
        Interrupts interrupts = new Interrupts(_ -> () -> {});
        Terminal[] terminal = new Terminal[1];
        OutputStream watched = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                screen.write(b);
                watcher.see(terminal[0], screen());
            }
        };
        terminal[0] = new DumbTerminal("test", terminalType, keys, watched, StandardCharsets.UTF_8);
        terminal[0].setSize(Size.of(120, 40));
        Attributes attributes = terminal[0].getAttributes();
        attributes.setLocalFlag(LocalFlag.ISIG, true);
        attributes.setControlChar(ControlChar.VINTR, CTRL_C.charAt(0));
        terminal[0].setAttributes(attributes);
        Out out = new Out(new PrintStream(terminal[0].output(), true, StandardCharsets.UTF_8), false);
        Settings settings = new Settings(List.of(new Endpoint(member.url())), Format.TABLE, Duration.ofSeconds(5));
        try (Session session = new Session(InputStream.nullInputStream(), out, out, true, Map.of());
                Session inside = session.shell(settings, new HeldTerminal(terminal[0], new ProcessEnd()), out,
                        interrupts)) {
            return new Shell(new CommandTree(inside), out).interactive(terminal[0],
                    inside.cluster(settings.endpoints(), settings.timeout()), interrupts, history);
        } finally {
            terminal[0].close();
        }
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private List<String> sent(String method) {
        return member.requests().stream().filter(r -> method.equals(r.getMethod())).map(r -> String.valueOf(r.getTarget())).toList();
    }

    @Test
    void promptsRunsAndLeavesWithExit() throws IOException {
        assertThat(type("put a 1\nexit\n")).isZero();
        assertThat(screen()).contains("raft 1 (lead 2, c=120 a=118)> ", "revision 7  index 12  term 3");
    }

    @Test
    void lendsItsTerminalToTheLiveView() throws IOException {
        byte[] keys = "top\nqput a 1\nexit\n".getBytes(StandardCharsets.UTF_8);
        assertThat(type(new ByteArrayInputStream(keys), "xterm", null, (terminal, output) -> {})).isZero();
        assertThat(screen()).contains("\u001b[?1049h", "\u001b[?1049l", "revision 7");
    }

    @Test
    void leavesAtTheEndOfItsInput() throws IOException {
        assertThat(type(CTRL_D)).isZero();
    }

    @Test
    void aFailedCommandDoesNotEndIt() throws IOException {
        type("frobnicate\nput a 1\nexit\n");
        assertThat(screen()).contains("raftctl: usage: there is no command").contains("revision 7");
    }

    @Test
    void ctrlCDropsTheLine() throws IOException {
        type("put a 1" + CTRL_C + "put a 2\nexit\n");
        assertThat(sent("PUT")).hasSize(1);
        assertThat(member.requests().stream().filter(r -> "PUT".equals(r.getMethod())).findFirst().orElseThrow().getBody().utf8())
                .contains("2");
    }

    @Test
    void completesCommandsOptionsMembersAndKeys() throws IOException {
        type("trans" + TAB + "2" + TAB + "\nput tw" + TAB + "v --if-rev" + TAB + "5\nexit\n");
        assertThat(sent("POST")).containsExactly("/v1/transfer");
        assertThat(member.requests().stream().filter(r -> "POST".equals(r.getMethod())).findFirst().orElseThrow().getBody().utf8())
                .isEqualTo("{\"to\":27}");
        assertThat(sent("PUT")).containsExactly("/v1/kv/two%20words?ifRevision=5");
    }

    @Test
    void goesOnWithTheNextLineWhileAQuoteIsOpen() throws IOException {
        type("put a 'one\ntwo'\nexit\n");
        assertThat(member.requests().stream().filter(r -> "PUT".equals(r.getMethod())).findFirst().orElseThrow().getBody().utf8())
                .isEqualTo("{\"value\":\"one\\ntwo\"}");
    }

    @Test
    void remembersLinesFromOneRunToTheNextButNotThoseThatBeginWithASpace() throws IOException {
        Path history = dir.resolve("history");
        byte[] first = "put a 1\n put a secret\nexit\n".getBytes(StandardCharsets.UTF_8);
        type(new ByteArrayInputStream(first), "ansi", history, (terminal, output) -> {});
        assertThat(Files.readString(history)).contains("put a 1").doesNotContain("secret");
        byte[] second = (UP + UP + "\nexit\n").getBytes(StandardCharsets.UTF_8);
        type(new ByteArrayInputStream(second), "ansi", history, (terminal, output) -> {});
        assertThat(sent("PUT")).hasSize(3);
    }

    @Test
    void worksOnADumbTerminal() throws IOException {
        byte[] keys = "put a 1\nexit\n".getBytes(StandardCharsets.UTF_8);
        assertThat(type(new ByteArrayInputStream(keys), "dumb", null, (terminal, output) -> {})).isZero();
        assertThat(screen()).contains("revision 7").doesNotContain("\u001b[3");
    }

    @Test
    void ctrlCEndsTheStreamThatRunsAndNotTheShell() throws IOException {
        String line = FakeMember.json(new ReadyTrace(1, 7, "T", "seven\n")) + "\n";
        // The rest of the body never comes: only Ctrl-C ends this.
        member.on("GET /v1/ready/stream", new MockResponse.Builder().code(200).body(line + line)
                .throttleBody(line.length(), 1, TimeUnit.HOURS).build());
        try (PipedOutputStream keyboard = new PipedOutputStream(); PipedInputStream keys = new PipedInputStream(keyboard)) {
            keyboard.write("ready --follow\n".getBytes(StandardCharsets.UTF_8));
            boolean[] done = new boolean[1];
            assertThat(type(keys, "ansi", null, (terminal, output) -> {
                if (!done[0] && output.endsWith("seven\n")) {
                    done[0] = true;
                    terminal.raise(Signal.INT);
                    keyboard.write("put a 1\nexit\n".getBytes(StandardCharsets.UTF_8));
                }
            })).isZero();
        }
        assertThat(screen()).contains("seven", "revision 7");
    }

    @Test
    void ctrlCGivesUpTheRequestThatWaits() throws IOException {
        member.stall("GET /v1/kv/slow");
        byte[] keys = "get slow\nput a 1\nexit\n".getBytes(StandardCharsets.UTF_8);
        Terminal[] shell = new Terminal[1];
        member.when("/v1/kv/slow", () -> shell[0].raise(Signal.INT));
        assertThat(type(new ByteArrayInputStream(keys), "ansi", null, (terminal, output) -> shell[0] = terminal)).isZero();
        assertThat(screen()).contains("raftctl: interrupted:", "revision 7");
    }
}
