package dev.raftd.lab;

/// What the directives of one file talk to, and the state they leave behind from one to the next.
@FunctionalInterface
public interface Suite {
    /// Runs a directive.
    ///
    /// @return what it prints; a last line end is added where it lacks one
    String run(Directive directive) throws TestFailureException;
}
