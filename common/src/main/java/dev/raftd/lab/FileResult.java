package dev.raftd.lab;

/// How a data file fared.
public sealed interface FileResult {
    /// Every directive printed what it should.
    record Passed() implements FileResult {}

    /// A directive printed something else; those after it did not run.
    record Mismatched(DataFile.Block block, String actual) implements FileResult {}

    /// A directive could not be run.
    ///
    /// @param message begins with `path:line: `
    record Aborted(String message) implements FileResult {}
}
