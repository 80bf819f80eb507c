package dev.raftd.it.campaign;

import java.util.List;

/// Where a member sits in the network.
///
/// @param advertisedPeerUrl where the others reach it
/// @param listenPeerUrl     where it listens to them
/// @param prefix            of its command line
/// @param options           of `raftd start`
record Place(String advertisedPeerUrl, String listenPeerUrl, String clientUrl, List<String> prefix, List<String> options) {
    Place {
        prefix = List.copyOf(prefix);
        options = List.copyOf(options);
    }
}
