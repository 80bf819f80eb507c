package dev.raftd.ctl.command;

import org.jline.terminal.Terminal;

/// A terminal that is open, until the process is told to end.
record HeldTerminal(Terminal terminal, ProcessEnd end) {}
