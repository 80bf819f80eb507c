package dev.raftd.ctl.command;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/// Completion scripts made of a program's command model.
public record Completion(CommandSpec program) {
    public String bash() {
        return AutoComplete.bash(program.name(), program.commandLine()).replace("\r\n", "\n");
    }

    /// zsh runs the bash script in its emulation.
    public String zsh() {
        return "#compdef " + program.name() + "\nautoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                + bash();
    }
}
