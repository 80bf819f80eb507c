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
}
