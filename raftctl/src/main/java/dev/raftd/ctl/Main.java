package dev.raftd.ctl;

import dev.raftd.ctl.command.CommandTree;
import dev.raftd.ctl.command.Session;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.StandardOutput;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where raftctl begins.
public final class Main {
    private static final int BUFFER_BYTES = 8192;
    private static final int IO_ERROR = 74;

    /// To ask a terminal how wide it is costs more time than most commands take; the shell, which has it at hand, does.
    private static final int TERMINAL_COLUMNS = 80;

    private Main() {}

    public static void main(String[] args) {
        boolean terminal = System.console() != null;
        boolean colour = terminal && System.getenv().getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(System.getenv("TERM"));
        StandardOutput output = new StandardOutput();
        Out out = new Out(utf8(output), colour, () -> terminal ? TERMINAL_COLUMNS : 0);
        Out err = new Out(utf8(new FileOutputStream(FileDescriptor.err)), colour);
        int status;
        try (Session session = new Session(System.in, out, err, terminal, System.getenv())) {
            status = new CommandTree(session).execute(Arguments.of(args));
        }
        IOException lost = output.lost();
        if (status == 0 && lost != null) {
            err.line(Printable.line("raftctl: io: the output cannot be written: " + lost.getMessage() + "; check where it goes"));
            status = IO_ERROR;
        }
        System.exit(status);
    }

    /// Output is UTF-8 whatever the locale, as the API's text is.
    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(new BufferedOutputStream(stream, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }
}
