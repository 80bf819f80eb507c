package dev.raftd.ctl;

import dev.raftd.ctl.command.CommandTree;
import dev.raftd.ctl.command.Session;
import dev.raftd.ctl.output.Out;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where raftctl begins.
public final class Main {
    private static final int BUFFER_BYTES = 8192;

    /// To ask a terminal how wide it is costs more time than most commands take; the shell, which has it at hand, does.
    private static final int TERMINAL_COLUMNS = 80;

    private Main() {}

    public static void main(String[] args) {
        boolean terminal = System.console() != null;
        boolean colour = terminal && System.getenv().getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(System.getenv("TERM"));
        Out out = new Out(utf8(FileDescriptor.out), colour, () -> terminal ? TERMINAL_COLUMNS : 0);
        Out err = new Out(utf8(FileDescriptor.err), colour);
        int status;
        try (Session session = new Session(System.in, out, err, terminal, System.getenv())) {
            status = new CommandTree(session).execute(Arguments.of(args));
        }
        System.exit(status);
    }

    /// Output is UTF-8 whatever the locale, as the API's text is.
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES), false,
                StandardCharsets.UTF_8);
    }
}
