package dev.raftd.server.http;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.Bytes;
import dev.raftd.api.ChangePreview;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.LiveFrame;
import dev.raftd.api.LiveMessage;
import dev.raftd.api.LogEntry;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.LogResponse;
import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.ReadyTrace;
import dev.raftd.api.ScrubStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.StoreStatus;
import dev.raftd.api.TermRun;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.kv.WriteResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Backup;
import dev.raftd.server.replica.EntryChoice;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.MemberChange;
import dev.raftd.server.replica.Reply;
import dev.raftd.server.replica.Requests;
import dev.raftd.trace.SavedRing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A member without Raft: a store that writes are applied to at once, on the calling thread or, if told so, when the test says.
final class FakeRequests implements Requests {
    static final Member MEMBER = new Member(1, "http://127.0.0.1:2380", "http://127.0.0.1:2379", false, true);
    static final MembersResponse MEMBERS = new MembersResponse("c-1", 7, List.of(MEMBER));
    static final JourneyPart JOURNEY = new JourneyPart(1, "leader", 7, 2, "EntryNormal", "put \"k\" \"v\"", List.of(1L), List.of(), 5_000,
            List.of(new JourneyStage("appended", 0, 0), new JourneyStage("committed", 1, 10)), List.of(), 0);
    static final RaftLogStatus LOG = new RaftLogStatus(1, 2, 0, 0, 2, 2, 2, 2, 3, 3, 0);

    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    final CopyOnWriteArrayList<Consumer<ReadyTrace>> followers = new CopyOnWriteArrayList<>();
    volatile boolean holds;
    volatile @Nullable Supplier<Backup> backups;
    volatile @Nullable Failure failure;
    /// Whether a failure is the members', too.
    volatile boolean membersFail = true;
    volatile MembersResponse members = MEMBERS;
    volatile JourneyPart journey = JOURNEY;
    volatile @Nullable RuntimeException bug;
    volatile @Nullable Failure unfit;
    volatile boolean quiet;
    volatile List<String> clientUrls = List.of("http://127.0.0.1:2379");
    volatile String dataDir = "/data";
    volatile long leader = 1;
    volatile @Nullable String leaderUrl;
    private final KvStore store = new KvStore();
    private long sequence;
    private long frames;

    private <T> void answer(String what, Reply<T> reply, T value) {
        answer(what, reply, new Answer.Ok<>(value));
    }

    private <T> void answer(String what, Reply<T> reply, Answer<T> answer) {
        asked.add(what);
        RuntimeException thrown = bug;
        if (thrown != null)
            throw thrown;
        Failure failed = failure;
        Runnable task = () -> reply.answer(failed == null ? answer : new Answer.Failed<>(failed));
        if (holds)
            held.add(task);
        else
            task.run();
    }

    synchronized KvRoot root() {
        return store.root();
    }

    private synchronized Answer<WriteResponse> apply(Command command, @Nullable Bytes idempotencyKey) {
        Origin origin = new Origin(1, 1, ++sequence);
        byte[] data = CommandCodec.encode(new Proposal(origin, idempotencyKey, command));
        Applied.Written written = (Applied.Written) store.apply(new Entry(1, store.appliedIndex() + 1, EntryType.NORMAL, data));
        return switch (written.result()) {
            case WriteResult.Written w -> new Answer.Ok<>(new WriteResponse(written.index(), written.term(), w.revision(), w.existed()));
            case WriteResult.CompareFailed f -> new Answer.Failed<>(
                    Failure.notApplied(ErrorCode.COMPARE_FAILED, "the key is at revision " + f.modRevision()));
            case WriteResult.KeyReused r -> throw new AssertionError(r);
        };
    }

    @Override
    public void write(Command command, @Nullable Bytes idempotencyKey, Reply<WriteResponse> reply) {
        answer("write " + idempotencyKey, reply, apply(command, idempotencyKey));
    }

    @Override
    public void read(boolean serializable, Reply<KvRoot> reply) {
        answer("read " + serializable, reply, root());
    }

    @Override
    public void status(Reply<StatusResponse> reply) {
        answer("status", reply, status());
    }

