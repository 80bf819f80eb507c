package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.api.TransferResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.client.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole view on a terminal in memory. What is done next waits for what is to be seen before it.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TopTest {
    private static final String ALTERNATE = "\u001b[?1049h";
    private static final String BACK = "\u001b[?1049l\u001b[23;0;0t";
    private static final String HIDDEN = "\u001b[?25l";
    private static final String SHOWN = "\u001b[?12l\u001b[?25h";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final FakeMember member = new FakeMember();
    private final Transport transport = new Transport();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Queue<Step> steps = new ArrayDeque<>();

    /// When the text appears, behind what was seen before, the action.
    private record Step(String text, Action action) {}

    private interface Action {
        void run(LineDisciplineTerminal terminal, Top top) throws IOException;
    }

    @BeforeEach
    void serve() {
        member.on("GET /v1/status", Samples.status(1, 1, 120, 118));
        member.on("GET /v1/members", Samples.members(Samples.member(1, member.url(), true), Samples.member(2, null, false)));
    }

    @AfterEach
    void close() {
        transport.close();
        member.close();
    }

    private TopTest when(String text, Action action) {
        steps.add(new Step(text, action));
        return this;
    }

    private TopTest press(String text, String keys) {
        return when(text, (terminal, top) -> terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8)));
    }

    private Attributes run() throws IOException, RequestException {
        LineDisciplineTerminal[] terminal = new LineDisciplineTerminal[1];
        Top[] top = new Top[1];
        OutputStream screen = new OutputStream() {
            private int seen;

            @Override
            public void write(int b) throws IOException {
                written.write(b);
                String text = written.toString(StandardCharsets.UTF_8);
                Step next = steps.peek();
                int at = next == null ? -1 : text.indexOf(next.text, seen);
                if (at >= 0) {
                    seen = text.length();
                    steps.remove().action.run(terminal[0], top[0]);
                }
            }
        };
        terminal[0] = new LineDisciplineTerminal("test", "xterm-256color", screen, StandardCharsets.UTF_8);
        terminal[0].setSize(Size.of(80, 24));
        Attributes before = new Attributes(terminal[0].getAttributes());
        Cluster cluster = new Cluster(transport, List.of(member.endpoint()), PATIENCE);
        top[0] = new Top(new Survey(cluster, PATIENCE), cluster, Duration.ofMillis(100), true, false);
        top[0].run(terminal[0]);
        assertThat(terminal[0].getAttributes().toString()).isEqualTo(before.toString());
        return before;
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private void assertGivenBack() {
        assertThat(written()).startsWith(ALTERNATE).contains(HIDDEN, SHOWN).endsWith(BACK);
        assertThat(written().lastIndexOf(SHOWN)).isGreaterThan(written().lastIndexOf(HIDDEN));
    }

    @Test
    void showsTheClusterAndGivesTheTerminalBackAsItWas() throws Exception {
        Attributes before = press("INFLIGHT", "q").run();
        assertThat(before.getLocalFlag(LocalFlag.ISIG)).isTrue();
        assertThat(written()).contains("2 members, 1 leads term 3", "Leader", "has not announced where it serves clients");
        assertGivenBack();
    }

    @Test
    void ctrlCIsAKeyThatQuits() throws Exception {
        press("INFLIGHT", "\u0003").run();
        assertGivenBack();
    }

    @Test
    void theEndOfTheProcessGivesTheTerminalBackAndNothingIsWrittenBehindIt() throws Exception {
        when("INFLIGHT", (terminal, top) -> {
            Thread.ofPlatform().start(top::restore);
            terminal.processInputBytes(new byte[]{'?'});
        });
        press(BACK, "\u0003").run();
        assertGivenBack();
    }

    @Test
    void aFailureGivesTheTerminalBackAndIsTold() {
        when("INFLIGHT", (terminal, top) -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(this::run).hasMessage("broken");
        assertGivenBack();
    }

    @Test
    void aResizedScreenIsPaintedAnew() throws Exception {
        when("INFLIGHT", (terminal, top) -> {
            terminal.setSize(Size.of(40, 10));
            terminal.raise(Signal.WINCH);
        });
        press("s sort", "q").run();
        assertThat(written()).contains("q quit  ? help  enter open  s sort\u001b");
    }

    @Test
    void leadershipIsTransferredAfterAYes() throws Exception {
        member.on("POST /v1/transfer", new TransferResponse(2, 4));
        press("INFLIGHT", "t").press("hand leadership from 1 to", "\r").press("? y/n", "y").press("member 2 leads term 4", "q").run();
        assertThat(member.requests().stream().filter(r -> "POST".equals(r.getMethod()))).singleElement()
                .satisfies(r -> assertThat(String.valueOf(r.getBody())).contains("2"));
    }

    @Test
    void aRefusedTransferSaysWhy() throws Exception {
        member.refuse("POST /v1/transfer", ErrorCode.TRANSFER_FAILED, Outcome.NOT_APPLIED);
        press("INFLIGHT", "t").press("hand leadership from 1 to", "2").press("? y/n", "y").press("transfer_failed: ", "q").run();
    }

    @Test
    void arrowsAndEscapeAreKeys() throws Exception {
        press("INFLIGHT", "\u001b[B\u001bOA\u001b[A\r").press("hash 00000000000000ff", "\u001b").press("ENTRIES/S", "q").run();
        assertGivenBack();
    }

    @Test
    void aClusterThatStopsAnsweringIsShownAsSuch() throws Exception {
        when("INFLIGHT", (terminal, top) -> member.refuse("GET /v1/status", ErrorCode.NODE_REMOVED, null));
        // the sample's answer is given once more, then the refusal
        press("no member leads", "q").run();
        assertThat(written()).contains("unreachable for");
    }
}
