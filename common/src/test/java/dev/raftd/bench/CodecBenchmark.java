package dev.raftd.bench;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a message costs on its way to the wire and back: the append with its entries, and the acknowledgement. Run with `-prof gc`:
/// bytes allocated an operation tell more than time on a noisy machine.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
    private static final int ENTRY_SIZE_BYTES = 256;

    /// A MsgApp as a busy leader sends it: terms of one byte, indexes of four.
    @State(Scope.Benchmark)
    public static class Append {
        @Param({"1", "16", "64"})
        int entries;

        Message message;
        byte[] encoded;

        @Setup
        public void fill() {
            long previous = 10_000_000;
            List<Entry> list = LongStream.rangeClosed(1, entries)
                    .mapToObj(i -> new Entry(7, previous + i, EntryType.NORMAL, new byte[ENTRY_SIZE_BYTES])).toList();
            message = Message.builder(MessageType.MSG_APP).to(2).from(1).term(7).logTerm(7).index(previous).entries(list)
                    .commit(previous - 5).build();
            encoded = Codec.encode(message);
        }
    }

    /// The MsgAppResp that answers it.
    @State(Scope.Benchmark)
    public static class Ack {
        Message message;
        byte[] encoded;

        @Setup
        public void fill() {
            message = Message.builder(MessageType.MSG_APP_RESP).to(1).from(2).term(7).index(10_000_001).build();
            encoded = Codec.encode(message);
        }
    }

    @Benchmark
    public byte[] encodeAppend(Append append) {
        return Codec.encode(append.message);
    }

    @Benchmark
    public Message decodeAppend(Append append) throws CodecException {
        return Codec.decodeMessage(append.encoded);
    }

    @Benchmark
    public int sizeOfAppend(Append append) {
        return Codec.sizeOf(append.message);
    }

    @Benchmark
    public byte[] encodeAck(Ack ack) {
        return Codec.encode(ack.message);
    }

    @Benchmark
    public Message decodeAck(Ack ack) throws CodecException {
        return Codec.decodeMessage(ack.encoded);
    }
}
