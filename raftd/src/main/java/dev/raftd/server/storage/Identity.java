package dev.raftd.server.storage;

/// Whose data directory it is.
///
/// @param clusterId the cluster's, shown as 16 hex digits; also salts every checksum, so that another cluster's bytes are never valid here
public record Identity(long nodeId, long clusterId) {
    public Identity {
        if (nodeId == 0) {
            throw new IllegalArgumentException("node id 0 means none");
        }
    }

    /// The cluster id as 16 hex digits.
    public static String hex(long clusterId) {
        return String.format("%016x", clusterId);
    }
}
