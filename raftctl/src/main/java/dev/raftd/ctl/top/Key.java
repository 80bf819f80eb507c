package dev.raftd.ctl.top;

/// What was pressed.
sealed interface Key {
    record Char(char c) implements Key {}

    enum Special implements Key {
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        /// Ctrl-C, or the end of the input.
        STOP,
        /// Ctrl-L.
        REDRAW
    }
}
