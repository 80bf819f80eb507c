package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.raftd.it.Dist.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The live view as a person sees it: on a terminal of tmux's, which is looked at before, meanwhile and afterwards.
final class TopIT {
    private static final Path TMUX = Path.of("/usr/bin/tmux");

    @TempDir
    Path dir;

    private String endpoints = "";

    @BeforeEach
    void needsATerminal() {
        assumeTrue(Files.isExecutable(TMUX), "no terminal to look at: the program tmux (Debian: tmux) is not there");
    }

    @AfterEach
    void endTerminal() throws Exception {
        if (Files.isExecutable(TMUX))
            tmux("kill-server");
    }

    @Test
    @Timeout(180)
    void followsTheClusterAndLeavesTheTerminalAsItWasHoweverItEnds() throws Exception {
        try (Cluster cluster = new Cluster(dir, 3)) {
            endpoints = String.join(",", cluster.members.stream().map(member -> member.clientUrl).toList());
            String shell = "env -u NO_COLOR -u COLUMNS -u LINES PS1='$ ' LC_ALL=C.UTF-8 bash --norc";
            assertThat(tmux("new-session", "-d", "-x", "80", "-y", "24", shell).status()).isZero();
            type("stty -a > " + dir.resolve("before"));
            open();
            follow(cluster);
            resize();
            keys("q");
            assertTerminalAsItWas(0);
            // by whoever wants it to end, at the end of a session, and as other programs send a Ctrl-C
            assertEndsBy("TERM", 143);
            assertEndsBy("HUP", 129);
            assertEndsBy("INT", 130);
        }
    }

    private void open() throws Exception {
        type("clear; echo something before; " + Dist.HOME.resolve("bin/raftctl") + " -e " + endpoints + " top; echo status=$?");
        waitFor("(?s)leads term \\d+.*RAFTLOG 1\\.\\..*█.*PEER STATE +MATCH.*q quit");
        assertThat(modes()).isEqualTo("alternate=1 cursor=0");
    }

    private void follow(Cluster cluster) throws Exception {
        int leader = Integer.parseInt(waitFor("members, (\\d) leads term").group(1));
        cluster.members.get(leader - 1).kill();
        waitFor("(?s)members, [123&&[^" + leader + "]] leads term.*" + leader + " unreachable for \\d+s: connection refused");
        keys(Integer.toString(leader));
        waitFor("state +unreachable for");
        keys("Escape");
        waitFor("RAFTLOG");
        keys("f");
        waitFor("FROZEN");
        keys("f");
        waitFor("every 1s");
        keys("t");
        waitFor("hand leadership from \\d to:");
        keys("Escape");
        waitFor("q quit");
    }

    private void resize() throws Exception {
        tmux("resize-window", "-x", "40", "-y", "10");
        waitFor("(?m)^ q quit  \\? help  enter open  s sort$");
        tmux("resize-window", "-x", "120", "-y", "40");
        waitFor("(?m)^.{100,}every 1s$");
        tmux("resize-window", "-x", "80", "-y", "24");
        waitFor("(?m)^.{60,78}every 1s$");
    }

    private void assertEndsBy(String signal, int status) throws Exception {
        open();
        long shell = Long.parseLong(tmux("display", "-p", "#{pane_pid}").out().strip());
        long top = ProcessHandle.of(shell).orElseThrow().children().findFirst().orElseThrow().pid();
        assertThat(Dist.run("", List.of("kill", "-" + signal, Long.toString(top))).status()).isZero();
        assertTerminalAsItWas(status);
    }

    /// What was there before is seen again, the cursor is, and the line discipline is the shell's.
    private void assertTerminalAsItWas(int status) throws Exception {
        waitFor("(?m)^status=" + status + "$");
        assertThat(screen()).contains("something before").doesNotContain("RAFTLOG");
        assertThat(modes()).isEqualTo("alternate=0 cursor=1");
        Path after = dir.resolve("after");
        type("stty -a > " + after + "; echo loo\"\"k");
        waitFor("(?m)^look$");
        assertThat(Files.readString(after)).isEqualTo(Files.readString(dir.resolve("before")));
    }

    private String modes() throws IOException, InterruptedException {
        return tmux("display", "-p", "alternate=#{alternate_on} cursor=#{cursor_flag}").out().strip();
    }

    private void type(String line) throws IOException, InterruptedException {
        tmux("send-keys", "-l", line);
        keys("Enter");
    }

    private void keys(String key) throws IOException, InterruptedException {
        tmux("send-keys", key);
    }

    private String screen() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p").out();
    }

    private Matcher waitFor(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Matcher[] found = new Matcher[1];
        Cluster.await("'" + regex + "' on the screen", () -> {
            found[0] = pattern.matcher(screen());
            return found[0].find();
        }, this::screen);
        return found[0];
    }

    private Result tmux(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TMUX.toString(), "-f", "/dev/null", "-S", dir.resolve("tmux").toString()));
        command.addAll(List.of(words));
        return Dist.run("", command);
    }
}
