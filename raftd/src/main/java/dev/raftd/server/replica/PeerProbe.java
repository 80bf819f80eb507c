package dev.raftd.server.replica;

/// Looks who answers at a peer URL, before a member with that URL is added.
@FunctionalInterface
public interface PeerProbe {
    /// Finds nobody: for a world without URLs.
    PeerProbe BLIND = peerUrl -> new Finding.Nobody();

    /// May block for about a second: called on the background executor.
    Finding look(String peerUrl);

    /// Who answers.
    sealed interface Finding {
        /// Nobody, yet: as it should be.
        record Nobody() implements Finding {}

        /// The URL's host has no address.
        record Unresolved(String host) implements Finding {}

        /// A member of a cluster.
        ///
        /// @param clusterId 16 hex digits
        record Raftd(String clusterId, long id) implements Finding {}

        /// Something else.
        ///
        /// @param what such as `it answered 404`
        record Other(String what) implements Finding {}
    }
}
