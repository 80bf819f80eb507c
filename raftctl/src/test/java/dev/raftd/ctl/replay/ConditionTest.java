package dev.raftd.ctl.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.ctl.replay.Condition.Subject;
import dev.raftd.ctl.replay.Condition.SyntaxException;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.trace.Input;
import dev.raftd.trace.RecordingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final Input VOTE = new Input.Step(
            Message.builder(MessageType.MSG_VOTE).from(2).to(1).term(3).index(22).logTerm(2).reject(false).build());

    private static Player player() throws RecordingException {
        Player player = new Player(java.util.List.of(RecordedGroup.afterTheLossOfALeader().recording(1)));
        player.goTo(player.size());
        return player;
    }

    private static boolean holds(String expression, Input input) throws SyntaxException, RecordingException {
        return Condition.parse(expression).holds(new Subject(1, player().node(0), input, 17));
    }

    /// Member 1 led term 2, was cut off, and follows 2 in term 3 or later.
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"role == Follower;true", "role != Follower;false", "role == Leader;false", "term > 2;true",
            "term <= 2;false", "committed >= 20 && applied >= 20;true", "committed >= 2000 || term == 0;false",
            "!(committed >= 2000 || term == 0);true", "message.type == MsgVote && from == 2;true", "type == MsgVote && from == 3;false",
            "message.reject;false", "!message.reject;true", "message.reject == false;true", "event.kind == step;true",
            "event.number == 17 && member == 1;true", "firstIndex < lastIndex && lead != 0;SYNTAX", "lead != 0;true", "vote >= 0;true",
            "role==Follower&&(term>100||term>2);true", "!!(role == Follower);true", "role == Leader || term > 2 && committed > 1;true",
            "(role == Leader || term > 2) && committed < 1;false"})
    void comparesAndJoins(String expression, String expected) throws SyntaxException, RecordingException {
        if (expected.equals("SYNTAX")) {
            assertThatThrownBy(() -> Condition.parse(expression)).isInstanceOf(SyntaxException.class);
        } else {
            assertThat(holds(expression, VOTE)).isEqualTo(Boolean.valueOf(expected));
        }
    }

    @Test
    void whatAnEventDoesNotHaveComparesWithNothing() throws SyntaxException, RecordingException {
        assertThat(holds("message.term == 3", new Input.Tick())).isFalse();
        assertThat(holds("message.term != 3", new Input.Tick())).isFalse();
        assertThat(holds("event.kind == tick", new Input.Tick())).isTrue();
    }

    @Test
    void nestsAsDeepAsPeopleDoAndNoDeeper() throws SyntaxException, RecordingException {
        assertThat(holds("(".repeat(50) + "!".repeat(40) + "(term > 2)" + ")".repeat(50), VOTE)).isTrue();
        for (String deep : List.of("(".repeat(10_000) + "term > 2", "!".repeat(9_000) + "(term > 2)")) {
            assertThatThrownBy(() -> Condition.parse(deep)).isInstanceOf(SyntaxException.class);
        }
        assertThatThrownBy(() -> Condition.parse("(".repeat(9_000))).hasMessage("'!' and '(' are nested more than 100 deep");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {"role = Leader;5;'=' compares nothing", "role == Boss;8;'Boss' is no role",
            "committed >= x;13;'x' is no number", "color == 3;0;there is no field 'color'", "term == 3 term;10;'term' is too much",
            "(term == 3;10;a ')' is missing", "term;4;'term' lacks a comparison", "~~;0;a field is missing",
            "term == 3 &&;12;a field is missing", "role < Leader;7;'role' is compared with == or !=", "term ==;7;a number is missing"})
    void whatMakesNoSenseIsToldWithItsPlace(String expression, int column, String first) {
        assertThatThrownBy(() -> Condition.parse(expression)).isInstanceOfSatisfying(SyntaxException.class, e -> {
            assertThat(e.getMessage()).startsWith(first);
            assertThat(e.column()).isEqualTo(column);
        });
    }
}
