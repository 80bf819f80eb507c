package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.command.Session.Settings;
import dev.raftd.ctl.output.Format;
import dev.raftd.ctl.output.Out;
import java.util.List;
import java.util.function.BiConsumer;

/// One line at work: the session, with what the line's global options change.
final class Invocation {
    private final Session session;
    private final RootCommand root;

    Invocation(Session session, RootCommand root) {
        this.session = session;
        this.root = root;
    }

    Session session() {
        return session;
    }

    Out out() {
        return session.out();
    }

    Format format() {
        return root.format != null ? root.format : session.settings().format();
    }

    boolean isJson() {
        return format() == Format.JSON;
    }

    Settings settings() throws CommandException {
        return new Settings(endpoints(), format(), root.timeout != null ? root.timeout : session.settings().timeout());
    }

    Cluster cluster() throws CommandException {
        Settings settings = settings();
        return session.cluster(settings.endpoints(), settings.timeout());
    }

    /// Prints a record in the form that was asked for.
    ///
    /// @return [ExitCode#OK]
    <T> int show(T record, BiConsumer<T, Out> table) {
        if (isJson())
            out().json(record);
        else
            table.accept(record, out());
        return ExitCode.OK;
    }

    private List<Endpoint> endpoints() throws CommandException {
        if (root.endpoints != null)
            return root.endpoints.list();
        if (!session.settings().endpoints().isEmpty())
            return session.settings().endpoints();
        String text = session.environment().getOrDefault(RootCommand.ENDPOINTS_VARIABLE, "");
        try {
            return text.isEmpty() ? List.of(Endpoint.DEFAULT) : Endpoint.list(text);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("usage", RootCommand.ENDPOINTS_VARIABLE + ": " + e.getMessage(), "correct it or give -e");
        }
    }
}
