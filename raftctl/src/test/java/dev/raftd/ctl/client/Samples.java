package dev.raftd.ctl.client;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.Alarm;
import dev.raftd.api.Bytes;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.GetResponse;
import dev.raftd.api.KeyValue;
import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.ScrubStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.StoreStatus;
import dev.raftd.api.WriteResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers as a member gives them.
public final class Samples {
    public static final WriteResponse WRITTEN = new WriteResponse(12, 3, 7, true);

    private Samples() {}

    public static KeyValue kv(String key, String value) {
        return new KeyValue(Bytes.utf8(key), Bytes.utf8(value), 5, 7, 2);
    }

    public static GetResponse got(Bytes value) {
        return new GetResponse(12, 7, new KeyValue(Bytes.utf8("k"), value, 5, 7, 2));
    }

    public static Member member(long id, @Nullable String clientUrl, boolean leader) {
        return new Member(id, "http://127.0.0.1:" + (2380 + id), clientUrl, false, leader);
    }

    public static MembersResponse members(Member... members) {
        return new MembersResponse("c1", 9, List.of(members));
    }

    public static StatusResponse status(long id, long lead, long committed, long applied, Alarm... alarms) {
        RaftLogStatus log = new RaftLogStatus(2, 122, 1, 1, committed, applied, applied, 120, 121, 122, id == lead ? 2 : 0);
        List<PeerStatus> peers = id != lead
                ? List.of()
                : List.of(new PeerStatus(1, "StateReplicate", 122, 123, 0, false, 0, 0, true, false, false),
                        new PeerStatus(2, "StateReplicate", 100, 123, 256, true, 9000, 0, true, true, false),
                        new PeerStatus(3, "StateSnapshot", 0, 1, 0, false, 0, 90, false, true, true));
        return new StatusResponse(id, "c1", "0.1.0", "http://127.0.0.1:" + (2380 + id), "http://127.0.0.1:" + (2379 + id), "/data",
                id == lead ? "StateLeader" : "StateFollower", 3, lead, lead, 0, log,
                new ConfigStatus(List.of(1L, 2L), List.of(), List.of(3L), List.of(), false), peers,
                new StoreStatus(7, 2, applied, "00000000000000ff", 0),
                new DiskStatus(false, 5L << 30, 64 << 20, new ScrubStatus(256 << 10, 1 << 20, 4 << 20, 9 << 20, 2, 0)), List.of(alarms), 44,
                1000, new ActivityStatus(122, applied, 100, 20, 50, 50_000_000, 9_000_000, 3_000_000, 40, 2, 500, 480, 3, 1, 2, 1, 4096));
    }
}
