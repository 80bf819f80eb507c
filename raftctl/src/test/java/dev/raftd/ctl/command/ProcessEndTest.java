package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.shell.Interrupts.Registration;
import dev.raftd.ctl.shell.LineLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

/// What a terminal is left as by a process that is told to end.
class ProcessEndTest {
    private final List<String> undone = new ArrayList<>();

    @Test
    void whatWasToBeUndoneStillIsAfterWhatCameInBetween() {
        ProcessEnd end = new ProcessEnd();
        try (Registration _ = end.undoing(() -> undone.add("shell"))) {
            try (Registration _ = end.undoing(() -> undone.add("top"))) {
                assertThat(undone).isEmpty();
            }
            end.begin();
        }
        assertThat(undone).containsExactly("shell");
    }

    private static String left(String type) throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal = new DumbTerminal("test", type, InputStream.nullInputStream(), screen, StandardCharsets.UTF_8)) {
            LineLoop.leave(terminal);
        }
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void terminalNoLongerMarksWhatIsPasted() throws IOException {
        assertThat(left("xterm")).startsWith("\u001b[?2004l");
        assertThat(left("dumb")).isEmpty();
    }
}
