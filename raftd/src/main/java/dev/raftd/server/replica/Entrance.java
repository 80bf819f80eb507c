package dev.raftd.server.replica;

import dev.raftd.api.Bytes;
import dev.raftd.raft.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// How a replica comes into the cluster, for as long as its own log does not tell.
///
/// @param bootstrap the first members with their peer URLs as context, in the order that all of them use; none for a node that joins
/// @param peerUrls  where to reach the members until this one has applied its own addition
public record Entrance(List<Peer> bootstrap, Map<Long, String> peerUrls) {
    public Entrance {
        bootstrap = List.copyOf(bootstrap);
        peerUrls = Map.copyOf(peerUrls);
    }

    /// A first member of a new cluster.
    ///
    /// @param peerUrls the first members'
    public static Entrance founding(SortedMap<Long, String> peerUrls) {
        List<Peer> peers = new ArrayList<>();
        peerUrls.forEach((id, url) -> peers.add(new Peer(id, Bytes.utf8(url).array())));
        return new Entrance(peers, peerUrls);
    }

    /// A member that was added to a running cluster.
    ///
    /// @param peerUrls the members' as the cluster told them
    public static Entrance joining(Map<Long, String> peerUrls) {
        return new Entrance(List.of(), peerUrls);
    }
}
