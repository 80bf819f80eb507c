package dev.raftd.lab;

import java.util.Set;
import java.util.function.Supplier;

/// The suites, told apart by the commands of a file. No command belongs to two of them.
public enum SuiteKind {
    QUORUM(QuorumSuite.COMMANDS, QuorumSuite::new),
    CONFCHANGE(ConfChangeSuite.COMMANDS,
            ConfChangeSuite::new),
    INTERACTION(InteractionSuite.COMMANDS, InteractionSuite::new);

    private final Set<String> commands;
    private final Supplier<Suite> newSuite;

    SuiteKind(Set<String> commands, Supplier<Suite> newSuite) {
        this.commands = commands;
        this.newSuite = newSuite;
    }

    /// The suite that knows the first command that any suite knows.
    ///
    /// @param file with at least one directive
    /// @throws TestFailureException no suite knows any of them; the message begins with `path:line: `
    public static SuiteKind of(DataFile file) throws TestFailureException {
        for (DataFile.Block block : file.blocks()) {
            for (SuiteKind kind : values()) {
                if (kind.commands.contains(block.directive().command()))
                    return kind;
            }
        }
        throw new TestFailureException(file.blocks().getFirst().directive().position() + ": no suite has this file's commands");
    }

    /// A fresh suite, for one file.
    public Suite newSuite() {
        return newSuite.get();
    }
}
