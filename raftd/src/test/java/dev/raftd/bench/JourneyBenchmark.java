package dev.raftd.bench;

import dev.raftd.api.Bytes;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.journey.Stored;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs the leader of three to record an entry's journey, from the request to the answer, in batches of so many; and what it costs
/// with nothing to keep. The entries are made along with it in both.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class JourneyBenchmark {
    private static final int OPERATIONS = 256;

    @Param({"1", "16", "256"})
    int batch;

    @Param({"0", "100000"})
    int kept;

    private Journeys journeys = new Journeys(1, 0, 0, System::nanoTime);
    private byte[] data = {};
    private long last;

    @Setup
    public void make() {
        journeys = new Journeys(1, kept, 0, System::nanoTime);
        Command command = new Command.Put(Bytes.utf8("bench/12345678901"), Bytes.of(new byte[256]), Command.UNCONDITIONAL);
        data = CommandCodec.encode(new Proposal(new Origin(1, 77, 1), null, command));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long leader() {
        for (int done = 0; done < OPERATIONS; done += batch) {
            List<Entry> entries = entries();
            propose(entries);
            journeys.appended(entries);
            journeys.sent(app(2, entries));
            journeys.sent(app(3, entries));
            long begun = journeys.now();
            journeys.stepped(ack(2), StepResult.DONE, journeys.now(), status(last));
            if (journeys.isOn()) {
                journeys.stored(new Stored(List.of(entries), begun, journeys.now(), 0, 0, 0));
            }
            journeys.stepped(ack(3), StepResult.DONE, journeys.now(), status(last));
            journeys.applied(entries);
            for (int i = 0; i < entries.size(); i++) {
                journeys.answered(entries.get(i).index());
            }
        }
        return last;
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            entries.add(new Entry(1, ++last, EntryType.NORMAL, data));
        }
        return entries;
    }

    private void propose(List<Entry> entries) {
        long proposed = journeys.now();
        for (int i = 0; i < entries.size(); i++) {
            journeys.proposed(entries.get(i).index(), 1, journeys.now(), proposed);
        }
    }

    private static Message app(long to, List<Entry> entries) {
        return Message.builder(MessageType.MSG_APP).from(1).to(to).term(1).entries(entries).build();
    }

    private Message ack(long from) {
        return Message.builder(MessageType.MSG_APP_RESP).from(from).to(1).term(1).index(last).build();
    }

    private static BasicStatus status(long commit) {
        return new BasicStatus(1, 1, 0, commit, 1, StateType.LEADER, 0, 0);
    }
}
