package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.Transport;
import dev.raftd.ctl.output.Format;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.shell.Interrupts;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.Signals;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// What commands share: the streams, the environment, the defaults of the global options, the connections. One a process, or one a shell.
/// Confined to the thread that executes commands, except [#transport].
public final class Session implements AutoCloseable {
    /// Longer than a member waits for a leader or a majority unless told otherwise (5 s): its answer says why, a deadline of our own does not.
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    private final @Nullable InputStream in;
    private final InputStream answers;
    private final Out out;
    private final Out err;
    private final boolean terminal;
    private final @Nullable HeldTerminal held;
    private final Map<String, String> environment;
    private final Settings settings;
    private final Interrupts interrupts;
    private @Nullable Transport transport;
    private @Nullable Cluster cluster;

    /// The global options where a line does not say otherwise.
    ///
    /// @param endpoints empty: the environment's, or the default
    record Settings(List<Endpoint> endpoints, Format format, Duration timeout) {}

    /// @param terminal whether both ends of the conversation are a terminal
    public Session(InputStream in, Out out, Out err, boolean terminal, Map<String, String> environment) {
        this(in, in, out, err, terminal, null, environment, new Settings(List.of(), Format.TABLE, TIMEOUT),
                new Interrupts(Session::onSignal));
    }

    private Session(@Nullable InputStream in, InputStream answers, Out out, Out err, boolean terminal,
            @Nullable HeldTerminal held, Map<String, String> environment, Settings settings,
            Interrupts interrupts) {
        this.in = in;
        this.answers = answers;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.held = held;
        this.environment = environment;
        this.settings = settings;
        this.interrupts = interrupts;
    }

    /// A session inside a shell on a terminal, which answers questions, too.
    Session shell(Settings shellSettings, HeldTerminal shellTerminal, Out shellOut, Interrupts shellInterrupts) {
        return new Session(null, shellTerminal.terminal().input(), shellOut, terminal ? shellOut : err, terminal, shellTerminal,
                environment,
                shellSettings, shellInterrupts);
    }

    /// A session inside a shell that reads a script: standard input is the shell's.
    Session script(Settings shellSettings, InputStream script) {
        return new Session(null, script, out, terminal ? out : err, terminal, null, environment, shellSettings, interrupts);
    }

    /// The same with other defaults.
    Session with(Settings others) {
        return new Session(in, answers, out, err, terminal, held, environment, others, interrupts);
    }

    private static Interrupts.Registration onSignal(Runnable action) {
        Object previous = Signals.register("INT", action);
        return () -> Signals.unregister("INT", previous);
    }

    /// The cluster behind these endpoints. The one last asked for is kept: it remembers which of them answers.
    synchronized Cluster cluster(List<Endpoint> endpoints, Duration timeout) {
        Cluster known = cluster;
        if (known != null && known.endpoints().equals(endpoints) && known.timeout().equals(timeout))
            return known;
        Cluster fresh = new Cluster(transport(), endpoints, timeout);
        cluster = endpoints.equals(settings.endpoints) || settings.endpoints.isEmpty() ? fresh : known;
        return fresh;
    }

    synchronized Transport transport() {
        if (transport == null)
            transport = new Transport();
        return transport;
    }

    /// Standard input, or null where a shell reads it.
    @Nullable
    InputStream in() {
        return in;
    }

    Out out() {
        return out;
    }

    /// Where a picture goes: as wide as the terminal is now. A shell's output knows it; else to ask takes longer than most commands do.
    Out picture() {
        if (!terminal || isShell())
            return out;
        try (Terminal screen = TerminalBuilder.builder().system(true).dumb(true).build()) {
            int width = screen.getSize().getColumns();
            return width > 0 ? new Out(out.stream(), out.colour(), () -> width) : out;
        } catch (IOException e) {
            return out;
        }
    }

    Out err() {
        return err;
    }

    boolean isTerminal() {
        return terminal;
    }

    /// Asks who sits at the terminal. Anything but `y` or `yes` is a no, and so is the end of the input.
    boolean confirms(String question) {
        err.stream().print(question + " [y/N] ");
        err.stream().flush();
        StringBuilder line = new StringBuilder();
        try {
            for (int c = answers.read(); c >= 0 && c != '\n' && c != '\r'; c = answers.read())
                line.append((char) c);
        } catch (IOException e) {
            return false;
        }
        String answer = line.toString().strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }

    /// The terminal that a shell holds; null where there is none.
    @Nullable
    HeldTerminal held() {
        return held;
    }

    boolean isShell() {
        return in == null;
    }

    Map<String, String> environment() {
        return environment;
    }

    Settings settings() {
        return settings;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    @Override
    public synchronized void close() {
        if (transport != null)
            transport.close();
    }
}
