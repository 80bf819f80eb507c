package dev.raftd.ctl.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyClock;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyQuorum;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.JourneyStep;
import dev.raftd.ctl.output.Glyphs;
import dev.raftd.ctl.output.Out;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JourneyViewTest {
    private static final Journey JOURNEY = new Journey(9, 2, "EntryNormal", "put \"k\" \"v; #1\"", 1, 1_700_000_000_000_000L, 2_000_000,
            List.of(new JourneyMember(1, "leader", null, List.of(at(0, "received", 0), at(100, "proposed", 0), at(110, "appended", 0),
                    at(120, "sent", 2), at(130, "sent", 3), at(200, "write-begun", 0), at(1_400, "ack-received", 2),
                    at(1_450, "committed", 2), at(1_500, "applied", 0), at(1_600, "answered", 0), at(2_000, "synced", 0))),
                    new JourneyMember(2, "follower", new JourneyClock(-12_345_678, 90_000, 4), List.of(at(300, "append-received", 1),
                            at(320, "appended", 0), at(330, "write-begun", 0), at(1_250, "synced", 0), at(1_260, "ack-sent", 1),
                            at(1_700, "committed", 0), at(1_720, "applied", 0)))),
            List.of(step(1, "received", 0, 0, 1, "proposed", 0, 100), step(1, "proposed", 0, 100, 1, "appended", 0, 110),
                    step(1, "appended", 0, 110, 1, "sent", 2, 120), step(1, "sent", 2, 120, 2, "append-received", 1, 300),
                    step(2, "append-received", 1, 300, 2, "appended", 0, 320), step(2, "appended", 0, 320, 2, "write-begun", 0, 330),
                    step(2, "write-begun", 0, 330, 2, "synced", 0, 1_250), step(2, "synced", 0, 1_250, 2, "ack-sent", 1, 1_260),
                    step(2, "ack-sent", 1, 1_260, 1, "ack-received", 2, 1_400), step(1, "ack-received", 2, 1_400, 1, "committed", 2, 1_450),
                    step(1, "committed", 2, 1_450, 1, "applied", 0, 1_500), step(1, "applied", 0, 1_500, 1, "answered", 0, 1_600)),
            new JourneyQuorum(2, List.of(1L, 2L), List.of(1L, 2L, 3L), List.of(), 1_450_000),
            List.of(new JourneyMissing(3, "did not answer at http://127.0.0.1:2579 within 1000 ms")), List.of("stages were moved"));

    private static JourneyStage at(long micros, String stage, long peer) {
        return new JourneyStage(stage, peer, micros * 1_000);
    }

    private static JourneyStep step(long from, String stage, long peer, long at, long to, String toStage, long toPeer, long toAt) {
        return new JourneyStep(from, stage, peer, at * 1_000, to, toStage, toPeer, toAt * 1_000);
    }

    private interface Printing {
        void print(Out out);
    }

    private static String printed(int columns, Printing printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        printing.print(new Out(new PrintStream(bytes, false, StandardCharsets.UTF_8), false, () -> columns));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void barsStandOnOneAxisOfTime() {
        assertThat(printed(80, out -> JourneyView.print(JOURNEY, Glyphs.BLOCKS, out))).isEqualTo("""
                entry 9  term 2  put "k" "v; #1"
                committed at 1.45 ms with {1,2} of {1,2,3}, closed by member 2's acknowledgement
                  STAGE                      AT      TOOK  0                             2.00 ms
                member 1, leader
                * received                 0 µs           │█                                   │
                * proposed               100 µs   +100 µs │██                                  │
                * appended               110 µs    +10 µs │  █                                 │
                * sent 2                 120 µs    +10 µs │  █                                 │
                  sent 3                 130 µs    +20 µs │  ░                                 │
                  write-begun            200 µs    +90 µs │  ░░                                │
                * ack-received 2        1.40 ms   +140 µs │                       ██           │
                * committed             1.45 ms    +50 µs │                         █          │
                * applied               1.50 ms    +50 µs │                          █         │
                * answered              1.60 ms   +100 µs │                           ██       │
                  synced                2.00 ms  +1.80 ms │    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│
                member 2, follower, clock 12.3 ms behind ± 90 µs
                * append-received 1      300 µs   +180 µs │  ███                               │
                * appended               320 µs    +20 µs │     █                              │
                * write-begun            330 µs    +10 µs │      █                             │
                * synced                1.25 ms   +920 µs │      █████████████████             │
                * ack-sent 1            1.26 ms    +10 µs │                       █            │
                  committed             1.70 ms   +250 µs │                          ░░░░░     │
                  applied               1.72 ms    +20 µs │                               ░    │
                the longest of the critical path (*), which takes 1.60 ms:
                  58 %  member 2 write-begun → synced
                  11 %  member 1 sent → member 2 append-received
                   9 %  member 2 ack-sent → member 1 ack-received
                member 3: did not answer at http://127.0.0.1:2579 within 1000 ms
                note: stages were moved
                """);
    }

    @Test
    void aTerminalWithoutUnicodeGetsAscii() {
        String picture = printed(80, out -> JourneyView.print(JOURNEY, Glyphs.ASCII, out));
        assertThat(picture).matches(text -> text.chars().allMatch(c -> c < 0x7f), "ASCII");
        assertThat(picture).contains("* synced                1.25 ms   +920 us |      #################")
                .contains("clock 12.3 ms behind +- 90 us");
    }

    @Test
    void thePictureIsAsWideAsTheTerminal() {
        for (int columns : List.of(80, 100, 132, 200)) {
            String picture = printed(columns, out -> JourneyView.print(JOURNEY, Glyphs.BLOCKS, out));
            assertThat(picture.lines().filter(line -> line.endsWith("│"))).isNotEmpty()
                    .allSatisfy(line -> assertThat(line.length()).isEqualTo(columns));
        }
        assertThat(printed(10, out -> JourneyView.print(JOURNEY, Glyphs.BLOCKS, out))).as("never too narrow to see").contains("█");
    }

    @Test
    void aJointQuorumNamesBothMajorities() {
        JourneyQuorum joint = new JourneyQuorum(0, List.of(1L, 2L), List.of(1L, 2L, 4L), List.of(1L, 2L, 3L), 5_000);
        Journey journey = new Journey(9, 2, "EntryConfChangeV2", null, 1, 0, 10_000, List.of(), List.of(), joint, List.of(), List.of());
        assertThat(printed(80, out -> JourneyView.print(journey, Glyphs.ASCII, out))).startsWith("""
                entry 9  term 2  EntryConfChangeV2, compacted
                committed at 5 us with {1,2} of {1,2,4} and {1,2,3}, a change of the configuration made it enough
                """);
    }

    @Test
    void mermaidHasAnArrowForEachMessage() {
        assertThat(printed(0, out -> JourneyDiagram.print(JOURNEY, out))).isEqualTo("""
                sequenceDiagram
                    title entry 9 of term 2: put "k" "v#59; #35;1"
                    actor C as client
                    participant M1 as member 1, leader
                    participant M2 as member 2, follower
                    C->>M1: request at 0 µs
                    Note over M1: proposed at 100 µs
                    Note over M1: appended at 110 µs
                    Note over M1: MsgApp to member 3 at 130 µs
                    Note over M1: write-begun at 200 µs
                    M1->>M2: MsgApp at 300 µs, 180 µs on its way
                    Note over M2: appended at 320 µs
                    Note over M2: write-begun at 330 µs
                    Note over M2: synced at 1.25 ms
                    M2->>M1: MsgAppResp at 1.40 ms, 140 µs on its way
                    Note over M1: committed by the acknowledgement of M2 at 1.45 ms
                    Note over M1: applied at 1.50 ms
                    M1-->>C: answer at 1.60 ms
                    Note over M2: committed at 1.70 ms
                    Note over M2: applied at 1.72 ms
                    Note over M1: synced at 2.00 ms
                """);
    }

    @Test
    void whatIsDrawnWithFollowsTheLocaleAndTheTerminal() {
        assertThat(Glyphs.of(Map.of())).isEqualTo(Glyphs.ASCII);
        assertThat(Glyphs.of(Map.of("LANG", "de_DE.UTF-8"))).isEqualTo(Glyphs.BLOCKS);
        assertThat(Glyphs.of(Map.of("LANG", "en_US.utf8", "TERM", "dumb"))).isEqualTo(Glyphs.ASCII);
        assertThat(Glyphs.of(Map.of("LANG", "en_US.UTF-8", "LC_ALL", "C"))).isEqualTo(Glyphs.ASCII);
    }

    @Test
    void timesHaveThreeDigits() {
        assertThat(List.of(0L, 999L, 85_400L, 999_999L, 1_000_000L, 12_345_678L, 123_456_789L, 1_500_000_000L).stream()
                .map(Glyphs.ASCII::nanos)).containsExactly("0 us", "0 us", "85 us", "999 us", "1.00 ms", "12.3 ms", "123 ms", "1.50 s");
    }
}
