package dev.raftd.ctl.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.shell.Interrupts;
import dev.raftd.ctl.shell.LineLoop;
import dev.raftd.lab.Lab;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The lab on a terminal made of two streams.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LabTerminalTest {
    private static final String CTRL_C = "\u0003";
    private static final String GROUP = "log-level none\nadd-nodes 3 voters=(1,2,3) index=2\ncampaign 1\nstabilize\nlog-level error\n";

    private final Lab lab = new Lab();

    private String type(String keys) throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        ByteArrayInputStream in = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
        try (Terminal terminal = new DumbTerminal("test", "ansi", in, screen, StandardCharsets.UTF_8)) {
            terminal.setSize(Size.of(120, 40));
            Attributes attributes = terminal.getAttributes();
            attributes.setLocalFlag(LocalFlag.ISIG, true);
            attributes.setControlChar(ControlChar.VINTR, CTRL_C.charAt(0));
            terminal.setAttributes(attributes);
            Out out = new Out(new PrintStream(terminal.output(), true, StandardCharsets.UTF_8), false);
            LabLanguage language = new LabLanguage(lab, out, out, Pen.PLAIN);
            assertThat(new LineLoop(language).interactive(terminal, new Interrupts(_ -> () -> {}), null)).isZero();
        }
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void completesAndCountsTheDirectivesInThePrompt() throws IOException {
        assertThat(type(GROUP + "trans\tfr\t1 to\t2\nstab\t\nexit\n")).contains("lab 0> ", "lab 7> ");
        assertThat(lab.scenario()).contains("\ntransfer-leadership from=1 to=2\n");
        assertThat(lab.nodes().get(1).basic().lead()).isEqualTo(2);
    }

    @Test
    void ctrlCGivesUpADirectiveThatWaitsForItsInput() throws IOException {
        assertThat(type(GROUP + "propose-conf-change 1\nv4" + CTRL_C + "propose 1 x\nexit\n")).contains("changes, such as v4 l5 r1");
        assertThat(lab.scenario()).endsWith("propose 1 x\n----\nok\n").doesNotContain("propose-conf-change");
    }

    @Test
    void exitIsNoInputOfADirective() throws IOException {
        type(GROUP + "propose-conf-change 1\nexit\nexit\n");
        assertThat(lab.scenario()).endsWith("propose-conf-change 1\nexit\n----\nunknown input: exit\n");
    }

    @Test
    void picturesAreAsciiWhereTheTerminalOrTheLocaleIsNoBetter() {
        assertThat(Pen.forTerminal(Map.of("TERM", "xterm", "LANG", "de_DE.UTF-8"), true).unicode()).isTrue();
        assertThat(Pen.forTerminal(Map.of("TERM", "dumb", "LANG", "de_DE.UTF-8"), true).unicode()).isFalse();
        assertThat(Pen.forTerminal(Map.of("TERM", "xterm", "LC_ALL", "C", "LANG", "de_DE.UTF-8"), true).unicode()).isFalse();
        assertThat(Pen.forTerminal(Map.of("TERM", "xterm"), true).unicode()).isFalse();
    }
}
