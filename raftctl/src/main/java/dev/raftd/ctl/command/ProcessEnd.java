package dev.raftd.ctl.command;

import dev.raftd.ctl.shell.Interrupts.Registration;
import java.util.concurrent.locks.LockSupport;

/// What is done at a terminal when the process is told to end, before the terminal is closed. Thread-safe.
final class ProcessEnd {
    private static final Runnable NOTHING = () -> {};

    private volatile Runnable undo = NOTHING;
    private volatile boolean begun;

    /// From now until it is closed this is done, and nothing that was to be done before.
    Registration undoing(Runnable action) {
        Runnable before = undo;
        undo = action;
        return () -> undo = before;
    }

    void begin() {
        begun = true;
        undo.run();
    }

    /// Does not return once the process is told to end: the terminal is taken away while it is used, and what comes of that is nothing to tell.
    void outlast() {
        while (begun)
            LockSupport.park();
    }
}
