package dev.raftd.server.recovery;

import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.storage.Identity;
import java.util.List;

/// What a new cluster's first data directory is made of.
///
/// @param root   the store, with the one member in its table
/// @param term   of the store's last entry, as the new log has it
/// @param report kept in the directory, lines
record Founding(Identity identity, KvRoot root, long term, List<String> report) {
    Founding {
        if (root.members().size() != 1 || !root.members().containsKey(identity.nodeId())) {
            throw new IllegalArgumentException("a new cluster has one member");
        }
        report = List.copyOf(report);
    }

    SnapshotMetadata metadata() {
        return new SnapshotMetadata(ConfState.of(List.of(identity.nodeId())), root.appliedIndex(), term);
    }
}
