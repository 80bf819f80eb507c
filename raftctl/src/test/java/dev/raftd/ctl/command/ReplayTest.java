package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.command.Ctl.Run;
import dev.raftd.ctl.replay.RecordedGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `raftctl replay`, without a terminal.
class ReplayTest {
    private static final RecordedGroup GROUP = RecordedGroup.afterTheLossOfALeader();

    @TempDir
    private Path dir = Path.of("");

    @BeforeEach
    void save() throws IOException {
        for (long id = 1; id <= 3; id++) {
            Files.write(file(id), GROUP.file(id));
        }
    }

    private Path file(long id) {
        return dir.resolve("n" + id + ".rec");
    }

    private Run replay(String input, String... words) {
        List<String> line = new ArrayList<>(List.of("replay", file(1).toString()));
        line.addAll(List.of(words));
        return Ctl.alone().input(input).run(line.toArray(String[]::new));
    }

    @Test
    void takesLinesFromStandardInput() {
        Run run = replay("break when role == Leader\ncontinue\nstate\nquit\nnonsense\n");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Leader term 2", "configuration        voters=(1 2 3)");
    }

    @Test
    void takesLinesFromTheCommandLine() {
        Run run = replay("", "--command", "goto index 10", "--command", "ready", "--command", "jump");

        assertThat(run.out()).contains("committed 10");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("there is no command 'jump'").hasLineCount(1);
    }

    @Test
    void checksThatEveryReadyIsAsRecorded() {
        Run run = replay("", file(2).toString(), file(3).toString(), "--check");

        assertThat(run.status()).isZero();
        assertThat(run.out()).hasLineCount(3).contains("member 2: ", "every Ready is the recorded one, byte for byte");
        assertThat(replay("", "--check", "-o", "json").out()).startsWith("{\"same\":true,\"recordings\":[{\"member\":1,\"events\":");
    }

    @Test
    void drawsAndTraces() {
        assertThat(replay("", file(2).toString(), file(3).toString(), "--mermaid").out()).startsWith("sequenceDiagram\n")
                .contains("Note over m2: Leader, term 3");
        assertThat(replay("", file(2).toString(), file(3).toString(), "--tla").out())
                .startsWith("{\"tag\":\"trace\",\"event\":{\"name\":\"InitState\",\"nid\":\"1\",");
    }

    @Test
    void damagedFileIsRefusedWithTheOffset() throws IOException {
        byte[] bytes = Files.readAllBytes(file(1));
        bytes[200] ^= 1;
        Files.write(file(1), bytes);
        Run run = replay("");

        assertThat(run.status()).isEqualTo(78);
        assertThat(run.err()).hasLineCount(1).contains("corrupt", "n1.rec is damaged at byte ", "the checksum of a frame is wrong",
                "save another one");
    }

    @Test
    void tornFileIsReplayedUpToItsEnd() throws IOException {
        byte[] bytes = Files.readAllBytes(file(1));
        Files.write(file(1), Arrays.copyOf(bytes, bytes.length - 5));

        assertThat(replay("", "--check").status()).isZero();
    }

    @Test
    void whatMakesNoSenseIsToldInALine() throws IOException {
        assertThat(replay("", "--check", "--tla").status()).isEqualTo(2);
        assertThat(replay("", dir.resolve("none.rec").toString()).status()).isEqualTo(74);
        assertThat(replay("", file(1).toString(), "--check").err()).hasLineCount(1).contains("two recordings of member 1");
        Files.writeString(dir.resolve("text"), "no recording");
        assertThat(replay("", dir.resolve("text").toString()).err()).contains("not a recording of raftd");
    }

    @Test
    void recordingsFileIsNamedByDashOToo() {
        assertThat(RecordSaveCommand.withNamedFile("record", "save", "-o", "x.rec")).containsExactly("record", "save", "x.rec");
        assertThat(RecordSaveCommand.withNamedFile("record", "save", "x.rec", "-o", "json")).containsExactly("record", "save", "x.rec",
                "-o",
                "json");
        assertThat(RecordSaveCommand.withNamedFile("status", "-o", "json")).containsExactly("status", "-o", "json");
    }

    @Test
    void memberThatDoesNotBeginToSendIsNotWaitedForLongerThanAskedFor() {
        try (FakeMember member = new FakeMember().stall("GET /v1/record")) {
            Run run = Ctl.at(member.url()).run("record", "save", dir.resolve("x.rec").toString(), "--timeout", "300ms");
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err()).startsWith("raftctl: unreachable: ").contains("no answer within 300 ms").hasLineCount(1);
        }
        assertThat(dir.resolve("x.rec")).doesNotExist();
    }
}
