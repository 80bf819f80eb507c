package dev.raftd.server.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
    private static final Origin ORIGIN = new Origin(3, -5, 1L << 40);
    private static final List<Command> COMMANDS = List.of(new Command.Put(Bytes.utf8("k"), Bytes.EMPTY, Command.UNCONDITIONAL),
            new Command.Put(Bytes.of(new byte[]{0, -1}), Bytes.of(new byte[300]), 12), new Command.Delete(Bytes.utf8("k"), Command.ABSENT),
            new Command.Announce(-7, "http://127.0.0.1:2379"));

    @Test
    void everyCommandComesBackFromItsBytes() {
        for (Command command : COMMANDS) {
            Proposal bare = new Proposal(ORIGIN, null, command);
            Proposal keyed = new Proposal(ORIGIN, Bytes.utf8("idem"), command);
            assertThat(CommandCodec.decode(CommandCodec.encode(bare))).isEqualTo(new Decoded.Command(bare));
            assertThat(CommandCodec.decode(CommandCodec.encode(keyed))).isEqualTo(new Decoded.Command(keyed));
        }
    }

    @Test
    void bytesOfFormatOneDoNotChange() {
        byte[] bytes = CommandCodec
                .encode(new Proposal(new Origin(1, 2, 3), Bytes.utf8("i"), new Command.Put(Bytes.utf8("k"), Bytes.utf8("v"), 4)));
        assertThat(bytes).containsExactly(1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 'i', 1, 'k', 1, 'v', 5);
    }

    @Test
    void renumberedCommandDiffersInItsSequenceOnly() {
        byte[] bytes = CommandCodec.encode(new Proposal(ORIGIN, null, COMMANDS.get(1)));
        CommandCodec.renumber(bytes, 9);
        Origin renumbered = new Origin(ORIGIN.member(), ORIGIN.incarnation(), 9);
        assertThat(CommandCodec.decode(bytes)).isEqualTo(new Decoded.Command(new Proposal(renumbered, null, COMMANDS.get(1))));
    }

    @Test
    void everyPrefixAndEveryExtensionOfACommandIsMalformed() {
        for (Command command : COMMANDS) {
            byte[] bytes = CommandCodec.encode(new Proposal(ORIGIN, Bytes.utf8("idem"), command));
            for (int length = 0; length < bytes.length; length++) {
                assertThat(CommandCodec.decode(Arrays.copyOf(bytes, length))).isInstanceOf(Decoded.Malformed.class);
            }
            assertThat(CommandCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Test
    void arbitraryBytesNeverThrow() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextBoolean()) {
                bytes[0] = 1;
                bytes[1] = (byte) (1 + random.nextInt(3));
            }
            assertThat(CommandCodec.decode(bytes)).isNotNull();
            assertThat(CommandCodec.words(bytes)).isNotNull();
        }
    }

    @Test
    void wordsAreShortAndQuoteWhatIsBinary() {
        assertThat(words(COMMANDS.get(0))).isEqualTo("put \"k\" \"\"");
        assertThat(words(COMMANDS.get(2))).isEqualTo("del \"k\" if-revision=0");
        assertThat(words(COMMANDS.get(3))).isEqualTo("announce 18446744073709551609 http://127.0.0.1:2379");
        assertThat(words(COMMANDS.get(1))).startsWith("put \"\\x00\\xff\" \"\\x00").endsWith("... (300 bytes) if-revision=12");
        assertThat(CommandCodec.words(new byte[0])).isEmpty();
        assertThat(CommandCodec.words("foo".getBytes(java.nio.charset.StandardCharsets.UTF_8))).isEqualTo("\"foo\"");
    }

    private static String words(Command command) {
        return CommandCodec.words(CommandCodec.encode(new Proposal(ORIGIN, null, command)));
    }

    @Test
    void theNumberOfAKeyIsReadFromTheBytesWithoutDecodingThem() {
        for (String key : List.of("k", "a/b", "x".repeat(200), "ü")) {
            Bytes bytes = Bytes.utf8(key);
            long number = CommandCodec.keyHash(bytes);
            assertThat(number).isNotZero();
            for (@Nullable
            Bytes idempotencyKey : Arrays.asList(null, Bytes.utf8("once"), Bytes.utf8("y".repeat(200)))) {
                Origin origin = new Origin(1L << 40, 3, 4);
                byte[] put = CommandCodec
                        .encode(new Proposal(origin, idempotencyKey, new Command.Put(bytes, Bytes.utf8("v".repeat(300)), 5)));
                byte[] delete = CommandCodec.encode(new Proposal(origin, idempotencyKey, new Command.Delete(bytes, -1)));
                assertThat(CommandCodec.keyHash(put)).isEqualTo(number);
                assertThat(CommandCodec.keyHash(delete)).isEqualTo(number);
            }
        }
        assertThat(CommandCodec.keyHash(CommandCodec.encode(new Proposal(new Origin(1, 3, 4), null, new Command.Announce(1, "http://x")))))
                .isZero();
    }

    @Test
    void anyBytesHaveANumberOrNone() {
        Random random = new Random(5);
        byte[] whole = CommandCodec.encode(new Proposal(new Origin(1, 3, 4), null, new Command.Put(Bytes.utf8("key"), Bytes.utf8("v"), 5)));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (i % 4 == 0 && bytes.length > 18) {
                Arrays.fill(bytes, 18, 18 + random.nextInt(bytes.length - 18), (byte) (0x80 | random.nextInt()));
            }
            CommandCodec.keyHash(bytes);
        }
    }
}
