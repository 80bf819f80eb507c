package dev.raftd.server.replica;

/// The log holds a command that only a newer raftd understands: this one must not go past it.
public final class NewerFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerFormatException(long index, int format) {
        super("entry " + index + " has command format " + format + ", which this raftd does not know: start a newer raftd");
    }
}
