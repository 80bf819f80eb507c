package dev.raftd.ctl.top;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.Alarm;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.ScrubStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.StoreStatus;
import dev.raftd.ctl.top.Frame.Row;
import java.util.List;

/// Clusters to look at.
final class Frames {
    private Frames() {}

    static RaftLogStatus log(long first, long snapshot, long applied, long committed, long stable, long last) {
        return new RaftLogStatus(first, last, snapshot, 4, committed, applied, applied, stable, stable + 1, last + 1,
                (int) (last - stable));
    }

    static ActivityStatus activity(long applied, long syncs, long syncNanos, long batches, long elections) {
        return new ActivityStatus(applied, applied, applied / 2, applied / 4, syncs, syncNanos, 812_000_000L, 23_400_000L, batches,
                elections, applied * 2, applied * 3, 128, 3, 2, 1, 4096);
    }

    static StatusResponse status(long id, String role, RaftLogStatus log, ActivityStatus activity, List<PeerStatus> peers,
            Alarm... alarms) {
        return new StatusResponse(id, "c1", "0.1.0", "http://127.0.0.1:" + (2380 + id), "http://127.0.0.1:" + (2379 + id), "/data/" + id,
                role, 5, 1, 1, 0, log, new ConfigStatus(List.of(1L, 2L, 3L), List.of(), List.of(4L), List.of(), false), peers,
                new StoreStatus(7, 2, log.applied(), "00000000000000ff", 90), new DiskStatus(false, 5L << 30, 64 << 20,
                        new ScrubStatus(256 << 10, 1 << 20, 4 << 20, 9 << 20, 2, 0)),
                List.of(alarms), 44, 3_723_000, activity);
    }

    static StatusResponse leader() {
        return status(1, "StateLeader", log(1, 6000, 11_998, 11_998, 12_004, 12_010), activity(11_998, 900, 2_000_000_000L, 800, 3),
                List.of(new PeerStatus(1, "StateReplicate", 12_004, 12_011, 0, false, 0, 0, true, false, false),
                        new PeerStatus(2, "StateReplicate", 11_998, 12_011, 3, false, 9000, 0, true, false, false),
                        new PeerStatus(3, "StateProbe", 9_120, 9_121, 256, true, 1 << 20, 0, false, true, false),
                        new PeerStatus(4, "StateSnapshot", 0, 1, 0, false, 0, 6000, true, true, true)));
    }

    static final Rates RATES = new Rates(4_321, 4_400, 4_319, 120, 9_000, 8_900, 310, 1.234, 13.94, 0);

    /// A leader, a follower that keeps up, one that is away and a learner.
    static Frame usual() {
        return new Frame(List.of(Row.of(leader(), RATES),
                Row.of(status(2, "StateFollower", log(1, 6000, 11_990, 11_998, 12_003, 12_006),
                        activity(11_990, 800, 1_000_000_000L, 700, 3),
                        List.of()), RATES),
                Row.away(3, 72, "connection refused"),
                Row.of(status(4, "StateFollower", log(3001, 3000, 5_000, 5_400, 5_600, 5_600), activity(5_000, 80, 100_000_000L, 70, 0),
                        List.of(), new Alarm("no_space", "the disk is full", "free space")), null)));
    }
}
