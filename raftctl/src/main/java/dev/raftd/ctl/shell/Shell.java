package dev.raftd.ctl.shell;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// Reads commands and runs them, until `exit` or the end of the input.
public final class Shell {
    private final Interpreter interpreter;
    private final Out err;

    public Shell(Interpreter interpreter, Out err) {
        this.interpreter = interpreter;
        this.err = err;
    }

    /// See [LineLoop#script].
    public int script(InputStream in) {
        return new LineLoop(new Commands(null, null)).script(in);
    }

    /// See [LineLoop#interactive].
    public int interactive(Terminal terminal, Cluster cluster, Interrupts interrupts, @Nullable Path history) {
        try (Live live = new Live(cluster)) {
            return new LineLoop(new Commands(cluster, live)).interactive(terminal, interrupts, history);
        }
    }

    /// Lines as commands of the tree. A script has no cluster of its own, and nobody who is shown a prompt.
    private final class Commands implements Language {
        private final @Nullable Cluster cluster;
        private final @Nullable Live live;
        private final @Nullable WordCompleter completer;

        Commands(@Nullable Cluster cluster, @Nullable Live live) {
            this.cluster = cluster;
            this.live = live;
            this.completer = live == null ? null : new WordCompleter(interpreter::commands, live);
        }

        @Override
        public String prompt() {
            return live == null ? "" : live.prompt();
        }

        @Override
        public int run(String line) {
            Words words = Words.of(line);
            if (words.unclosed() != null)
                return unclosed(line);
            return words.texts().isEmpty() ? 0 : interpreter.execute(words.texts());
        }

        private int unclosed(String line) {
            err.line("raftctl: usage: open quote in: " + Printable.line(line) + "; close it on the same line");
            return 2;
        }

        @Override
        public Stream<String> candidates(List<String> before, String word) {
            return completer == null ? Stream.of() : completer.candidates(before, word);
        }

        @Override
        public void interrupt() {
            if (cluster != null)
                cluster.cancel();
        }

        @Override
        public Parser parser() {
            return new PosixParser();
        }
    }
}
