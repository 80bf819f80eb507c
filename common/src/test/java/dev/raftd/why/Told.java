package dev.raftd.why;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.Election;
import dev.raftd.api.Evidence.Heard;
import dev.raftd.api.Evidence.Leading;
import dev.raftd.api.Evidence.Link;
import dev.raftd.api.Evidence.Loop;
import dev.raftd.api.Evidence.Waiting;
import dev.raftd.api.Evidence.Writer;
import dev.raftd.api.Member;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.ScrubStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// What a member of a cluster of 1, 2 and 3, led by 1 at term 5, may say: all is well but for what is changed.
final class Told {
    static final long LAST = 120;
    private final long id;
    private final TreeMap<Long, Long> matches = new TreeMap<>();
    private final TreeMap<Long, Link> links = new TreeMap<>();
    String clusterId = "c1";
    String unfit;
    boolean loopAnswers = true;
    long lead = 1;
    long committed = LAST;
    long applied = LAST;
    long last = LAST;
    String state = "StateReplicate";
    Loop loop = new Loop(0, false, 0, 0, 0, -1);
    Writer writer = new Writer(false, 1 << 30, 0, 0, 3);
    List<Heard> heard = new ArrayList<>();

    Told(long id) {
        this.id = id;
        for (long other = 1; other <= 3; other++) {
            if (other != id) {
                heard.add(new Heard(other, 0));
                link(other, "", "");
            }
            matches.put(other, LAST);
        }
    }

    Told link(long to, String cause, String detail) {
        links.put(to, new Link(to, "http://peer" + to, cause.isEmpty(), 9_000, cause, detail, 0, 100, -1, null));
        return this;
    }

    Told link(Link link) {
        links.put(link.peer(), link);
        return this;
    }

    /// As the leader knows it.
    Told match(long of, long index) {
        matches.put(of, index);
        return this;
    }

    Told unheard(long of, long agoMillis) {
        heard.removeIf(h -> h.peer() == of);
        heard.add(new Heard(of, agoMillis));
        return this;
    }

    private boolean leads() {
        return lead == id;
    }

    Evidence evidence() {
        String role = leads() ? "StateLeader" : lead == 0 ? "StatePreCandidate" : "StateFollower";
        List<Member> members = LongStream.rangeClosed(1, 3)
                .mapToObj(m -> new Member(m, "http://peer" + m, "http://client" + m, false, m == lead)).toList();
        return new Evidence(id, clusterId, 100, 10, unfit, role, 5, lead, members, loopAnswers ? status(role) : null,
                loopAnswers ? new Election(0, 1_500, lead != 0, true, false, 5, List.of(), List.of()) : null,
                loopAnswers && leads() ? new Leading(0, 1 << 20, -1, 256, 0, 1, 0, 0, -1, List.of(), List.of()) : null,
                loopAnswers ? new Waiting(0, 0, 0, 0, 0, -1, 0, 0) : null, null, loop, writer, heard, List.copyOf(links.values()));
    }

    private StatusResponse status(String role) {
        RaftLogStatus log = new RaftLogStatus(1, last, 0, 0, committed, applied, applied, last, last + 1, last + 1, 0);
        List<PeerStatus> peers = leads()
                ? matches.entrySet().stream().map(e -> new PeerStatus(e.getKey(), e.getKey() == id ? "StateReplicate" : state, e.getValue(),
                        e.getValue() + 1, 0, false, 0, state.equals("StateSnapshot") && e.getKey() != id ? 90 : 0, true, false, false))
                        .toList()
                : List.of();
        return new StatusResponse(id, clusterId, "test", "http://peer" + id, "http://client" + id, "data", role, 5, lead, lead, 0, log,
                new ConfigStatus(List.of(1L, 2L, 3L), List.of(), List.of(), List.of(), false), peers,
                new StoreStatus(1, 1, applied, "00", 0), new DiskStatus(writer.full(), 0, 0, new ScrubStatus(0, 0, 0, 0, 0, 0)), List.of(),
                1,
                100_000, new ActivityStatus(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }
}
