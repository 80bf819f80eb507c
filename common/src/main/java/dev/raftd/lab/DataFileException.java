package dev.raftd.lab;

/// A file that does not follow the grammar. The message begins with `path:line: `.
public final class DataFileException extends Exception {
    private static final long serialVersionUID = 1L;

    DataFileException(String position, String message) {
        super(position + ": " + message);
    }
}
