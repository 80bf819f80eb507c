package dev.raftd.ctl.command;

/// A command that cannot do what it was asked for, for a reason of its own.
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String code;
    private final String next;

    /// @param next the next step
    CommandException(int exitCode, String code, String sentence, String next) {
        super(sentence);
        this.exitCode = exitCode;
        this.code = code;
        this.next = next;
    }

    static CommandException usage(String code, String sentence, String next) {
        return new CommandException(ExitCode.USAGE, code, sentence, next);
    }

    int exitCode() {
        return exitCode;
    }

    String code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    String next() {
        return next;
    }
}
