package dev.raftd.server.kv;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeV2;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Map;

/// The numbers by which two stores are told apart without comparing them.
///
///     content(i) = sum of the hashes of all that is in the store after entry i; what an entry takes out is subtracted, what it puts in is added
///     state(i)   = roll(state(i - 1), i, revision(i), content(i), change of the configuration)
///
/// The content follows from what is in the store alone, so it can be computed anew, and it is when a snapshot was read. The state hash has
/// the content of every index in it: two stores that differed once, in anything, differ from then on, and the first index at which they
/// do can be searched for by halving.
///
/// Every step is a bijection of what came before and of what is mixed in, so a difference in one word never gets lost; differences in
/// several meet with a chance of 2^-64. Against accidents: whoever chooses values on purpose can make two that collide.
final class StateHash {
    /// A state hash compares only with one that was computed the same way: counts up whenever anything here changes.
    static final int FORMAT = 1;

    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final long WORD = 0xC2B2AE3D27D4EB4FL;
    private static final long KEY = 1;
    private static final long MEMBER = 2;
    private static final long REMOVED = 3;
    private static final long ANSWER = 4;
    private static final long RUNS = 5;
    private static final long CHANGE = 6;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private StateHash() {}

    /// @param change of the configuration, see [#of(ConfChangeV2)]; 0 for none
    static long roll(long before, long index, long revision, long content, long change) {
        return spread(step(step(step(step(before, index), revision), content), change));
    }

    /// What goes into [#roll] for a change of the configuration: who votes is not in the content.
    static long of(ConfChangeV2 change) {
        long h = step(step(CHANGE, change.transition().ordinal()), change.changes().size());
        for (ConfChangeSingle single : change.changes()) {
            h = step(step(h, single.type().ordinal()), single.nodeId());
        }
        return h;
    }

    /// The content of a store, from all that is in it. Of a key what was computed when it came in, which a reader of snapshots just did.
    static long content(KvRoot root) {
        long content = 0;
        for (Kept kept : root.keys().values()) {
            content += kept.hash();
        }
        for (MemberInfo member : root.memberMap().values()) {
            content += of(member);
        }
        for (Map.Entry<Long, Long> gone : root.removed().entrySet()) {
            content += removed(gone.getKey(), gone.getValue());
        }
        for (Answered answered : root.answers().values()) {
            content += of(answered);
        }
        for (Map.Entry<Long, Runs> member : root.runs().entrySet()) {
            content += of(member.getKey(), member.getValue());
        }
        return content;
    }

    static long of(KeyValue kv) {
        long h = step(bytes(bytes(KEY, kv.key()), kv.value()), kv.createRevision());
        return spread(step(step(h, kv.modRevision()), kv.version()));
    }

    static long of(MemberInfo member) {
        String clientUrl = member.clientUrl();
        long h = bytes(step(MEMBER, member.id()), Bytes.utf8(member.peerUrl()));
        h = step(step(h, member.course().kind().ordinal()), member.course().member());
        return spread(clientUrl == null ? step(h, 0) : bytes(step(h, 1), Bytes.utf8(clientUrl)));
    }

    static long removed(long id, long index) {
        return spread(step(step(REMOVED, id), index));
    }

    static long of(Answered a) {
        long h = step(step(step(bytes(ANSWER, a.key()), a.fingerprint()), a.index()), a.term());
        return spread(step(step(h, a.result().revision()), switch (a.result()) {
            case WriteResult.Written w -> w.existed() ? 1 : 0;
            case WriteResult.CompareFailed c -> 2 + c.modRevision();
            case WriteResult.KeyReused r -> throw new AssertionError("never remembered");
        }));
    }

    /// No runs are nothing, so that a member's first adds to the content like any other.
    static long of(long member, Runs runs) {
        if (runs.last().isEmpty()) {
            return 0;
        }
        long h = step(RUNS, member);
        for (Origin last : runs.last()) {
            h = step(step(h, last.incarnation()), last.sequence());
        }
        return spread(h);
    }

    private static long bytes(long before, Bytes text) {
        byte[] array = text.array();
        long h = step(before, array.length);
        int at = 0;
        if (array.length >= 4 * Long.BYTES) {
            // four at a time: a step waits for the one before, and a processor can do several
            long h2 = 2 * STEP;
            long h3 = 3 * STEP;
            long h4 = 4 * STEP;
            for (; at + 4 * Long.BYTES <= array.length; at += 4 * Long.BYTES) {
                h = step(h, (long) LONGS.get(array, at));
                h2 = step(h2, (long) LONGS.get(array, at + Long.BYTES));
                h3 = step(h3, (long) LONGS.get(array, at + 2 * Long.BYTES));
                h4 = step(h4, (long) LONGS.get(array, at + 3 * Long.BYTES));
            }
            h = step(step(step(h, h2), h3), h4);
        }
        for (; at + Long.BYTES <= array.length; at += Long.BYTES) {
            h = step(h, (long) LONGS.get(array, at));
        }
        return at == array.length ? h : step(h, rest(array, at));
    }

    /// Fewer than eight bytes as a word.
    private static long rest(byte[] array, int from) {
        long word = 0;
        for (int at = array.length - 1; at >= from; at--) {
            word = word << Byte.SIZE | array[at] & 0xffL;
        }
        return word;
    }

    private static long step(long before, long word) {
        return Long.rotateLeft(before + word * WORD, 31) * STEP;
    }

    /// Every bit depends on every other, so that a sum of such has no pattern.
    private static long spread(long h) {
        long x = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        x = (x ^ x >>> 32) * 0xD6E8FEB86659FD93L;
        return x ^ x >>> 32;
    }
}
