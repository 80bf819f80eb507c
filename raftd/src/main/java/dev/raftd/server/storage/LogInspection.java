package dev.raftd.server.storage;

import dev.raftd.raftpb.Entry;
import java.util.List;
import java.util.function.Consumer;

/// Looks into the log of a stopped or a running node: no lock, no change. A tail that is being written is not an error.
public final class LogInspection {
    /// Where a segment stands.
    public enum SegmentState {
        /// Complete; another one follows.
        SEALED,
        /// The one that is written to.
        ACTIVE,
        /// Damaged: [#verify] says where.
        DAMAGED
    }

    /// A segment file.
    ///
    /// @param firstIndex the lowest index of an entry in it, 0 if there is none
    /// @param lastIndex  the highest one
    public record SegmentInfo(String file, long sequence, long firstIndex, long lastIndex, long sizeBytes, long usedBytes,
            SegmentState state) {}

    /// An entry and its place.
    ///
    /// @param offset byte position of its record in the file
    public record EntryInfo(Entry entry, String file, long offset) {}

    /// What [#verify] found.
    ///
    /// @param lastIndex [StorageException.Damage#UNKNOWN] for all behind
    public record Finding(String file, long offset, long firstIndex, long lastIndex, String problem) {}

    /// @param root the data directory, such as [RealDisk#openReadOnly]
    public LogInspection(Disk root) {
        throw new UnsupportedOperationException();
    }

    public List<SegmentInfo> segments() {
        throw new UnsupportedOperationException();
    }

    /// The log's entries `from <= index <= to` in order; those that were overwritten are left out.
    public void dump(long from, long to, Consumer<EntryInfo> each) {
        throw new UnsupportedOperationException();
    }

    /// Reads and checks every record; empty if all is well.
    public List<Finding> verify() {
        throw new UnsupportedOperationException();
    }
}
