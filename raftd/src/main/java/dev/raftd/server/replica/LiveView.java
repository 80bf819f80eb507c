package dev.raftd.server.replica;

import dev.raftd.api.Alarm;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.LiveFrame;
import dev.raftd.api.Member;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.TermRun;
import dev.raftd.raft.RawNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What those who watch this member are shown, moment by moment. Confined to the raft loop.
final class LiveView {
    private static final int ENTRIES_MAX = 64;

    /// What makes a frame worth being shown when it changes.
    private record Shown(String role, long term, long vote, long lead, long leadTransferee, RaftLogStatus log, ConfigStatus config,
            List<PeerStatus> peers, List<Alarm> alarms, List<Member> members) {
        static Shown of(StatusResponse s, List<Member> members) {
            return new Shown(s.role(), s.term(), s.vote(), s.lead(), s.leadTransferee(), s.log(), s.config(), s.peers(), s.alarms(),
                    members);
        }
    }

    private final Traffic traffic;
    private final InstantSource clock;
    private long seq;
    private @Nullable Shown last;

    LiveView(Traffic traffic, InstantSource clock) {
        this.traffic = traffic;
        this.clock = clock;
    }

    /// @param always whether it is wanted even if nothing but heartbeats has happened since the one before
    Optional<LiveFrame> frame(RawNode raft, StatusResponse status, List<Member> members, boolean always) {
        Shown now = Shown.of(status, members);
        if (!always && !traffic.hasNews() && now.equals(last)) {
            return Optional.empty();
        }
        last = now;
        Traffic.Seen seen = traffic.take();
        return Optional.of(new LiveFrame(++seq, clock.instant().toString(), status, members, terms(raft, status.log()), seen.sent(),
                seen.received(), seen.omitted()));
    }

    private static List<TermRun> terms(RawNode raft, RaftLogStatus log) {
        List<TermRun> runs = new ArrayList<>();
        long from = Math.max(log.firstIndex(), log.lastIndex() - ENTRIES_MAX + 1);
        long term = 0;
        for (long index = from; index <= log.lastIndex(); index++) {
            long next = raft.term(index);
            if (next != term && index > from) {
                runs.add(new TermRun(from, index - 1, term));
                from = index;
            }
            term = next;
        }
        if (from <= log.lastIndex()) {
            runs.add(new TermRun(from, log.lastIndex(), term));
        }
        return runs;
    }
}
