package dev.raftd.raftpb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Arbitrary bytes: a value or a [CodecException], in memory that the number of bytes justifies.
class CodecFuzzTest {
    private static final int CASES = 200_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<WireType<?, ?>> types() {
        return WireType.ALL;
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void arbitraryBytesThrowNothingButTheTypedException(WireType<T, ?> type) throws Exception {
        byte[][] valid = new byte[499][];
        for (int i = 0; i < valid.length; i++)
            valid[i] = type.encode().apply(type.random().apply(new RandomValues(i)));
        // a thread of its own: most inputs end in an exception, whose stack trace costs by the frame, and the test runner's are many
        try (ExecutorService shallow = Executors.newSingleThreadExecutor()) {
            shallow.submit(() -> fuzz(type, valid)).get();
        }
    }

    private static <T> void fuzz(WireType<T, ?> type, byte[][] valid) {
        for (long seed = 0; seed < CASES; seed++) {
            Mutator mutator = new Mutator(seed);
            byte[] bytes = seed % 2 == 0 ? mutator.noise() : mutator.mutate(valid[(int) (seed % valid.length)]);
            try {
                type.decode().from(bytes);
            } catch (CodecException expected) {
                if (expected.getMessage().contains("\n"))
                    throw new AssertionError("seed " + seed + ": more than one line", expected);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void everyTruncationIsAValueOrRefused(WireType<T, ?> type) {
        byte[] bytes = type.encode().apply(type.random().apply(new RandomValues(7)));
        for (int length = 0; length < bytes.length; length++) {
            try {
                type.decode().from(Arrays.copyOf(bytes, length));
            } catch (CodecException expected) {
                assertThat(expected).hasMessageContaining("of " + length + ":");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void deepGroupsOfUnknownFieldsDoNotOverflowTheStack(WireType<T, ?> type) {
        byte[] startGroups = new byte[4_000_000];
        Arrays.fill(startGroups, (byte) 0x7b); // field 15, start of a group
        assertThatThrownBy(() -> type.decode().from(startGroups)).isInstanceOf(CodecException.class);
    }

    @Test
    void deepResponsesDoNotOverflowTheStack() {
        Message m = Message.builder(MessageType.MSG_APP).build();
        for (int depth = 0; depth < 2_000; depth++)
            m = Message.builder(MessageType.MSG_APP).responses(List.of(m)).build();
        byte[] bytes = Codec.encode(m);
        assertThatThrownBy(() -> Codec.decodeMessage(bytes)).isInstanceOf(CodecException.class).hasMessageContaining("nest deeper");
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void aClaimedLengthAllocatesNothingBeforeTheBytesAreThere(WireType<T, ?> type) {
        for (int field = 1; field <= 14; field++) {
            byte[] claim = {(byte) (field << 3 | 2), -1, -1, -1, -1, 7, 0}; // 2^31-1 bytes to come, one there
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> type.decode().from(claim)).isInstanceOf(CodecException.class);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as("field %d", field).isLessThan(1 << 20);
        }
    }

    /// The densest lists: two bytes an element. Empty responses are the worst, about 60 bytes of heap for one of input.
    @ParameterizedTest
    @MethodSource("types")
    <T> void denseListsAllocateAFixedMultipleOfTheirBytes(WireType<T, ?> type) throws CodecException {
        byte[] bytes = new byte[1 << 20];
        for (int field = 1; field <= 14; field++) {
            for (int i = 0; i < bytes.length; i += 2) {
                bytes[i] = (byte) (field << 3 | 2);
                bytes[i + 1] = 0;
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                type.decode().from(bytes);
            } catch (CodecException notOfThisType) {
                continue;
            }
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as("field %d", field).isLessThan(100L * bytes.length);
        }
    }

    @Test
    void theSizeOfAnEntryAllocatesNothing() {
        Entry e = new Entry(1L << 40, 1L << 50, EntryType.NORMAL, new byte[300]);
        int sizes = Codec.sizeOf(e);
        THREADS.getCurrentThreadAllocatedBytes();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++)
            sizes += Codec.sizeOf(e);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(after - before).isZero();
        assertThat(sizes).isEqualTo(1_001 * (2 + 7 + 9 + 303));
    }
}
