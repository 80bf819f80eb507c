package dev.raftd.bench;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.trace.Recorder;
import dev.raftd.trace.RecorderConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One proposal from the call until it is committed and handed out to be applied, on a leader alone: its storage is in memory, and the other
/// voters acknowledge whatever they are sent. The shape of etcd's own benchmark of RawNode. Run with `-prof gc`; with
/// `-p recorded=true` a flight recorder looks on.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class RawNodeBenchmark {
    private static final long COMPACTION_INTERVAL = 1000;

    @Param({"1", "2", "3"})
    int voters;

    /// Whether all of it is recorded.
    @Param("false")
    boolean recorded;

    private final byte[] data = new byte[8];
    private MemoryStorage storage = new MemoryStorage();
    private RawNode node = newNode();

    private RawNode newNode() {
        RecorderConfig.About about = new RecorderConfig.About(1, "00", "bench");
        Recorder recorder = new Recorder(new RecorderConfig(about, 16 << 20, 100_000, InstantSource.system(), System::nanoTime), null);
        Config config = Config.builder(1, recorded ? recorder.storage(storage) : storage, recorder.electionTimeouts(ticks -> ticks))
                .electionTick(10).heartbeatTick(1).maxSizePerMsg(Config.NO_LIMIT).maxInflightMsgs(256).build();
        RawNode made = new RawNode(config);
        if (recorded) {
            recorder.attach(made, config);
        }
        return made;
    }

    @Setup(Level.Iteration)
    public void elect() {
        storage = new MemoryStorage();
        ConfState confState = ConfState.of(LongStream.rangeClosed(1, voters).boxed().toList());
        storage.applySnapshot(new Snapshot(new byte[0], new SnapshotMetadata(confState, 1, 1)));
        node = newNode();
        node.campaign();
        while (node.hasReady()) {
            handle();
        }
        if (node.basicStatus().state() != StateType.LEADER) {
            throw new IllegalStateException("not elected");
        }
    }

    @Benchmark
    public long proposed() {
        node.propose(data);
        while (node.hasReady()) {
            handle();
        }
        long applied = node.basicStatus().applied();
        if (applied % COMPACTION_INTERVAL == 0) {
            storage.compact(applied);
        }
        return applied;
    }

    private void handle() {
        Ready rd = node.ready();
        if (!rd.hardState().isEmpty()) {
            storage.setHardState(rd.hardState());
        }
        storage.append(rd.entries());
        node.advance();
        List<Message> messages = rd.messages();
        for (int i = 0; i < messages.size(); i++) {
            answer(messages.get(i));
        }
    }

    private void answer(Message m) {
        Message.Builder answer = Message.builder(m.type() == MessageType.MSG_VOTE ? MessageType.MSG_VOTE_RESP : MessageType.MSG_APP_RESP);
        node.step(answer.from(m.to()).to(1).term(m.term()).index(m.type() == MessageType.MSG_VOTE ? 0 : m.index() + m.entries().size())
                .build());
    }
}
