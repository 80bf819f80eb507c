package dev.raftd.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What one `raftd start` was asked to do, checked.
///
/// @param peers           the members of a new cluster, by id; empty when joining or when the log knows them
/// @param join            peer URLs of members to ask when joining an existing cluster; empty otherwise
/// @param clusterToken    sets clusters with the same members apart
/// @param listenClient    where clients are served
/// @param advertiseClient where clients are told to come
/// @param listenPeer      where the other members are served, null: where `peers` says
/// @param heartbeat       one tick
/// @param hashCheck       the time between two comparisons of the members' stores, zero for none
/// @param election        without a leader for this long, up to twice as long, a member campaigns
record RaftdConfig(long id, SortedMap<Long, Address> peers, List<Address> join, String clusterToken, Address listenClient,
        Address advertiseClient, Address listenPeer, Path dataDir, Duration heartbeat, Duration election, Duration requestTimeout,
        Duration hashCheck, Tuning tuning, Recording recording) {

    /// How much of what is kept.
    ///
    /// @param snapshotEvery    entries applied between two snapshots
    /// @param retainEntries    entries kept behind a snapshot for followers that lag
    /// @param segmentSizeBytes of one file of the log
    /// @param cacheSizeBytes   of recent entries in memory
    /// @param reserveSizeBytes kept for a full disk
    /// @param scrubBytesPerSecond of log and snapshots read again and checked; 0 for never
    /// @param snapshotBytesPerSecond at which a snapshot is sent to a member; 0 without limit
    /// @param journeyEntries of whose stages the times are kept; 0 for none
    record Tuning(long snapshotEvery, long retainEntries, long segmentSizeBytes, long cacheSizeBytes, long reserveSizeBytes,
            long scrubBytesPerSecond, long snapshotBytesPerSecond, int journeyEntries) {}

    /// What is recorded of the core.
    ///
    /// @param events    kept in memory; 0 for none
    /// @param directory where files of all events go, null for none
    /// @param sizeBytes of the files together
    record Recording(int events, @Nullable Path directory, long sizeBytes) {}

    int electionTicks() {
        return Math.toIntExact(election.toNanos() / heartbeat.toNanos());
    }
}
