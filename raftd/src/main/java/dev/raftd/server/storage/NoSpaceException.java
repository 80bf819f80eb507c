package dev.raftd.server.storage;

import java.io.IOException;

/// The file system is full, or the quota is used up.
final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String message) {
        super(message);
    }
}
