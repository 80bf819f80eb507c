package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentTest {
    private static Argument argument(String value) {
        return new Argument("k", List.of(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void truths(String text) throws TestFailureException {
        assertThat(argument(text).bool(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
    void falsehoods(String text) throws TestFailureException {
        assertThat(argument(text).bool(0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "tRUE", "2"})
    void othersAreNoBooleans(String text) {
        assertThatThrownBy(() -> argument(text).bool(0)).isInstanceOf(TestFailureException.class)
                .hasMessage("argument k: \"" + text + "\" is not a boolean");
    }

    @Test
    void unsignedNumbersUseAll64Bits() throws TestFailureException {
        assertThat(argument("18446744073709551615").uint64(0)).isEqualTo(-1);
        assertThat(new Argument("12", List.of()).uint64Key()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+1", "-1", "1x", "0x1", "18446744073709551616", "\u0661"})
    void othersAreNoUnsignedNumbers(String text) {
        assertThatThrownBy(() -> argument(text).uint64(0)).isInstanceOf(TestFailureException.class);
    }

    @Test
    void signedNumbersMayHaveASign() throws TestFailureException {
        assertThat(argument("-7").int32(0)).isEqualTo(-7);
        assertThatThrownBy(() -> argument("x").int32(0)).isInstanceOf(TestFailureException.class);
    }

    @Test
    void aMissingValueOrArgumentFails() {
        Directive directive = new Directive("f:1", "c", List.of(new Argument("k", List.of())), "");
        assertThatThrownBy(() -> directive.argument("k").string(0)).isInstanceOf(TestFailureException.class)
                .hasMessage("argument k lacks a value");
        assertThatThrownBy(() -> directive.argument("j")).isInstanceOf(TestFailureException.class).hasMessage("missing argument j");
    }
}
