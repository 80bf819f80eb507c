package dev.raftd.server.replica;

/// Ends the process: the member cannot go on without doing harm. Called on any thread; does not return to do more work.
///
/// Causes are an `InvariantError` or another bug, a `StorageException`, a [NewerFormatException] or a [DiskStalledException].
@FunctionalInterface
public interface FatalHandler {
    void halt(Throwable cause);
}
