package dev.raftd.ctl.top;

import dev.raftd.ctl.top.Key.Special;
import java.io.IOException;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/// Keys from what a terminal sends for them.
final class Keyboard {
    /// After an escape that is not followed by more it is a key of its own.
    private static final long ESCAPE_MILLIS = 80;

    private final NonBlockingReader reader;
    private final BindingReader bindings;
    private final KeyMap<Key> keys = new KeyMap<>();

    Keyboard(Terminal terminal) {
        reader = terminal.reader();
        bindings = new BindingReader(reader);
        keys.setAmbiguousTimeout(ESCAPE_MILLIS);
        for (char c = ' '; c <= '~'; c++)
            keys.bind(new Key.Char(c), String.valueOf(c));
        keys.bind(Special.ENTER, "\r", "\n");
        keys.bind(Special.ESCAPE, "\u001b", "\u007f", "\b");
        keys.bind(Special.STOP, KeyMap.ctrl('C'));
        keys.bind(Special.REDRAW, KeyMap.ctrl('L'));
        arrow(terminal, Special.UP, Capability.key_up, "A");
        arrow(terminal, Special.DOWN, Capability.key_down, "B");
        arrow(terminal, Special.RIGHT, Capability.key_right, "C");
        arrow(terminal, Special.LEFT, Capability.key_left, "D");
        arrow(terminal, Special.HOME, Capability.key_home, "H");
        arrow(terminal, Special.END, Capability.key_end, "F");
        bind(terminal, Special.PAGE_UP, Capability.key_ppage, "\u001b[5~");
        bind(terminal, Special.PAGE_DOWN, Capability.key_npage, "\u001b[6~");
    }

    /// Terminals send one of two forms, whatever their description says.
    private void arrow(Terminal terminal, Key key, Capability capability, String letter) {
        bind(terminal, key, capability, "\u001b[" + letter, "\u001bO" + letter);
    }

    private void bind(Terminal terminal, Key key, Capability capability, String... sequences) {
        String described = KeyMap.key(terminal, capability);
        if (described != null)
            keys.bind(key, described);
        keys.bind(key, sequences);
    }

    /// The next key; null if none came within that time, or one that means nothing.
    @Nullable
    Key next(long timeoutMillis) throws IOException {
        int c = reader.peek(timeoutMillis);
        if (c == NonBlockingReader.READ_EXPIRED)
            return null;
        return c == NonBlockingReader.EOF ? Special.STOP : bindings.readBinding(keys);
    }
}
