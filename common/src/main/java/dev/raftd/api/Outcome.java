package dev.raftd.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a failed request left behind.
public enum Outcome {
    /// The write did not happen and will not: repeating it is safe.
    @JsonProperty("not-applied")
    NOT_APPLIED("not-applied"),
    /// The write may have happened or may still happen: repeat it only with the same `Idempotency-Key`, or read first.
    @JsonProperty("unknown")
    UNKNOWN("unknown");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
