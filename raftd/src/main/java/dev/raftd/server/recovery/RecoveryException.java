package dev.raftd.server.recovery;

/// Why nothing is recovered or restored; one sentence and the next step. Nothing was changed.
public final class RecoveryException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What is wrong.
    public enum Code {
        /// What was asked for would lose or fork what need not be.
        REFUSED,
        /// The same member twice, or members of different clusters.
        MIXED,
        /// The logs contradict each other as those of one cluster never do.
        CONTRADICTION,
        /// The id was another member's, or there is no store to begin with.
        UNUSABLE,
        /// There is something already where the new data directory is to be.
        EXISTS,
        /// There is no such file.
        MISSING,
        /// The file is no snapshot.
        NOT_A_SNAPSHOT,
        /// Written by a newer raftd.
        NEWER_FORMAT,
        /// The bytes are not what was written.
        CORRUPT
    }

    private final Code code;

    RecoveryException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public static RecoveryException exists(String message) {
        return new RecoveryException(Code.EXISTS, message);
    }

    public Code code() {
        return code;
    }
}
