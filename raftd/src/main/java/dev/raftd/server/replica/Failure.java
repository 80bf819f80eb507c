package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;

/// Why a request was not served, and what it left behind.
///
/// @param detail  one sentence about this occurrence
/// @param outcome whether a write may have happened; NOT_APPLIED for requests that change nothing
public record Failure(ErrorCode code, String detail, Outcome outcome) {
    public static Failure notApplied(ErrorCode code, String detail) {
        return new Failure(code, detail, Outcome.NOT_APPLIED);
    }

    public static Failure unknown(ErrorCode code, String detail) {
        return new Failure(code, detail, Outcome.UNKNOWN);
    }
}
