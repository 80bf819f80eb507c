package dev.raftd.lab;

import java.util.List;

/// One command of a data file.
///
/// @param position `path:line` of its first line, from 1
/// @param input    the lines below it, trimmed as a whole; empty where there are none
public record Directive(String position, String command, List<Argument> arguments, String input) {
    public Directive {
        arguments = List.copyOf(arguments);
    }

    /// The first argument of that key.
    public Argument argument(String key) throws TestFailureException {
        for (Argument argument : arguments) {
            if (argument.key().equals(key))
                return argument;
        }
        throw new TestFailureException("missing argument " + key);
    }
}
