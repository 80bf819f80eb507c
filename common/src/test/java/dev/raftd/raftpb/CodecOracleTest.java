package dev.raftd.raftpb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

/// Our codec against protoc's classes of the same raft.proto, both ways, on random values. A failure names the seed that repeats it.
@ParameterizedClass
@MethodSource("types")
class CodecOracleTest<T, P extends Message> {
    private static final int CASES = 3_000;

    private final WireType<T, P> type;

    CodecOracleTest(WireType<T, P> type) {
        this.type = type;
    }

    static List<WireType<?, ?>> types() {
        return WireType.ALL;
    }

    @Test
    void writesTheBytesProtocWritesWhenEveryAlwaysWrittenFieldIsSet() {
        for (long seed = 0; seed < CASES; seed++) {
            T value = value(seed);
            assertThat(type.encode().apply(value)).as("seed %d", seed).isEqualTo(type.theirs().apply(value).toByteArray());
        }
    }

    @Test
    void sizeIsTheNumberOfBytesWritten() {
        for (long seed = 0; seed < CASES; seed++) {
            T value = value(seed);
            assertThat(type.sizeOf().applyAsInt(value)).as("seed %d", seed).isEqualTo(type.encode().apply(value).length);
        }
    }

    @Test
    void protocReadsEveryFieldWeWrite() throws Exception {
        for (long seed = 0; seed < CASES; seed++) {
            T value = value(seed);
            assertThat(type.parse(type.encode().apply(value))).as("seed %d", seed).isEqualTo(value);
        }
    }

    @Test
    void readsEveryFieldProtocWrites() throws Exception {
        for (long seed = 0; seed < CASES; seed++) {
            T value = value(seed);
            assertThat(type.decode().from(type.theirs().apply(value).toByteArray())).as("seed %d", seed).isEqualTo(value);
        }
    }

    @Test
    void readsFieldsLeftOutAsZero() throws Exception {
        for (long seed = 0; seed < CASES; seed++) {
            T value = value(seed);
            byte[] sparse = withoutZeros(type.theirs().apply(value)).toByteArray();
            assertThat(type.decode().from(sparse)).as("seed %d", seed).isEqualTo(value);
        }
        assertThat(type.decode().from(new byte[0])).isEqualTo(type.parse(new byte[0]));
    }

    @Test
    void skipsFieldsOfALaterVersion() throws Exception {
        for (long seed = 0; seed < CASES; seed++) {
            T value = value(seed);
            Message later = type.theirs().apply(value).toBuilder().setUnknownFields(unknownFields(seed)).build();
            assertThat(type.decode().from(concat(unknownFields(seed + 1).toByteArray(), later.toByteArray()))).as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    /// Concatenated encodings are how protobuf defines merging: last scalar wins, lists grow, embedded messages merge.
    @Test
    void mergesRepeatedFieldsAsProtobufDoes() throws Exception {
        for (long seed = 0; seed < CASES; seed++) {
            byte[] twice = concat(type.encode().apply(value(seed)), type.encode().apply(value(-seed)));
            assertThat(type.decode().from(twice)).as("seed %d", seed).isEqualTo(type.parse(twice));
        }
    }

    /// Whatever we accept means to us what it means to protobuf; we may refuse more, never accept more.
    @Test
    void acceptsNoMutatedBytesThatProtocRefusesOrReadsOtherwise() {
        int accepted = 0;
        for (long seed = 0; seed < 10 * CASES; seed++) {
            byte[] mutated = new Mutator(seed).mutate(type.encode().apply(value(seed)));
            try {
                T read = type.decode().from(mutated);
                accepted++;
                assertThat(read).as("seed %d", seed).isEqualTo(type.parse(mutated));
            } catch (CodecException refused) {
                assertThat(refused).hasMessageStartingWith("not a valid " + type);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("seed " + seed + ": accepted what protoc refuses: " + e.getMessage(), e);
            }
        }
        assertThat(accepted).as("mutations that are still accepted").isGreaterThan(CASES);
    }

    private T value(long seed) {
        return type.random().apply(new RandomValues(seed));
    }

    private static Message withoutZeros(Message message) {
        Message.Builder b = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            FieldDescriptor f = field.getKey();
            if (f.isRepeated())
                continue;
            if (field.getValue() instanceof Message embedded)
                b.setField(f, withoutZeros(embedded));
            else if (field.getValue().equals(f.getDefaultValue()))
                b.clearField(f);
        }
        return b.build();
    }

    /// Fields of every wire type, groups in groups among them, with numbers that no type uses.
    private static UnknownFieldSet unknownFields(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        UnknownFieldSet.Builder b = UnknownFieldSet.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            var field = UnknownFieldSet.Field.newBuilder();
            switch (random.nextInt(5)) {
                case 0 -> field.addVarint(random.nextLong());
                case 1 -> field.addFixed32(random.nextInt());
                case 2 -> field.addFixed64(random.nextLong());
                case 3 -> field.addLengthDelimited(ByteString.copyFrom(new RandomValues(seed).bytes()));
                default -> field.addGroup(unknownFields(random.nextLong()));
            }
            b.mergeField(random.nextInt(15, random.nextBoolean() ? 20 : 1 << 29), field.build());
        }
        return b.build();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(a);
        out.writeBytes(b);
        return out.toByteArray();
    }
}
