package dev.raftd.raft;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node wants done, in this order: store hard state, entries and snapshot (synced if `mustSync`), send the messages, apply
/// the snapshot or the committed entries, then call [RawNode#advance].
///
/// With asynchronous storage writes the messages to the storage threads carry all of it, each with the responses to deliver when its
/// work is done; the other fields only tell. Every message may then leave at once, and there is no `advance`.
///
/// The lists do not change afterwards, and must not be changed.
///
/// @param softState        null if unchanged
/// @param hardState        empty if unchanged
/// @param readStates       reads that may be served once their index is applied
/// @param entries          to be appended to the stable log, truncating it where they overlap
/// @param snapshot         to be installed in place of log and state machine; empty if none
/// @param committedEntries to be applied to the state machine
/// @param messages         to be sent; not before `entries` and `hardState` are stable, unless storage writes are asynchronous
/// @param mustSync         whether the write must be durable: there are entries, or term or vote changed
public record Ready(@Nullable SoftState softState, HardState hardState, List<ReadState> readStates, List<Entry> entries, Snapshot snapshot,
        List<Entry> committedEntries, List<Message> messages, boolean mustSync) {
    /// etcd's printed form.
    @Override
    public String toString() {
        return Describe.ready(this, EntryFormatter.QUOTED);
    }
}
