package dev.raftd.ctl.shell;

import java.util.concurrent.ConcurrentLinkedDeque;

/// What Ctrl-C does at the moment. Thread-safe.
public final class Interrupts {
    private final ConcurrentLinkedDeque<Runnable> actions = new ConcurrentLinkedDeque<>();
    private final Source source;

    /// Where interrupts come from.
    @FunctionalInterface
    public interface Source {
        /// Calls the action at each interrupt until the registration is closed.
        Registration register(Runnable action);
    }

    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    public Interrupts(Source source) {
        this.source = source;
    }

    /// From now until it is closed an interrupt does this, and nothing else.
    public Registration on(Runnable action) {
        actions.addLast(action);
        Registration registration = source.register(this::fire);
        return () -> {
            registration.close();
            actions.removeLastOccurrence(action);
        };
    }

    void fire() {
        Runnable action = actions.peekLast();
        if (action != null)
            action.run();
    }
}
