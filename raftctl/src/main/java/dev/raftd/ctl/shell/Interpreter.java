package dev.raftd.ctl.shell;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// Runs one command.
public interface Interpreter {
    /// @return its exit status
    int execute(List<String> words);

    /// The model of all commands.
    CommandSpec commands();
}
