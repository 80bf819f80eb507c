package dev.raftd.ctl.top;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/// The whole terminal, taken from whoever had it and given back as it was. Only what changed is sent.
///
/// [#close] on any thread, at most once to any effect; all else on one.
final class Screen implements AutoCloseable {
    /// A terminal whose output is stopped must not keep the process from ending.
    private static final long CLOSE_WAIT_MILLIS = 1000;
    /// Of what is being painted terminals show nothing until this comes; a failure may have come before.
    private static final String UPDATE_ENDS = "\u001b[?2026l";

    private final Terminal terminal;
    private final Display display;
    private final Attributes before;
    private final SignalHandler resizedBefore;
    private final SignalHandler continuedBefore;
    private final AtomicBoolean stale = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean restored;
    private Size size;

    Screen(Terminal terminal) {
        this.terminal = terminal;
        display = new Display(terminal, true);
        before = terminal.getAttributes();
        size = known(terminal);
        resizedBefore = terminal.handle(Signal.WINCH, _ -> stale.set(true));
        continuedBefore = terminal.handle(Signal.CONT, _ -> stale.set(true));
        enter();
    }

    /// Ctrl-C and its like are keys here.
    private void enter() {
        terminal.enterRawMode();
        Attributes attributes = new Attributes(terminal.getAttributes());
        attributes.setLocalFlag(LocalFlag.ISIG, false);
        terminal.setAttributes(attributes);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.puts(Capability.keypad_xmit);
        display.resize(size);
        display.clear();
    }

    /// A terminal that does not tell is a classic one.
    private static Size known(Terminal terminal) {
        Size told = terminal.getSize();
        return told.getColumns() > 0 && told.getRows() > 0 ? told : Size.of(80, 24);
    }

    int columns() {
        return size.getColumns();
    }

    int rows() {
        return size.getRows();
    }

    /// Whether the size may have changed, or somebody else have written, so that all has to be painted anew.
    boolean refresh() {
        if (!stale.getAndSet(false))
            return false;
        redraw();
        return true;
    }

    void redraw() {
        lock.lock();
        try {
            if (!restored) {
                size = known(terminal);
                display.resize(size);
                display.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    void show(List<AttributedString> lines) {
        lock.lock();
        try {
            if (!restored)
                display.update(lines, 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            if (!lock.tryLock(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS))
                return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (!restored)
                leave();
            restored = true;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        terminal.writer().write(UPDATE_ENDS);
        terminal.puts(Capability.exit_attribute_mode);
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
        terminal.handle(Signal.WINCH, resizedBefore);
        terminal.handle(Signal.CONT, continuedBefore);
    }
}
