package dev.raftd.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineLoopTest {
    private static final String TAB = "\t";
    private static final String CTRL_C = "\u0003";

    private final List<String> events = new ArrayList<>();

    /// A language whose lines are their own exit status.
    private final class Numbers implements Language {
        @Override
        public String prompt() {
            return "after " + events.size() + "> ";
        }

        @Override
        public int run(String line) {
            events.add(line);
            return line.matches("\\d+") ? Integer.parseInt(line) : 0;
        }

        @Override
        public Stream<String> candidates(List<String> before, String word) {
            return before.isEmpty() ? Stream.of("alpha", "beta=") : Stream.of("gamma" + before.size());
        }

        @Override
        public void dropped() {
            events.add("dropped");
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String type(String keys) throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal = new DumbTerminal("test", "ansi", bytes(keys), screen, StandardCharsets.UTF_8)) {
            terminal.setSize(Size.of(120, 40));
            Attributes attributes = terminal.getAttributes();
            attributes.setLocalFlag(LocalFlag.ISIG, true);
            attributes.setControlChar(ControlChar.VINTR, CTRL_C.charAt(0));
            terminal.setAttributes(attributes);
            assertThat(new LineLoop(new Numbers()).interactive(terminal, new Interrupts(_ -> () -> {}), null)).isZero();
        }
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aScriptEndsWithTheStatusOfItsLastFailedLine() {
        assertThat(new LineLoop(new Numbers()).script(bytes("3\n4\nx\n"))).isEqualTo(4);
        assertThat(new LineLoop(new Numbers()).script(bytes("0\nquit\n7\n"))).isZero();
        assertThat(events).containsExactly("3", "4", "x", "0");
    }

    @Test
    void asksForThePromptBeforeEachLine() throws IOException {
        assertThat(type("a\nb\nexit\n")).contains("after 0> ", "after 1> ", "after 2> ");
    }

    @Test
    void completesFromTheWordsBeforeWithoutASpaceBehindAnEqualsSign() throws IOException {
        type("al" + TAB + "g" + TAB + "\nbe" + TAB + "1\nexit\n");
        assertThat(events).containsExactly("alpha gamma1 ", "beta=1");
    }

    @Test
    void ctrlCDropsTheLineAndTellsTheLanguage() throws IOException {
        type("one" + CTRL_C + "two\nexit\n");
        assertThat(events).containsExactly("dropped", "two");
    }

    @Test
    void aQuoteIsACharacterLikeAnyOther() throws IOException {
        type("it's\nexit\n");
        assertThat(events).containsExactly("it's");
    }
}
