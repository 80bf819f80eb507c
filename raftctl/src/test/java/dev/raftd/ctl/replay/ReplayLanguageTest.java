package dev.raftd.ctl.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.output.Out;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The lines of `raftctl replay`, on recordings of three members, the first of which lost its leadership.
class ReplayLanguageTest {
    private static final RecordedGroup GROUP = RecordedGroup.afterTheLossOfALeader();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream refused = new ByteArrayOutputStream();
    private final ReplayLanguage language;

    ReplayLanguageTest() throws RecordingException {
        language = language(List.of(GROUP.recording(1)));
    }

    private ReplayLanguage language(List<Recording> recordings) throws RecordingException {
        return new ReplayLanguage(new Player(recordings), out(said), out(refused));
    }

    private static Out out(ByteArrayOutputStream bytes) {
        return new Out(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    }

    private String says(String... lines) {
        said.reset();
        for (String line : lines) {
            assertThat(language.run(line)).as(line + ": " + refused).isZero();
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void goesForwardAndBack() {
        assertThat(says("step")).startsWith("1  22:13:20.00").contains("order MsgHup");
        String third = says("step 2").lines().toList().getLast();
        assertThat(third).startsWith("3  ");
        says("step 20");
        assertThat(says("back 20")).isEqualTo(third + "\n");
        assertThat(says("back 100")).isEqualTo("before the first event\n");
        assertThat(language.prompt()).isEqualTo("replay 0> ");
    }

    @Test
    void goesToAnIndexAndToATerm() {
        assertThat(says("goto index 10")).contains("committed 10");
        assertThat(says("back")).contains("committed 9");
        assertThat(says("goto term 3")).contains("term 3");
        assertThat(says("back")).contains("term 2");
        assertThat(says("goto term 2", "state")).contains("term                 2");
    }

    @Test
    void stopsWhereAConditionBeginsToHold() {
        assertThat(says("break when role == Leader", "continue")).startsWith("role == Leader\n").contains("Leader term 2");
        assertThat(says("continue")).isEqualTo("the end of the recording\n");
        assertThat(says("goto 1", "break when message.type == MsgAppResp && from == 3", "break"))
                .endsWith("break when role == Leader\nbreak when message.type == MsgAppResp && from == 3\n");
        assertThat(says("break clear", "break when role == Follower && committed > 20", "continue")).contains("Follower");
    }

    @Test
    void breakOfAnEventHoldsOfEachByItself() {
        says("break when event.kind == tick");
        assertThat(says("continue")).contains("  tick  ");
        assertThat(says("continue")).contains("  tick  ");
    }

    @Test
    void showsStateLogReadyAndProgress() {
        says("goto index 10");
        assertThat(says("state")).contains("role                 Leader", "committed            10", "progress 2           StateReplicate");
        assertThat(says("log")).contains("INDEX", "\"value 7\"", "committed");
        assertThat(says("progress")).contains("MEMBER", "Replicate");
        says("break when event.kind == ready", "continue");
        assertThat(says("ready")).contains("Ready MustSync=").endsWith("the same as recorded, byte for byte\n");
    }

    @Test
    void tellsWhatIsDifferentBetweenTwoEvents() {
        says("goto 7");
        assertThat(says("diff 1 100")).contains("role                 PreCandidate -> Leader", "committed            1 -> ");
        assertThat(language.prompt()).isEqualTo("replay 7> ");
        assertThat(says("diff 5 5")).isEqualTo("nothing is different\n");
    }

    @Test
    void severalMembersMakeOneTimeline() throws RecordingException {
        ReplayLanguage merged = language(GROUP.recordings());
        said.reset();
        assertThat(merged.run("break when role == Leader && member == 2")).isZero();
        assertThat(merged.run("continue")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("member 2  step MsgVoteResp 3->2", "(sent at ");
        said.reset();
        assertThat(merged.run("state 3")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("member 3\n").contains("lead                 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '~', value = {"jump ! there is no command 'jump'; 'help' lists them",
            "step x ! 'x' is no number; see 'help'",
            "goto 999999 ! there is no event 999999", "goto index 999999 ! no event comes to index 999999; see 'help'",
            "goto ! 'goto' takes a number, 'index I' or 'term T'; see 'help'",
            "break when role = Leader ! '=' compares nothing; == does (at character 17); see 'help'",
            "break if x ! 'break' is followed by 'when' and an expression", "state 9 ! there is no recording of a member 9; see 'help'",
            "diff 1 ! 'diff' takes the numbers of two events; see 'help'", "ready ! no event was replayed yet; see 'help'"})
    void whatMakesNoSenseIsToldInALine(String line, String message) {
        assertThat(language.run(line)).isEqualTo(2);
        assertThat(refused.toString(StandardCharsets.UTF_8)).startsWith("raftctl: usage: " + message).endsWith("\n").hasLineCount(1);
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(says("help")).contains(ReplayLanguage.commands()).contains("message.type", "lastIndex");
    }
}
