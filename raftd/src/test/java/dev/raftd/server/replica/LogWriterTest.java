package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.journey.Stored;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogWriterTest implements LogWriter.Outcomes {
    private static final long SELF = 1;
    private static final LogConfig CONFIG = new LogConfig(2048, 0, 0, 6000, 0);

    private final SimDisk disk = new SimDisk();
    private final Recovery.Recovered stored = open(disk);
    private final Counters counters = new Counters();
    private final LogWriter writer = new LogWriter(SELF, stored.log(), new SnapshotFiles(stored.snapshots()), this, Runnable::run, () -> 0,
            counters, new Journeys(SELF, 0, 0, () -> 0));
    private final List<Message> sent = new ArrayList<>();

    private static Recovery.Recovered open(SimDisk disk) {
        return Recovery.open(DataDir.open(disk, new Identity(SELF, 42)), CONFIG);
    }

    @Override
    public void durable(List<Message> responses) {
        sent.addAll(responses);
    }

    @Override
    public void send(Message response) {
        sent.add(response);
    }

    @Override
    public void stored(Stored entries) {
        // recorded elsewhere
    }

    @Override
    public void installed(KvRoot root, SnapshotMetadata metadata) {
        throw new AssertionError("no snapshot was received");
    }

    @Override
    public void full(boolean full) {
        // seen by what a turn comes to
    }

    private static Message.Builder append(long term, long vote) {
        return Message.builder(MessageType.MSG_STORAGE_APPEND).from(SELF).to(LocalNodes.APPEND_THREAD).term(term).vote(vote);
    }

    private static Message vote(long term, long candidate) {
        return Message.builder(MessageType.MSG_VOTE_RESP).from(SELF).to(candidate).term(term).build();
    }

    private static Entry large(long index) {
        return new Entry(1, index, EntryType.NORMAL, new byte[4000]);
    }

    /// The core may hand both over at once, where an append came just before a candidate.
    @Test
    void aVoteThatCameWithEntriesIsDurableBeforeItOvertakesThem() {
        disk.bytesMax(disk.usedBytes() + 7000);
        assertThat(stored.log().prepareReserve()).isTrue();
        disk.bytesMax(disk.usedBytes());
        writer.enqueue(append(5, 2).entries(List.of(large(1))).responses(List.of(vote(5, 2))).build());
        assertThat(writer.runOnce()).isEqualTo(LogWriter.Turn.DISK_FULL);
        assertThat(sent).containsExactly(vote(5, 2));
        SimDisk left = disk.crash(new SplittableRandom(1)).bytesMax(Long.MAX_VALUE);
        assertThat(open(left).log().initialState().hardState()).isEqualTo(new HardState(5, 2, 0));
    }

    @Test
    void entriesAreAnsweredOnceThereIsRoom() {
        disk.bytesMax(disk.usedBytes());
        Message done = Message.builder(MessageType.MSG_APP_RESP).from(SELF).to(3).term(1).index(1).build();
        writer.enqueue(append(1, 0).entries(List.of(large(1))).responses(List.of(done)).build());
        assertThat(writer.runOnce()).isEqualTo(LogWriter.Turn.DISK_FULL);
        assertThat(sent).isEmpty();
        disk.bytesMax(Long.MAX_VALUE);
        assertThat(writer.runOnce()).isEqualTo(LogWriter.Turn.WORKED);
        assertThat(sent).containsExactly(done);
    }

    @Test
    void aLogThatBreaksInTheBackgroundEndsTheWritersNextTurn() {
        SimDisk own = new SimDisk();
        Recovery.Recovered opened = Recovery.open(DataDir.open(own, new Identity(SELF, 42)), new LogConfig(2048, 1, 0, 6000, 0));
        List<Runnable> background = new ArrayList<>();
        LogWriter broken = new LogWriter(SELF, opened.log(), new SnapshotFiles(opened.snapshots()), this, background::add, () -> 0,
                counters,
                new Journeys(SELF, 0, 0, () -> 0));
        broken.enqueue(append(1, 0).entries(List.of(large(1))).build());
        broken.runOnce();
        own.failAt(own.operations() + 1);
        background.forEach(Runnable::run);
        assertThat(broken.isDue()).isTrue();
        assertThatThrownBy(broken::runOnce).isInstanceOf(StorageException.class).hasMessageContaining("Input/output error");
    }

    @Test
    void whatIsAppendedInOneTurnIsOneBatch() {
        writer.enqueue(append(1, 0).entries(List.of(large(1))).build());
        writer.enqueue(append(1, 0).entries(List.of(large(2))).build());
        assertThat(writer.queued()).isEqualTo(2);
        writer.runOnce();
        writer.enqueue(append(2, 0).build());
        writer.runOnce();
        writer.enqueue(append(2, 0).entries(List.of(large(3))).build());
        writer.runOnce();
        assertThat(writer.queued()).isZero();
        assertThat(counters.values().appended()).isEqualTo(3);
        assertThat(counters.values().batches()).isEqualTo(2);
    }
}
