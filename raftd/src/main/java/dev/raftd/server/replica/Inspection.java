package dev.raftd.server.replica;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.Alarm;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.LogEntry;
import dev.raftd.api.LogResponse;
import dev.raftd.api.Member;
import dev.raftd.api.MemberProspect;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.StoreStatus;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Describe;
import dev.raftd.raft.LogState;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Status;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Course;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.tracker.Progress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What there is to be seen of a replica, as the API's records.
final class Inspection {
    private static final long LOG_BYTES_MAX = 16 << 20;

    private final ReplicaConfig.Self self;
    private final Storage log;

    Inspection(ReplicaConfig.Self self, Storage log) {
        this.self = self;
        this.log = log;
    }

    /// On the raft loop.
    StatusResponse status(RawNode raft, View view, long agreedIndex, DiskStatus disk, List<Alarm> alarms, long readySeq,
            long uptimeMillis, ActivityStatus activity) {
        Status status = raft.status();
        BasicStatus basic = status.basic();
        ConfState c = view.conf();
        ConfigStatus config = new ConfigStatus(c.voters(), c.votersOutgoing(), c.learners(), c.learnersNext(), c.autoLeave());
        List<PeerStatus> peers = new ArrayList<>();
        status.progress().visit((id, progress) -> peers.add(peer(id, progress)));
        StoreStatus store = store(view.root(), agreedIndex);
        return new StatusResponse(self.id(), self.clusterId(), self.version(), self.peerUrl(), self.clientUrl(), self.dataDir(),
                basic.state().toString(), basic.term(), basic.vote(), basic.lead(), basic.leadTransferee(), logStatus(status.log()), config,
                peers, store, disk, alarms, readySeq, uptimeMillis, activity);
    }

    private static StoreStatus store(KvRoot root, long agreedIndex) {
        return new StoreStatus(root.revision(), root.size(), root.appliedIndex(), HexFormat.of().toHexDigits(root.hash()), agreedIndex);
    }

    private static PeerStatus peer(long id, Progress p) {
        return new PeerStatus(id, p.state().toString(), p.match(), p.next(), p.inflights().count(), p.inflights().full(),
                p.inflights().bytes(), p.pendingSnapshot(), p.recentActive(), p.isPaused(), p.isLearner());
    }

    private RaftLogStatus logStatus(LogState s) {
        Snapshot snapshot = log.snapshot();
        SnapshotMetadata metadata = snapshot == null ? SnapshotMetadata.EMPTY : snapshot.metadata();
        return new RaftLogStatus(s.firstIndex(), s.lastIndex(), metadata.index(), metadata.term(), s.committed(), s.applying(), s.applied(),
                s.unstableOffset() - 1, s.unstableOffset(), s.unstableOffsetInProgress(), s.unstableLength());
    }

    MembersResponse members(View view) {
        TreeSet<Long> ids = new TreeSet<>(Long::compareUnsigned);
        ids.addAll(view.conf().voters());
        ids.addAll(view.conf().votersOutgoing());
        ids.addAll(view.conf().learners());
        List<Member> members = ids.stream().map(id -> member(view, id)).toList();
        return new MembersResponse(self.clusterId(), view.root().appliedIndex(), members);
    }

    private static Member member(View view, long id) {
        MemberInfo info = view.root().members().get(id);
        String peerUrl = info == null ? "" : info.peerUrl();
        return new Member(id, peerUrl, info == null ? null : info.clientUrl(), view.isLearner(id), view.leader() == id,
                info == null ? null : prospect(view, info));
    }

    private static @Nullable MemberProspect prospect(View view, MemberInfo info) {
        Course course = info.course();
        if (course.leadsToVote()) {
            return new MemberProspect(MemberProspect.VOTER, course.member(), 0, view.waits().get(info.id()));
        }
        Course replaced = Course.replaces(info.id());
        long by = view.root().members().values().stream().filter(m -> m.course().equals(replaced)).mapToLong(MemberInfo::id).findFirst()
                .orElse(0);
        boolean goes = by != 0 || course.equals(Course.LEAVES);
        return goes ? new MemberProspect(MemberProspect.REMOVED, 0, by, null) : null;
    }

    /// A range of the log, whose unstable part is already there and whose stable part has yet to be read.
    ///
    /// @param to       the last index, `from - 1` for none
    /// @param unstable the entries from `marks.unstableOffset`, or from `from` if that is later
    record LogRange(LogState marks, long from, long to, List<Entry> unstable) {}

    /// On the raft loop.
    LogRange range(RawNode raft, long from, long to, int limit) {
        LogState marks = raft.logState();
        long lo = Math.max(from, marks.firstIndex());
        long hi = to == 0 ? marks.lastIndex() : Math.min(to, marks.lastIndex());
        hi = Math.max(lo - 1, Math.min(hi, lo + limit - 1));
        long unstableFrom = Math.max(lo, marks.unstableOffset());
        List<Entry> unstable = unstableFrom <= hi ? raft.entries(unstableFrom, hi + 1, LOG_BYTES_MAX) : null;
        return new LogRange(marks, lo, hi, unstable == null ? List.of() : unstable);
    }

    /// On any thread but the raft loop's: may read from the disk.
    LogResponse log(LogRange range) {
        long stableTo = Math.min(range.to, range.marks.unstableOffset() - 1);
        // compacted meanwhile: what is left
        long from = Math.max(range.from, log.firstIndex());
        List<Entry> entries = new ArrayList<>();
        if (from <= stableTo) {
            // or replaced by a new leader's, and not yet by as many
            long readableTo = Math.min(stableTo, log.lastIndex());
            List<Entry> stable = from <= readableTo ? log.entries(from, readableTo + 1, LOG_BYTES_MAX) : null;
            entries.addAll(stable == null ? List.of() : stable);
        }
        boolean wholeStable = from > stableTo || !entries.isEmpty() && entries.getLast().index() == stableTo;
        if (wholeStable) {
            entries.addAll(range.unstable);
        }
        List<LogEntry> shown = entries.stream().map(e -> entry(e, range.marks)).toList();
        return new LogResponse(self.id(), logStatus(range.marks), shown);
    }

    /// Where an entry of the log is.
    static String place(long index, LogState marks) {
        return index < marks.unstableOffset() ? "stable" : index < marks.unstableOffsetInProgress() ? "in-progress" : "unstable";
    }

    private static LogEntry entry(Entry e, LogState marks) {
        return new LogEntry(e.index(), e.term(), e.type().toString(), e.data().length, text(e), place(e.index(), marks),
                e.index() <= marks.committed(),
                e.index() <= marks.applied());
    }

    private static String text(Entry e) {
        if (e.type() == EntryType.NORMAL) {
            return CommandCodec.words(e.data());
        }
        try {
            return Describe.confChanges(Codec.decodeConfChange(e).asV2().changes());
        } catch (CodecException broken) {
            return Describe.quoted(e.data());
        }
    }
}
