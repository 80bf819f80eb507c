package dev.raftd.server.transport;

import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.replica.Transport.Receiver;
import dev.raftd.server.replica.Transport.Snapshots;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// What the connections of the peer port share.
///
/// @param heard    told that something arrived from a peer
/// @param vouching told of unknown senders
record Incoming(TransportConfig config, Supplier<Peers> peers, Receiver receiver, Snapshots files, ClusterView view, PeerMetrics metrics,
        Acquaintances acquaintances,
        NewestStreams streams, NewestStreams snapshots, PartialSnapshots partials, LongConsumer heard, Vouching vouching) {}
