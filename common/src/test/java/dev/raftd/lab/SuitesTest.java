package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuitesTest {
    private static String run(Suite suite, String line, String input) throws Exception {
        Directive parsed = DataDriven.parse("f", line).blocks().getFirst().directive();
        return suite.run(new Directive(parsed.position(), parsed.command(), parsed.arguments(), input));
    }

    private static String quorum(String line) throws Exception {
        return run(new QuorumSuite(), line, "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "vote cfg=(1,2) votes=(y,n,_) | error: mismatched input (explicit or _) for voters map[1:{} 2:{}]: [2 1 0]",
            "committed cfg=(2) cfgj=(1,2) idx=(7) | error: mismatched input (explicit or _) for voters map[1:{} 2:{}]: [7]",
            "committed cfg=(1) | error: mismatched input (explicit or _) for voters map[1:{}]: []"})
    void aWrongNumberOfValuesIsOutput(String line, String output) throws Exception {
        assertThat(quorum(line)).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "committed cfg=(1) idx=(0) | cannot use 0 as idx",
            "committed cfg=(1) idx=(9223372036854775808) | idx 9223372036854775808 is beyond 2^63-1",
            "vote cfg=(1) votes=(x) | unknown vote: x",
            "vote cfg=(1) cfgj=(zero,2) votes=(y,n) | cannot mix 'zero' into configuration",
            "vote cfg=(1) quorum=(2) votes=(y) | unknown arg quorum",
            "elect | unknown command: elect",
            "vote cfg=() | argument cfg: \"\" is not a number: invalid syntax"})
    void nonsenseFailsTheQuorumSuite(String line, String message) {
        assertThatThrownBy(() -> quorum(line)).isInstanceOf(TestFailureException.class).hasMessage(message);
    }

    @Test
    void repeatedArgumentsAndIdsAddUp() throws Exception {
        assertThat(quorum("vote cfg=1 cfg=(2,1) cfg=3 votes=(y,y,n)")).isEqualTo("VoteWon\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "simple | v | unknown token v",
            "simple | v1  v2 | unknown token ",
            "simple | x1 | unknown input: x1",
            "simple | é | unknown input: é",
            "simple | vx\"y | strconv.ParseUint: parsing \"x\\\"y\": invalid syntax",
            "simple | v-1 | strconv.ParseUint: parsing \"-1\": invalid syntax",
            "simple | v18446744073709551616 | strconv.ParseUint: parsing \"18446744073709551616\": value out of range",
            "leave-joint | v1 | this command takes no input",
            "dance | v1 | unknown command",
            "dance | v | unknown token v"}, ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`')
    void refusalsAreOutputOfTheConfChangeSuite(String line, String input, String output) throws Exception {
        assertThat(run(new ConfChangeSuite(), line, input).strip()).isEqualTo(output);
    }

    @Test
    void aBadAutoleaveFailsTheTest() {
        assertThatThrownBy(() -> run(new ConfChangeSuite(), "enter-joint autoleave=perhaps", "")).isInstanceOf(TestFailureException.class);
        assertThatThrownBy(() -> run(new ConfChangeSuite(), "enter-joint soon", "")).isInstanceOf(TestFailureException.class)
                .hasMessage("missing argument autoleave");
    }

    @Test
    void everyDirectiveMovesTheLastIndex() throws Exception {
        Suite suite = new ConfChangeSuite();
        run(suite, "nonsense", "");
        run(suite, "simple", "bad");
        assertThatThrownBy(() -> run(suite, "enter-joint soon", "")).isInstanceOf(TestFailureException.class);
        assertThat(run(suite, "simple", "v10")).isEqualTo("voters=(a)\n10: StateProbe match=0 next=3\n");
    }

    @Test
    void theSuiteIsKnownByItsCommands() throws Exception {
        assertThat(SuiteKind.of(DataDriven.parse("f", "vote\n----\n"))).isEqualTo(SuiteKind.QUORUM);
        assertThat(SuiteKind.of(DataDriven.parse("f", "what\n----\n\nleave-joint\n"))).isEqualTo(SuiteKind.CONFCHANGE);
        DataFile unknown = DataDriven.parse("f", "\nwhat\n");
        assertThatThrownBy(() -> SuiteKind.of(unknown)).isInstanceOf(TestFailureException.class)
                .hasMessage("f:2: no suite has this file's commands");
    }
}
