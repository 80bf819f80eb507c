package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The shell as a person sees it: on a terminal of its own, one key after the other.
final class ShellIT {
    private static final String TAB = "\t";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    /// As a terminal sends it in application mode, into which the line editor puts it.
    private static final String UP = "\u001bOA";
    private static final Pattern ESCAPES = Pattern.compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|[()][A-B0-2]|[=>]|\\][^\u0007]*\u0007)");

    @TempDir
    Path dir;

    @BeforeEach
    void needsAPseudoTerminal() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")),
                "no pseudo-terminal: the program script (Debian: bsdutils) is not there");
    }

    @Test
    @Timeout(180)
    void promptCompletionHistoryStatusFollowAndInterrupt() throws Exception {
        try (Cluster cluster = new Cluster(dir, 3)) {
            String endpoint = cluster.members.getFirst().clientUrl;
            try (Terminal shell = new Terminal(dir.resolve("first.txt"), endpoint)) {
                shell.waitFor("raft 1(\\* \\(| \\(lead [23], )c=\\d+ a=\\d+\\)> ");
                shell.type("put greeting hello\n");
                shell.waitFor("index +\\d+|revision");
                shell.type("get gree" + TAB + "\n");
                shell.waitFor("\\bhello\\b");
                shell.type("stat" + TAB + "\n");
                shell.waitFor("(?si)id.*role.*term.*lead.*first.*snapshot.*stable.*unstable.*committed.*applied.*lag");
                shell.waitFor("(?si)match.*next");
                shell.type("ready --follow\n");
                shell.waitFor("Ready MustSync=");
                shell.type(CTRL_C);
                shell.type("get greeting\n");
                shell.waitFor("(?s)> get greeting.*hello");
                shell.type("put half-typed" + CTRL_C);
                shell.type("get half-typed\n");
                shell.waitFor("key_not_found");
                shell.waitFor("a=\\d+\\)> "); // the end of input means the end of the shell only at its prompt
                shell.type(CTRL_D);
                shell.waitForEnd();
            }
            try (Terminal again = new Terminal(dir.resolve("second.txt"), endpoint)) {
                again.waitFor("a=\\d+\\)> ");
                again.type(UP);
                again.waitFor("get half-typed");
                again.type(UP + "\n");
                again.waitFor("\\bhello\\b");
                again.waitFor("a=\\d+\\)> ");
                again.type("exit\n");
                again.waitForEnd();
            }
        }
    }

    /// `raftctl shell` on a pseudo-terminal, made by the program `script`, which copies what appears to a file.
    private final class Terminal implements AutoCloseable {
        private final Process process;
        private final Path screen;
        private int seen;

        Terminal(Path screen, String endpoint) throws IOException {
            this.screen = screen;
            String command = "stty rows 45 cols 160; exec " + Dist.HOME.resolve("bin/raftctl") + " -e " + endpoint + " shell";
            ProcessBuilder builder = new ProcessBuilder(List.of("script", "-q", "-f", "-c", command, screen.toString()));
            builder.environment().put("TERM", "xterm-256color");
            builder.environment().put("RAFTCTL_HISTORY", dir.resolve("history").toString());
            process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        }

        void type(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /// Waits until what appeared since the last match matches.
        void waitFor(String regex) throws IOException {
            Pattern pattern = Pattern.compile(regex);
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (true) {
                String text = text();
                var matcher = pattern.matcher(text).region(Math.min(seen, text.length()), text.length());
                if (matcher.find()) {
                    seen = matcher.end();
                    return;
                }
                assertThat(System.nanoTime()).as("'%s' did not appear in:\n%s", regex, text.substring(Math.min(seen, text.length())))
                        .isLessThan(deadline);
                LockSupport.parkNanos(20_000_000);
            }
        }

        void waitForEnd() throws InterruptedException, IOException {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(text()).isTrue();
        }

        private String text() throws IOException {
            String raw = Files.exists(screen) ? new String(Files.readAllBytes(screen), StandardCharsets.UTF_8) : "";
            return ESCAPES.matcher(raw).replaceAll("");
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
