package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.KvRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Requests for a copy of the store, which wait for a snapshot that has all that was applied when they came. Confined to the raft loop, but for
/// the opening of files.
final class Backups {
    /// So many times a request's time: the store may be large.
    private static final int TIMEOUTS = 12;

    /// @param index what was applied when it came
    private record Wanted(long index, Reply<Backup> reply, long deadlineTick) {}

    private final SnapshotFiles files;
    private final Compactor compactor;
    private final Executor background;
    private final int timeoutTicks;
    private final List<Wanted> waiting = new ArrayList<>();

    Backups(SnapshotFiles files, Compactor compactor, Executor background, int requestTimeoutTicks) {
        this.files = files;
        this.compactor = compactor;
        this.background = background;
        timeoutTicks = TIMEOUTS * requestTimeoutTicks;
    }

    /// @param term of the entry at the root's applied index
    void add(Reply<Backup> reply, KvRoot root, ConfState conf, long term, long tick) {
        if (root.appliedIndex() == 0) {
            reply.failed(Failure.notApplied(ErrorCode.NO_LEADER, "nothing is stored here yet"));
            return;
        }
        waiting.add(new Wanted(root.appliedIndex(), reply, tick + timeoutTicks));
        look(root, conf, term);
    }

    void ticked(KvRoot root, ConfState conf, long term, long tick) {
        fail(w -> w.deadlineTick <= tick, ErrorCode.TIMEOUT, "the snapshot was not written in time");
        look(root, conf, term);
    }

    /// Answers those for whom there is a snapshot; for others one is taken as soon as that may be.
    private void look(KvRoot root, ConfState conf, long term) {
        if (waiting.isEmpty()) {
            return;
        }
        SnapshotMetadata newest = newest(root.appliedIndex());
        if (newest != null) {
            List<Wanted> served = take(w -> w.index <= newest.index());
            served.forEach(w -> background.execute(() -> open(newest, w.reply)));
        }
        if (!waiting.isEmpty()) {
            compactor.take(root, conf, term, () -> failAll(ErrorCode.NO_SPACE, "there is no room to write a snapshot"));
        }
    }

    private List<Wanted> take(Predicate<Wanted> which) {
        List<Wanted> taken = waiting.stream().filter(which).toList();
        waiting.removeAll(taken);
        return taken;
    }

    /// Not one that was received and is not installed yet.
    private @Nullable SnapshotMetadata newest(long applied) {
        return files.store().list().stream().map(info -> info.metadata()).filter(m -> m.index() <= applied).findFirst().orElse(null);
    }

    private void open(SnapshotMetadata metadata, Reply<Backup> reply) {
        Backup backup;
        try {
            Transport.Snapshots.Source file = files.openToSend(metadata);
            if (file == null) {
                reply.failed(Failure.notApplied(ErrorCode.OVERLOADED, "a newer snapshot took this one's place"));
                return;
            }
            backup = new Backup(metadata, file);
        } catch (IOException e) {
            reply.failed(Failure.notApplied(ErrorCode.INTERNAL, "the snapshot cannot be read"));
            return;
        }
        reply.ok(backup);
    }

    void failAll(ErrorCode code, String detail) {
        fail(w -> true, code, detail);
    }

    private void fail(Predicate<Wanted> which, ErrorCode code, String detail) {
        take(which).forEach(w -> w.reply.failed(Failure.notApplied(code, detail)));
    }
}
