package dev.raftd.server.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.Bytes;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final Bytes USED = Bytes.utf8("used");

    /// A store with keys of all sizes, members, a removed one, and remembered answers of both kinds.
    private static KvStore filled(int keys) {
        KvStore store = new KvStore();
        long index = 0;
        for (long id = 1; id <= 3; id++) {
            index++;
            ConfChange change = new ConfChange(0, ConfChangeType.ADD_NODE, id, Bytes.utf8("http://" + id).array());
            store.applyConfChange(new Entry(1, index, EntryType.CONF_CHANGE, new byte[0]), change);
        }
        store.applyConfChange(new Entry(1, ++index, EntryType.CONF_CHANGE, new byte[0]),
                new ConfChange(0, ConfChangeType.REMOVE_NODE, 3, new byte[0]));
        store.applyConfChange(new Entry(1, ++index, EntryType.CONF_CHANGE, new byte[0]),
                new ConfChange(0, ConfChangeType.ADD_LEARNER_NODE, 4, new MemberContext("http://4", Course.replaces(2)).encode()));
        store.apply(entry(++index, null, new Command.Announce(2, "http://two:client")));
        for (int i = 0; i < keys; i++) {
            Command put = new Command.Put(Bytes.utf8("key" + i), Bytes.of(new byte[i * 7 % 1000]), Command.UNCONDITIONAL);
            store.apply(entry(++index, i % 3 == 0 ? Bytes.utf8("idem" + i) : null, put));
        }
        Origin formerRun = new Origin(1, 9, 4);
        store.apply(new Entry(2, ++index, EntryType.NORMAL,
                CommandCodec.encode(new Proposal(formerRun, null, new Command.Delete(Bytes.utf8("no key"), Command.UNCONDITIONAL)))));
        store.apply(entry(++index, USED, new Command.Put(Bytes.utf8("key0"), Bytes.EMPTY, 1_000_000)));
        return store;
    }

    private static Entry entry(long index, Bytes idempotencyKey, Command command) {
        byte[] data = CommandCodec.encode(new Proposal(new Origin(1, 1, index), idempotencyKey, command));
        return new Entry(2, index, EntryType.NORMAL, data);
    }

    static byte[] encode(KvRoot root) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new SnapshotEncoder(root).forEachRemaining(all::writeBytes);
        return all.toByteArray();
    }

    static KvRoot decode(byte[] bytes, int pieceBytes) throws CodecException {
        SnapshotDecoder decoder = new SnapshotDecoder();
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            decoder.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
        }
        return decoder.finish();
    }

    @Test
    void storeComesBackWholeFromPiecesOfAnySize() throws CodecException {
        KvRoot root = filled(300).root();
        byte[] bytes = encode(root);
        for (int piece : new int[]{1, 7, 1000, 1 << 16, bytes.length}) {
            KvRoot back = decode(bytes, piece);
            assertThat(back.appliedIndex()).isEqualTo(root.appliedIndex());
            assertThat(back.revision()).isEqualTo(root.revision());
            assertThat(back.keys()).isEqualTo(root.keys());
            assertThat(back.members()).isEqualTo(root.members());
            assertThat(back.wasRemoved(3)).isTrue();
            assertThat(encode(back)).isEqualTo(bytes);
        }
    }

    @Test
    void emptyStoreHasASnapshotToo() throws CodecException {
        assertThat(decode(encode(new KvStore().root()), 3).appliedIndex()).isZero();
    }

    @Test
    void restoredStoreGoesOnAsTheOriginalWould() throws CodecException {
        KvStore original = filled(20);
        KvStore restored = new KvStore(decode(encode(original.root()), 100));
        long next = original.appliedIndex() + 1;
        Entry repeated = entry(next, USED, new Command.Put(Bytes.utf8("key0"), Bytes.EMPTY, 1_000_000));
        assertThat(restored.apply(repeated)).isEqualTo(original.apply(repeated));
        Entry put = entry(next + 1, null, new Command.Put(Bytes.utf8("key1"), Bytes.utf8("x"), Command.UNCONDITIONAL));
        assertThat(restored.apply(put)).isEqualTo(original.apply(put));
        assertThat(encode(restored.root())).isEqualTo(encode(original.root()));
    }

    @Test
    void chunksStaySmallHoweverLargeTheStore() {
        SnapshotEncoder chunks = new SnapshotEncoder(filled(2000).root());
        int count = 0;
        while (chunks.hasNext()) {
            assertThat(chunks.next().length).isBetween(1, 70 << 10);
            count++;
        }
        assertThat(count).isGreaterThan(10);
    }

    @Test
    void truncatedSnapshotIsRefusedAtEveryLength() {
        byte[] bytes = encode(filled(10).root());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> decode(cut, 1 << 16)).isInstanceOf(CodecException.class);
        }
        assertThatThrownBy(() -> decode(Arrays.copyOf(bytes, bytes.length + 1), 1 << 16)).isInstanceOf(CodecException.class);
    }

    @Test
    void arbitraryBytesThrowNothingElse() {
        byte[] bytes = encode(filled(10).root());
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] broken = bytes.clone();
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            broken[random.nextInt(40)] = (byte) random.nextInt();
            try {
                assertThat(decode(broken, 1 << 16)).isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }
}
