package dev.raftd.api;

import java.util.List;

/// One member, as it sees itself.
///
/// @param role           StateFollower, StateCandidate, StateLeader or StatePreCandidate
/// @param vote           who got its vote in this term, 0 for nobody
/// @param lead           the leader it knows, 0 for none
/// @param leadTransferee whom leadership is being handed to, 0 for nobody
/// @param peers          what it knows of each member; empty unless it leads
/// @param alarms         what needs a person, by code
/// @param readySeq       the number of the last Ready
public record StatusResponse(long id, String clusterId, String version, String peerUrl, String clientUrl, String dataDir, String role,
        long term, long vote,
        long lead, long leadTransferee, RaftLogStatus log, ConfigStatus config, List<PeerStatus> peers, StoreStatus store,
        DiskStatus disk, List<Alarm> alarms,
        long readySeq,
        long uptimeMillis, ActivityStatus activity) {}
