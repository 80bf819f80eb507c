package dev.raftd.raft;

import dev.raftd.raftpb.Entry;

/// Names one entry of all logs of a group: a leader never makes two entries of one index, and a term has one leader.
public record EntryId(long term, long index) {
    static EntryId of(Entry e) {
        return new EntryId(e.term(), e.index());
    }
}
