package dev.raftd.ctl.command;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/// Completion scripts made of a program's command model.
public record Completion(CommandSpec program) {
    public String bash() {
        return AutoComplete.bash(program.name(), program.commandLine()).replace("\r\n", "\n");
    }

    /// zsh runs the bash script in its emulation, which lacks compopt. As an autoloaded function it has to answer the first question
    /// itself, and no alias is expanded in it.
    public String zsh() {
        String name = program.name();
        return "#compdef " + name + "\n" + bash().stripTrailing().replace("alias compopt=complete", "function compopt() { : }")
                + "\n\nif [ \"$funcstack[1]\" = \"_" + name
                + "\" ]; then\n  _bash_complete -o default -F _complete_" + name + "\nfi\n";
    }
}
