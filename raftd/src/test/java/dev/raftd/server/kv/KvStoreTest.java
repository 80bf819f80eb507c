package dev.raftd.server.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KvStoreTest {
    private final KvStore store = new KvStore();
    private long index;

    private Applied apply(Command command, @Nullable String idempotencyKey) {
        index++;
        Bytes key = idempotencyKey == null ? null : Bytes.utf8(idempotencyKey);
        return store
                .apply(new Entry(3, index, EntryType.NORMAL, CommandCodec.encode(new Proposal(new Origin(1, 77, index), key, command))));
    }

    private WriteResult write(Command command) {
        return ((Applied.Written) apply(command, null)).result();
    }

    private static Command put(String key, String value, long ifRevision) {
        return new Command.Put(Bytes.utf8(key), Bytes.utf8(value), ifRevision);
    }

    private static Command put(String key, String value) {
        return put(key, value, Command.UNCONDITIONAL);
    }

    private static Command delete(String key, long ifRevision) {
        return new Command.Delete(Bytes.utf8(key), ifRevision);
    }

    private void change(ConfChangeType type, long id, String url) {
        index++;
        ConfChange change = new ConfChange(0, type, id, Bytes.utf8(url).array());
        store.applyConfChange(new Entry(3, index, EntryType.CONF_CHANGE, new byte[0]), change);
    }

    @Test
    void revisionGrowsByOneWithEachChangeAndOnlyThen() {
        assertThat(write(put("a", "1"))).isEqualTo(new WriteResult.Written(1, false));
        assertThat(write(put("a", "2"))).isEqualTo(new WriteResult.Written(2, true));
        assertThat(write(delete("b", Command.UNCONDITIONAL))).isEqualTo(new WriteResult.Written(2, false));
        assertThat(write(put("a", "3", 1))).isEqualTo(new WriteResult.CompareFailed(2, 2));
        assertThat(write(delete("a", Command.UNCONDITIONAL))).isEqualTo(new WriteResult.Written(3, true));
        assertThat(store.root().revision()).isEqualTo(3);
        assertThat(store.root().size()).isZero();
    }

    @Test
    void keyKnowsItsCreationItsLastChangeAndItsVersion() {
        write(put("other", "x"));
        write(put("a", "1"));
        write(put("a", "2"));
        assertThat(store.root().get(Bytes.utf8("a"))).isEqualTo(new KeyValue(Bytes.utf8("a"), Bytes.utf8("2"), 2, 3, 2));
        write(delete("a", 3));
        write(put("a", "3"));
        assertThat(store.root().get(Bytes.utf8("a"))).isEqualTo(new KeyValue(Bytes.utf8("a"), Bytes.utf8("3"), 5, 5, 1));
    }

    @Test
    void conditionAbsentHoldsOnlyWhereThereIsNoKey() {
        assertThat(write(put("a", "1", Command.ABSENT))).isEqualTo(new WriteResult.Written(1, false));
        assertThat(write(put("a", "2", Command.ABSENT))).isEqualTo(new WriteResult.CompareFailed(1, 1));
        assertThat(write(delete("b", 7))).isEqualTo(new WriteResult.CompareFailed(1, 0));
    }

    @Test
    void writeRepeatedWithItsIdempotencyKeyAppliesOnceAndIsAnsweredAsTheFirst() {
        Applied first = apply(put("a", "1", Command.ABSENT), "once");
        Applied again = apply(put("a", "1", Command.ABSENT), "once");
        assertThat(first).isEqualTo(new Applied.Written(new Origin(1, 77, 1), 1, 3, new WriteResult.Written(1, false)));
        assertThat(again).isEqualTo(new Applied.Written(new Origin(1, 77, 2), 1, 3, new WriteResult.Written(1, false)));
        assertThat(store.root().revision()).isEqualTo(1);
    }

    @Test
    void otherWriteUnderAUsedIdempotencyKeyIsToldSoAndChangesNothing() {
        apply(put("a", "1"), "once");
        Applied.Written other = (Applied.Written) apply(put("a", "2"), "once");
        assertThat(other.result()).isEqualTo(new WriteResult.KeyReused(1));
        assertThat(store.root().revision()).isEqualTo(1);
    }

    @Test
    void idempotencyKeysAreForgottenInLogOrder() {
        for (int i = 0; i <= KvStore.ANSWERS_MAX; i++) {
            apply(put("a", "v"), "key" + i);
        }
        assertThat(store.root().answers()).hasSize(KvStore.ANSWERS_MAX);
        assertThat(store.root().answerOrder()).hasSize(KvStore.ANSWERS_MAX);
        apply(put("a", "v"), "key1");
        assertThat(store.root().revision()).as("key1 is remembered").isEqualTo(KvStore.ANSWERS_MAX + 1);
        apply(put("a", "v"), "key0");
        assertThat(store.root().revision()).as("key0 is forgotten").isEqualTo(KvStore.ANSWERS_MAX + 2);
    }

    @Test
    void rangeIsInByteOrderWithinThePrefixAfterAKeyUpToALimit() {
        for (String key : List.of("b", "a/3", "a/1", "a", "a/2", "a0")) {
            write(put(key, key));
        }
        KvRoot root = store.root();
        assertThat(keys(root, "a/", null, 10)).containsExactly("a/1", "a/2", "a/3");
        assertThat(keys(root, "a/", "a/1", 1)).containsExactly("a/2");
        assertThat(keys(root, "a/", "a", 10)).containsExactly("a/1", "a/2", "a/3");
        assertThat(keys(root, "a/", "b", 10)).isEmpty();
        assertThat(keys(root, "", null, 10)).containsExactly("a", "a/1", "a/2", "a/3", "a0", "b");
    }

    private static List<String> keys(KvRoot root, String prefix, @Nullable String after, int limit) {
        Bytes from = after == null ? null : Bytes.utf8(after);
        return root.range(Bytes.utf8(prefix), from, limit).stream().map(kv -> kv.key().toString()).toList();
    }

    @Test
    void membersComeAndGoAndKeepTheirUrls() {
        change(ConfChangeType.ADD_NODE, 1, "http://one");
        change(ConfChangeType.ADD_LEARNER_NODE, 2, "http://two");
        apply(new Command.Announce(2, "http://two:client"), null);
        apply(new Command.Announce(9, "http://stranger"), null);
        change(ConfChangeType.ADD_NODE, 2, "");
        assertThat(store.root().members().values()).containsExactly(new MemberInfo(1, "http://one", null),
                new MemberInfo(2, "http://two", "http://two:client"));
        change(ConfChangeType.REMOVE_NODE, 1, "");
        assertThat(store.root().members()).containsOnlyKeys(2L);
        assertThat(store.root().wasRemoved(1)).isTrue();
        assertThat(store.root().wasRemoved(2)).isFalse();
    }

    @Test
    void whatBecomesOfALearnerIsKeptUntilItVotes() {
        change(ConfChangeType.ADD_NODE, 1, "http://one");
        change(ConfChangeType.ADD_LEARNER_NODE, 2, new String(new MemberContext("http://two", Course.BECOMES_VOTER).encode()));
        change(ConfChangeType.ADD_LEARNER_NODE, 3, new String(new MemberContext("http://three", Course.replaces(1)).encode()));
        apply(new Command.Announce(2, "http://two:client"), null);
        assertThat(store.root().members().get(2L)).isEqualTo(new MemberInfo(2, "http://two", "http://two:client", Course.BECOMES_VOTER));
        assertThat(store.root().members().get(3L)).isEqualTo(new MemberInfo(3, "http://three", null, Course.replaces(1)));
        change(ConfChangeType.ADD_NODE, 2, "");
        assertThat(store.root().members().get(2L)).isEqualTo(new MemberInfo(2, "http://two", "http://two:client"));
    }

    @Test
    void whoGoesByAJointChangeIsRemovedWhenItIsLeft() {
        change(ConfChangeType.ADD_NODE, 1, "http://one");
        change(ConfChangeType.ADD_LEARNER_NODE, 2, new String(new MemberContext("http://two", Course.replaces(1)).encode()));
        joint(new ConfChangeV2(ConfChangeTransition.AUTO, List.of(new ConfChangeSingle(ConfChangeType.ADD_NODE, 2),
                new ConfChangeSingle(ConfChangeType.REMOVE_NODE, 1)), new byte[0]));
        assertThat(store.root().members().values()).containsExactly(new MemberInfo(1, "http://one", null, Course.LEAVES),
                new MemberInfo(2, "http://two", null));
        assertThat(store.root().wasRemoved(1)).isFalse();
        joint(ConfChangeV2.leaveJoint());
        assertThat(store.root().members()).containsOnlyKeys(2L);
        assertThat(store.root().wasRemoved(1)).isTrue();
    }

    private void joint(ConfChangeV2 change) {
        store.applyConfChange(new Entry(1, store.appliedIndex() + 1, EntryType.CONF_CHANGE_V2, new byte[0]), change);
    }

    @Test
    void proposalThatIsDeliveredTwiceTakesEffectOnce() {
        byte[] data = CommandCodec.encode(new Proposal(new Origin(1, 77, 5), null, put("a", "1")));
        byte[] overtaken = CommandCodec.encode(new Proposal(new Origin(1, 77, 4), null, put("a", "0")));
        byte[] nextRun = CommandCodec.encode(new Proposal(new Origin(1, 78, 1), null, put("a", "2")));
        assertThat(store.apply(new Entry(1, 1, EntryType.NORMAL, data))).isInstanceOf(Applied.Written.class);
        assertThat(store.apply(new Entry(2, 2, EntryType.NORMAL, data))).isEqualTo(new Applied.Repeated(new Origin(1, 77, 5)));
        assertThat(store.apply(new Entry(2, 3, EntryType.NORMAL, overtaken))).isInstanceOf(Applied.Repeated.class);
        assertThat(store.apply(new Entry(2, 4, EntryType.NORMAL, nextRun))).isInstanceOf(Applied.Written.class);
        assertThat(store.root().revision()).isEqualTo(2);
    }

    @Test
    void lateProposalsOfAFormerRunAndOfThisOneTakeEffectOnceWhateverTheirOrder() {
        long at = 0;
        byte[] former = CommandCodec.encode(new Proposal(new Origin(1, 77, 7), null, put("a", "former")));
        byte[] present = CommandCodec.encode(new Proposal(new Origin(1, 78, 1), null, put("a", "present")));
        for (byte[] data : List.of(present, former, present, former)) {
            store.apply(new Entry(1, ++at, EntryType.NORMAL, data));
        }
        assertThat(store.root().revision()).isEqualTo(2);
        assertThat(store.root().lastSequence(1, 77)).isEqualTo(7);
        assertThat(store.root().lastSequence(1, 78)).isEqualTo(1);
    }

    @Test
    void runsOfAMemberAreForgottenOldestFirst() {
        for (long run = 1; run <= Runs.RUNS_MAX + 1; run++) {
            byte[] data = CommandCodec.encode(new Proposal(new Origin(1, run, 5), null, put("a", "1")));
            store.apply(new Entry(1, run, EntryType.NORMAL, data));
        }
        assertThat(store.root().lastSequence(1, 1)).isZero();
        assertThat(store.root().lastSequence(1, 2)).isEqualTo(5);
        assertThat(store.root().runs().get(1L).last()).hasSize(Runs.RUNS_MAX);
    }

    @Test
    void bytesThatAreNoCommandArePassedOver() {
        index++;
        assertThat(store.apply(new Entry(3, index, EntryType.NORMAL, new byte[]{1, 99}))).isInstanceOf(Applied.Skipped.class);
        assertThat(write(put("a", "1"))).isEqualTo(new WriteResult.Written(1, false));
    }

    @Test
    void commandOfANewerFormatStopsTheStoreBeforeIt() {
        Entry newer = new Entry(3, 1, EntryType.NORMAL, new byte[]{2, 1, 0});
        assertThat(store.apply(newer)).isEqualTo(new Applied.NewerFormat(2));
        assertThat(store.appliedIndex()).isZero();
    }

    @Test
    void entryOutOfOrderIsABrokenInvariant() {
        assertThatThrownBy(() -> store.apply(new Entry(1, 2))).isInstanceOf(InvariantError.class);
    }

    @Test
    void publishedRootDoesNotChange() {
        write(put("a", "1"));
        KvRoot before = store.root();
        write(put("a", "2"));
        assertThat(before.get(Bytes.utf8("a")).value()).isEqualTo(Bytes.utf8("1"));
        assertThat(before.appliedIndex()).isEqualTo(1);
    }

    @Test
    void randomCommandsDoWhatAPlainMapDoes() {
        for (long seed = 1; seed <= 50; seed++) {
            KvStoreTest run = new KvStoreTest();
            Map<String, KeyValue> model = new TreeMap<>();
            run.runAgainst(model, new Random(seed));
            assertThat(run.store.root().range(Bytes.EMPTY, null, Integer.MAX_VALUE)).as("seed %d", seed)
                    .containsExactlyElementsOf(model.values());
        }
    }

    private void runAgainst(Map<String, KeyValue> model, Random random) {
        long revision = 0;
        for (int i = 0; i < 200; i++) {
            String key = "k" + random.nextInt(8);
            KeyValue before = model.get(key);
            long has = before == null ? 0 : before.modRevision();
            long asked = random.nextInt(3) == 0 ? random.nextInt(4) == 0 ? revision + 9 : has : Command.UNCONDITIONAL;
            boolean holds = asked == Command.UNCONDITIONAL || asked == has;
            boolean put = random.nextInt(3) > 0;
            boolean changes = holds && (put || before != null);
            revision += changes ? 1 : 0;
            WriteResult expected = holds ? new WriteResult.Written(revision, before != null) : new WriteResult.CompareFailed(revision, has);
            assertThat(write(put ? put(key, "v" + i, asked) : delete(key, asked))).isEqualTo(expected);
            if (changes && put) {
                long created = before == null ? revision : before.createRevision();
                long version = before == null ? 1 : before.version() + 1;
                model.put(key, new KeyValue(Bytes.utf8(key), Bytes.utf8("v" + i), created, revision, version));
            } else if (changes) {
                model.remove(key);
            }
        }
    }
}
