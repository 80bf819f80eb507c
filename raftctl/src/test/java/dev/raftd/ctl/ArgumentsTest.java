package dev.raftd.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static byte[] commandLine(String... arguments) {
        return (String.join("\0", arguments) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void takesTheLastArgumentsOfTheProcessForTheProgrammes() {
        byte[] line = commandLine("java", "-jar", "x.jar", "put", "clé", "");
        assertThat(Arguments.last(new String[]{"put", "cl??", ""}, line)).containsExactly("put", "clé", "");
    }

    @Test
    void keepsWhatItHasIfTheProcessTellsLess() {
        assertThat(Arguments.last(new String[]{"put", "k?"}, new byte[0])).containsExactly("put", "k?");
    }
}
