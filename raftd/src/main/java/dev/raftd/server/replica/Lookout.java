package dev.raftd.server.replica;

import dev.raftd.InvariantError;
import dev.raftd.api.ActivityStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.LiveFrame;
import dev.raftd.api.LogResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.node.Node;
import dev.raftd.raft.RawNode;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.storage.StorageException;
import dev.raftd.trace.ReadyRing;
import dev.raftd.trace.Recorder;
import dev.raftd.trace.SavedRing;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers whoever only looks inside a replica. Thread-safe: what is the raft loop's is looked at there, what may wait for the disk in the
/// background.
final class Lookout {
    /// What there is to see.
    ///
    /// @param recorder    null if nothing is recorded
    /// @param background  for what may read from the disk
    /// @param agreedIndex up to where all stores were found to be the same
    record Scene(ReplicaConfig config, Inspection inspection, Loop loop, ReadyWork work, LogWriter writer, Node node, Counters counters,
            Alarms alarms, ReadyRing ring, Journeys journeys, @Nullable Recorder recorder, LiveView live, Executor background,
            LongSupplier nanoTime, Waiting waiting, LongSupplier agreedIndex, Supplier<DiskStatus> disk) {}

    /// The way to the raft loop.
    interface Loop {
        /// The reply fails if too much waits.
        void ask(Consumer<RawNode> action, Reply<?> reply);
    }

    /// How many requests wait.
    record Waiting(IntSupplier writes, IntSupplier reads) {}

    private final Scene scene;
    private final long startNanos;

    Lookout(Scene scene) {
        this.scene = scene;
        startNanos = scene.nanoTime.getAsLong();
    }

    void status(Reply<StatusResponse> reply) {
        scene.loop.ask(raft -> reply.ok(status(raft)), reply);
    }

    /// On the raft loop.
    StatusResponse status(RawNode raft) {
        long uptimeMillis = (scene.nanoTime.getAsLong() - startNanos) / 1_000_000;
        return scene.inspection.status(raft, scene.work.view(), scene.agreedIndex.getAsLong(), scene.disk.get(), scene.alarms.list(),
                scene.ring.seq(), uptimeMillis, activity(raft.uncommittedBytes()));
    }

    private ActivityStatus activity(long uncommittedBytes) {
        Counters.Values counted = scene.counters.values();
        return new ActivityStatus(counted.appended(), counted.applied(), counted.writes(), counted.reads(), counted.syncs(),
                counted.syncNanos(), counted.syncNanosMax(), scene.writer.syncNanosMaxRecent(), counted.batches(), counted.leaderChanges(),
                counted.messagesSent(), counted.messagesReceived(), scene.waiting.writes.getAsInt(), scene.waiting.reads.getAsInt(),
                scene.node.queued(), scene.writer.queued(), uncommittedBytes);
    }

    void live(boolean always, Reply<Optional<LiveFrame>> reply) {
        scene.loop.ask(raft -> reply.ok(
                scene.live.frame(raft, status(raft), scene.inspection.members(scene.work.view()).members(), always)), reply);
    }

    void log(long from, long to, int limit, Reply<LogResponse> reply) {
        scene.loop.ask(raft -> {
            Inspection.LogRange range = scene.inspection.range(raft, from, to, limit);
            scene.background.execute(() -> log(range, reply));
        }, reply);
    }

    /// A log that cannot be read is the raft loop's to die of, once it needs the entry; who looks is told.
    private void log(Inspection.LogRange range, Reply<LogResponse> reply) {
        LogResponse seen;
        try {
            seen = scene.inspection.log(range);
        } catch (StorageException | InvariantError e) {
            reply.failed(Failure.notApplied(ErrorCode.INTERNAL, "the log cannot be read: " + e.getMessage()));
            return;
        }
        reply.ok(seen);
    }

    void journey(EntryChoice choice, Reply<JourneyPart> reply) {
        scene.loop.ask(raft -> {
            JourneyRecord record = new JourneyRecord(scene.config.self(), scene.work.view(), scene.journeys);
            switch (record.find(choice, scene.config.clock())) {
                case Answer.Failed<JourneyRecord.Found>(Failure failure) -> reply.failed(failure);
                case Answer.Ok<JourneyRecord.Found>(JourneyRecord.Found found) -> {
                    Inspection.LogRange range = scene.inspection.range(raft, found.index(), found.index(), 1);
                    scene.background.execute(() -> log(range, answer -> reply.ok(found.with(answer))));
                }
            }
        }, reply);
    }

    void recording(Reply<SavedRing> reply) {
        Recorder recorder = scene.recorder;
        if (recorder == null) {
            reply.failed(Failure.notApplied(ErrorCode.RECORDING_OFF,
                    "member " + Long.toUnsignedString(scene.config.self().id()) + " records nothing"));
        } else {
            scene.loop.ask(raft -> reply.ok(recorder.save()), reply);
        }
    }
}