    private StatusResponse status() {
        ConfigStatus config = new ConfigStatus(List.of(1L), List.of(), List.of(), List.of(), false);
        return new StatusResponse(1, "c-1", "0.1.0", "http://127.0.0.1:2380", "http://127.0.0.1:2379", dataDir,
                "StateLeader", 3, 1, 1, 0, LOG, config, List.of(), new StoreStatus(1, 1, 2, "00000000000000ff", 0),
                new DiskStatus(false, 1 << 30, 0, new ScrubStatus(0, 0, 0, 0, 0, 0)), List.of(), 9, 1_000,
                new ActivityStatus(2, 2, 1, 1, 2, 2_000_000, 1_500_000, 1_500_000, 2, 1, 9, 9, 0, 0, 0, 0, 0));
    }

    @Override
    public void why(long index, Reply<Evidence> reply) {
        throw new UnsupportedOperationException("why");
    }

    @Override
    public void members(Reply<MembersResponse> reply) {
        if (membersFail)
            answer("members", reply, members);
        else
            reply.ok(members);
    }

    @Override
    public void change(MemberChange change, boolean force, Reply<MembersResponse> reply) {
        answer(change.words() + (force ? " by force" : ""), reply, MEMBERS);
    }

    @Override
    public void preview(MemberChange change, Reply<ChangePreview> reply) {
        answer("preview: " + change.words(), reply, new ChangePreview(change.words(), List.of(), null, false, null, null));
    }

    @Override
    public void journey(EntryChoice choice, Reply<JourneyPart> reply) {
        answer("journey " + choice, reply, journey);
    }

    @Override
    public void transfer(long to, Reply<TransferResponse> reply) {
        answer("transfer " + to, reply, new TransferResponse(to, 4));
    }

    @Override
    public void backup(long index, long term, Reply<Backup> reply) {
        backup(reply);
    }

    @Override
    public void backup(Reply<Backup> reply) {
        Supplier<Backup> source = backups;
        answer("backup", reply, source == null
                ? new Answer.Failed<>(Failure.notApplied(ErrorCode.NO_SPACE, "no room"))
                : new Answer.Ok<>(source.get()));
    }

    @Override
    public void log(long from, long to, int limit, Reply<LogResponse> reply) {
        LogEntry entry = new LogEntry(1, 1, "EntryNormal", 3, "put a", "stable", true, true);
        answer("log " + from + " " + to + " " + limit, reply, new LogResponse(1, LOG, List.of(entry)));
    }

    @Override
    public void recording(Reply<SavedRing> reply) {
        answer("recording", reply, new Answer.Failed<>(Failure.notApplied(ErrorCode.RECORDING_OFF, "member 1 records nothing")));
    }

    @Override
    public List<ReadyTrace> lastReadys(int count) {
        asked.add("readys " + count);
        return List.of(new ReadyTrace(1, 5, "2026-01-01T00:00:00Z", "Ready MustSync=false:\n"));
    }

    @Override
    public AutoCloseable followReadys(Consumer<ReadyTrace> consumer) {
        followers.add(consumer);
        asked.add("follow");
        return () -> {
            followers.remove(consumer);
            asked.add("unfollow");
        };
    }

    @Override
    public void watch(boolean now) {
        asked.add(now ? "watch" : "unwatch");
    }

    @Override
    public void live(boolean always, Reply<Optional<LiveFrame>> reply) {
        LiveFrame frame = new LiveFrame(++frames, "2026-01-01T00:00:00Z", status(), List.of(MEMBER), List.of(new TermRun(1, 2, 3)),
                List.of(new LiveMessage("MsgApp", 1, 2, 3, false, 2, 1, 1)), List.of(), 0);
        answer(always ? "live always" : "live", reply, quiet && !always ? Optional.empty() : Optional.of(frame));
    }

    @Override
    public List<String> clientUrls() {
        return clientUrls;
    }

    @Override
    public @Nullable String leaderClientUrl() {
        return leaderUrl;
    }

    @Override
    public @Nullable Failure unfit() {
        return unfit;
    }

    @Override
    public long leader() {
        return leader;
    }
}
