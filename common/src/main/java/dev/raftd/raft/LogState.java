package dev.raftd.raft;

/// The marks of a node's log:
///
///     snapshot | firstIndex .. applied .. applying .. committed .. lastIndex
///                       stable | unstableOffset .. unstableOffsetInProgress ..   <- unstableLength entries from unstableOffset
///
/// @param firstIndex               the first index that can be read
/// @param lastIndex                the last index, stable or not
/// @param committed                the last index known committed
/// @param applying                 the last index handed out to be applied
/// @param applied                  the last index known applied
/// @param unstableOffset           the index of the first unstable entry, or of the next one if there is none
/// @param unstableOffsetInProgress the index of the first unstable entry that is not yet being written
/// @param unstableLength           how many entries are unstable
/// @param unstableSnapshotIndex    the index of a received snapshot not yet installed, 0 for none
/// @param snapshotInProgress       whether that snapshot is being installed
public record LogState(long firstIndex, long lastIndex, long committed, long applying, long applied, long unstableOffset,
        long unstableOffsetInProgress, int unstableLength, long unstableSnapshotIndex, boolean snapshotInProgress) {}
