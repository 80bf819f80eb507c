package dev.raftd.server.sim;

import java.util.List;

/// What must never be, and was.
///
/// @param invariant  its name, as [Rule] has it
/// @param detail     a sentence with the numbers
/// @param nanos      when, in virtual time
/// @param lastEvents what each member did last, if that was traced
public record Violation(String invariant, String detail, long nanos, List<String> lastEvents) {
    public Violation {
        lastEvents = List.copyOf(lastEvents);
    }
}
