package dev.raftd.server.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateHashTest {
    private static final String LONG_VALUE = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz";

    /// Puts, deletes, failed compares, idempotent writes and their repetitions, late proposals, members, and bytes that are no command.
    private static List<Entry> log(long seed, int size) {
        Random random = new Random(seed);
        List<Entry> log = new ArrayList<>();
        for (int index = 1; index <= size; index++) {
            log.add(switch (random.nextInt(12)) {
                case 0 -> new Entry(1, index, EntryType.NORMAL, new byte[0]);
                case 1 -> new Entry(1, index, EntryType.NORMAL, new byte[]{1, 99});
                case 2 -> change(index, ConfChangeType.values()[random.nextInt(4)], 1 + random.nextInt(3), "http://p" + index);
                case 3 -> command(index, null, new Command.Announce(1 + random.nextInt(3), "http://c" + index));
                case 4 -> command(index, null, new Command.Delete(key(random), random.nextInt(3) - 1));
                case 5, 6 -> command(index, "once" + random.nextInt(4), put(key(random), "same", -1));
                case 7 -> command(index - random.nextInt(3), index, null, put(key(random), "late", -1));
                default -> command(index, null, put(key(random), LONG_VALUE.substring(random.nextInt(LONG_VALUE.length())),
                        random.nextInt(4) == 0 ? random.nextInt(5) : -1));
            });
        }
        return log;
    }

    private static Bytes key(Random random) {
        return Bytes.utf8("key" + random.nextInt(6));
    }

    private static Command.Put put(Bytes key, String value, long ifRevision) {
        return new Command.Put(key, Bytes.utf8(value), ifRevision);
    }

    private static Entry command(int index, @Nullable String once, Command command) {
        return command(index, index, once, command);
    }

    private static Entry command(long sequence, int index, @Nullable String once, Command command) {
        Bytes idempotencyKey = once == null ? null : Bytes.utf8(once);
        byte[] data = CommandCodec.encode(new Proposal(new Origin(1, 7 + index % 2, sequence), idempotencyKey, command));
        return new Entry(1, index, EntryType.NORMAL, data);
    }

    private static Entry change(int index, ConfChangeType type, long id, String url) {
        return new Entry(1, index, EntryType.CONF_CHANGE, Codec.encode(new ConfChange(0, type, id, Bytes.utf8(url).array())));
    }

    private static void apply(KvStore store, Entry e) {
        if (e.type() == EntryType.NORMAL) {
            store.apply(e);
        } else {
            store.applyConfChange(e, decoded(e));
        }
    }

    private static ConfChangeI decoded(Entry e) {
        try {
            return Codec.decodeConfChange(e);
        } catch (CodecException broken) {
            throw new AssertionError(broken);
        }
    }

    /// The hash at every index, that before the first entry in front.
    private static long[] hashes(List<Entry> log) {
        KvStore store = new KvStore();
        long[] hashes = new long[log.size() + 1];
        for (Entry e : log) {
            apply(store, e);
            hashes[(int) e.index()] = store.hash();
        }
        return hashes;
    }

    @Test
    void sameLogGivesTheSameHashAtEveryIndexAndANewOneAtEach() {
        List<Entry> log = log(1, 500);
        long[] hashes = hashes(log);
        assertThat(hashes(log)).isEqualTo(hashes);
        assertThat(Arrays.stream(hashes).distinct().count()).isEqualTo(501);
    }

    @Test
    void storeThatGoesOnFromASnapshotOfAnyIndexHasTheSameHashes() throws CodecException {
        List<Entry> log = log(2, 120);
        long[] hashes = hashes(log);
        KvStore original = new KvStore();
        for (int handedOver = 1; handedOver <= log.size(); handedOver++) {
            apply(original, log.get(handedOver - 1));
            KvStore store = new KvStore(SnapshotTest.decode(SnapshotTest.encode(original.root()), 1 << 16));
            assertThat(store.hash()).isEqualTo(hashes[handedOver]);
            for (Entry e : log.subList(handedOver, log.size())) {
                apply(store, e);
                assertThat(store.hash()).isEqualTo(hashes[(int) e.index()]);
            }
        }
    }

    @Test
    void contentKeptWhileApplyingIsThatOfWhatIsThere() {
        for (long seed = 1; seed <= 20; seed++) {
            KvStore store = new KvStore();
            for (Entry e : log(seed, 300)) {
                apply(store, e);
                assertThat(store.root().content()).as("seed %d, index %d", seed, e.index()).isEqualTo(StateHash.content(store.root()));
            }
        }
    }

    @Test
    void contentForgetsWhatTheStoreForgets() {
        KvStore store = new KvStore();
        for (int i = 1; i <= KvStore.ANSWERS_MAX + 5; i++) {
            store.apply(command(i, "once" + i, put(Bytes.utf8("a"), "v", -1)));
        }
        assertThat(store.root().content()).isEqualTo(StateHash.content(store.root()));
    }

    /// Whatever part of an entry is another one: the hashes are equal before it, and never again from it on.
    @Test
    void anyDifferenceInWhatAnEntryDidShowsFromItsIndexOn() {
        Command.Put put = put(Bytes.utf8("key1"), LONG_VALUE, -1);
        Entry plain = command(50, null, put);
        Entry once = command(50, "fresh", put);
        Entry added = change(50, ConfChangeType.ADD_NODE, 9, "http://p");
        Entry announced = command(50, null, new Command.Announce(1, "http://c"));
        differ(plain, command(50, null, put(Bytes.utf8("key2"), LONG_VALUE, -1)));
        differ(plain, command(50, null, put(Bytes.utf8("key1"), LONG_VALUE.replace('7', '8'), -1)));
        differ(plain, command(50, null, put(Bytes.utf8("key1"), LONG_VALUE, 1_000)));
        differ(plain, command(50, null, new Command.Delete(Bytes.utf8("key1"), -1)));
        differ(plain, command(51, 50, null, put));
        differ(plain, new Entry(1, 50, EntryType.NORMAL, new byte[0]));
        differ(plain, once);
        differ(once, command(50, "other", put));
        differ(once, command(50, "fresh", put(Bytes.utf8("key1"), LONG_VALUE, 1_000)));
        differ(added, change(50, ConfChangeType.ADD_NODE, 8, "http://p"));
        differ(added, change(50, ConfChangeType.ADD_NODE, 9, "http://q"));
        differ(change(50, ConfChangeType.ADD_LEARNER_NODE, 9, "http://p"),
                change(50, ConfChangeType.ADD_LEARNER_NODE, 9, "http://p becomes-voter"));
        differ(added, change(50, ConfChangeType.ADD_LEARNER_NODE, 9, "http://p"));
        differ(change(50, ConfChangeType.REMOVE_NODE, 1, ""), change(50, ConfChangeType.REMOVE_NODE, 2, ""));
        differ(announced, command(50, null, new Command.Announce(1, "http://d")));
    }

    private static void differ(Entry one, Entry other) {
        List<Entry> log = log(3, 80);
        log.set(9, change(10, ConfChangeType.ADD_NODE, 1, "http://one"));
        log.set(10, change(11, ConfChangeType.ADD_NODE, 2, "http://two"));
        List<Entry> first = new ArrayList<>(log);
        List<Entry> second = new ArrayList<>(log);
        first.set(49, one);
        second.set(49, other);
        long[] a = hashes(first);
        long[] b = hashes(second);
        for (int index = 0; index < a.length; index++) {
            assertThat(a[index] == b[index]).as("%s and %s at %d", one, other, index).isEqualTo(index < 50);
        }
    }

    /// A value that became another one in memory is never looked at by the next entry, and yet shows at it.
    @Test
    void storeThatWasNotTheSameShowsAtTheNextEntryWhateverThatTouches() {
        KvStore store = new KvStore();
        log(4, 100).forEach(e -> apply(store, e));
        KvRoot root = store.root();
        KeyValue first = root.keys().firstEntry().getValue().kv();
        KeyValue wrong = new KeyValue(first.key(), Bytes.utf8("wrong"), first.createRevision(), first.modRevision(), first.version());
        KvRoot other = new KvRoot(root.revision(), root.appliedIndex(), root.hash(), 0, root.keys().plus(first.key(), new Kept(wrong)),
                root.memberMap(), root.removed(), root.answers(), root.answerOrder(), root.runs());
        KvStore differing = new KvStore(new KvRoot(root.revision(), root.appliedIndex(), root.hash(), StateHash.content(other),
                other.keys(), root.memberMap(), root.removed(), root.answers(), root.answerOrder(), root.runs()));
        Entry next = new Entry(1, 101, EntryType.NORMAL, new byte[0]);
        store.apply(next);
        differing.apply(next);
        assertThat(differing.hash()).isNotEqualTo(store.hash());
    }

    @Test
    void everyBitOfAValueOfAnyLengthCounts() {
        for (int size = 0; size < 100; size++) {
            Set<Long> seen = new HashSet<>();
            for (int bit = -1; bit < 8 * size; bit++) {
                byte[] value = new byte[size];
                if (bit >= 0) {
                    value[bit / 8] = (byte) (1 << bit % 8);
                }
                assertThat(seen.add(StateHash.of(new KeyValue(Bytes.EMPTY, Bytes.of(value), 1, 1, 1)))).as("%d/%d", bit, size).isTrue();
            }
        }
    }

    @Test
    void whereTheKeyEndsCounts() {
        assertThat(StateHash.of(new KeyValue(Bytes.utf8("ab"), Bytes.utf8("c"), 1, 1, 1)))
                .isNotEqualTo(StateHash.of(new KeyValue(Bytes.utf8("a"), Bytes.utf8("bc"), 1, 1, 1)));
    }

    @Test
    void snapshotWhoseContentIsNotWhatItsStoreWasIsRefused() {
        KvStore store = new KvStore();
        for (int i = 1; i <= 20; i++) {
            store.apply(command(i, "once" + i, put(Bytes.utf8("key" + i), "value", -1)));
        }
        byte[] bytes = SnapshotTest.encode(store.root());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("value")] ^= 1;
        assertThatThrownBy(() -> SnapshotTest.decode(bytes, 1 << 16)).isInstanceOf(CodecException.class)
                .hasMessageContaining("not what its store was");
    }

    @Test
    void snapshotOfTheFormatBeforeIsRefusedAsSuch() {
        byte[] bytes = SnapshotTest.encode(new KvStore().root());
        bytes[2] = 1;
        assertThatThrownBy(() -> SnapshotTest.decode(bytes, 1 << 16)).isInstanceOf(CodecException.class)
                .hasMessageContaining("a snapshot of format 1");
    }
}
