package dev.raftd.trace;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A message between members as it is seen from outside, the same at both ends.
///
/// @param entries how many
/// @param key     of all its content: messages of one key cannot be told from one another
public record Envelope(MessageType type, long from, long to, long term, long logTerm, long index, int entries, long commit, boolean reject,
        long key) {
    private static final MessageType[] TYPES = MessageType.values();
    private static final int RESPONSES_DEPTH_MAX = 2;

    /// The messages to other members that a recorded Ready sends, those included that leave when it is durable.
    static List<Envelope> sent(byte[] ready, long self) throws RecordingException {
        ByteReader in = new ByteReader(ready);
        Lists lists = new Lists();
        int flags = in.take();
        if ((flags & 1) != 0) {
            in.number();
            in.take();
        }
        for (int i = 0; i < 3; i++) {
            in.number();
        }
        for (int reads = in.count(); reads > 0; reads--) {
            in.number();
            in.bytes();
        }
        snapshotHash(in);
        lists.read(in);
        lists.read(in);
        List<Envelope> sent = new ArrayList<>();
        messages(in, lists, self, sent, RESPONSES_DEPTH_MAX);
        return sent;
    }

    private static void messages(ByteReader in, Lists lists, long self, List<Envelope> sent, int depth) throws RecordingException {
        for (int count = in.count(); count > 0; count--) {
            message(in, lists, self, sent, depth);
        }
    }

    private static void message(ByteReader in, Lists lists, long self, List<Envelope> sent, int depth) throws RecordingException {
        MessageType type = in.constant(TYPES);
        long to = in.number();
        long from = in.number();
        long term = in.number();
        long logTerm = in.number();
        long index = in.number();
        Listed list = lists.read(in);
        long commit = in.number();
        long snapshot = snapshotHash(in);
        boolean reject = in.flag();
        long rejectHint = in.number();
        long context = hash(in.bytes());
        long vote = in.number();
        if (to != self && !LocalNodes.isStorageThread(to)) {
            long key = key(type, from, to, term, logTerm, index, list.hash, commit, snapshot, reject ? 1 : 0, rejectHint, context, vote);
            sent.add(new Envelope(type, from, to, term, logTerm, index, list.count, commit, reject, key));
        }
        if (depth == 0 && in.left() > 0 && in.copy().count() > 0) {
            throw in.refuse("responses that have responses that have responses");
        }
        messages(in, lists, self, sent, depth - 1);
    }

    /// A message as it was stepped.
    static Envelope of(Message m) {
        Snapshot s = m.snapshot();
        long snapshot = s == null ? 0 : hash(s);
        Listed list = listed(m.entries());
        long key = key(m.type(), m.from(), m.to(), m.term(), m.logTerm(), m.index(), list.hash, m.commit(), snapshot, m.reject() ? 1 : 0,
                m.rejectHint(), hash(m.context()), m.vote());
        return new Envelope(m.type(), m.from(), m.to(), m.term(), m.logTerm(), m.index(), list.count, m.commit(), m.reject(), key);
    }

    /// The message that an event brought from another member, null if it brought none.
    static @Nullable Envelope received(Input input) {
        return input instanceof Input.Step(Message m) && !LocalNodes.isStorageThread(m.from()) && m.from() != m.to() ? of(m) : null;
    }

    /// Whether a message of the same content follows often, so that the content does not tell which of them it is.
    boolean isUsual() {
        return switch (type) {
            case MSG_HEARTBEAT, MSG_HEARTBEAT_RESP, MSG_APP_RESP -> true;
            case MSG_APP -> entries == 0;
            case MSG_HUP, MSG_BEAT, MSG_PROP, MSG_VOTE, MSG_VOTE_RESP, MSG_SNAP, MSG_UNREACHABLE, MSG_SNAP_STATUS, MSG_CHECK_QUORUM,
                    MSG_TRANSFER_LEADER, MSG_TIMEOUT_NOW, MSG_READ_INDEX, MSG_READ_INDEX_RESP, MSG_PRE_VOTE, MSG_PRE_VOTE_RESP,
                    MSG_STORAGE_APPEND, MSG_STORAGE_APPEND_RESP, MSG_STORAGE_APPLY, MSG_STORAGE_APPLY_RESP, MSG_FORGET_LEADER ->
                false;
        };
    }

    private record Listed(int count, long hash) {}

    private static final Listed NO_ENTRIES = new Listed(0, 0);

    /// The lists of entries that a Ready has named so far.
    private static final class Lists {
        private final List<Listed> known = new ArrayList<>();

        Listed read(ByteReader in) throws RecordingException {
            int place = in.small();
            if (place == 0) {
                return NO_ENTRIES;
            }
            if (place <= known.size()) {
                return known.get(place - 1);
            }
            if (place != known.size() + 1) {
                throw in.refuse("a list of entries that was not there before");
            }
            int count = in.count();
            long hash = count;
            for (int i = 0; i < count; i++) {
                hash = mix(mix(mix(hash, in.take()), in.number()), in.number());
                hash = mix(mix(hash, in.number()), in.fixed32());
            }
            known.add(new Listed(count, hash));
            return known.getLast();
        }
    }

    private static Listed listed(List<Entry> entries) {
        if (entries.isEmpty()) {
            return NO_ENTRIES;
        }
        CRC32C crc = new CRC32C();
        long hash = entries.size();
        for (Entry e : entries) {
            hash = mix(mix(mix(hash, e.type().ordinal()), e.term()), e.index());
            crc.reset();
            crc.update(e.data(), 0, e.data().length);
            hash = mix(mix(hash, e.data().length), e.data().length == 0 ? 0 : (int) crc.getValue());
        }
        return new Listed(entries.size(), hash);
    }

    /// By what it is a snapshot of: its data may travel in another way.
    private static long hash(Snapshot s) {
        return mix(mix(1, s.metadata().index()), s.metadata().term());
    }

    private static long snapshotHash(ByteReader in) throws RecordingException {
        if (!in.flag()) {
            return 0;
        }
        try {
            return hash(Codec.decodeSnapshot(in.bytes()));
        } catch (CodecException e) {
            throw in.refuse(e.getMessage());
        }
    }

    private static long hash(byte[] bytes) {
        long hash = bytes.length;
        for (byte b : bytes) {
            hash = mix(hash, b);
        }
        return hash;
    }

    private static long key(MessageType type, long... values) {
        long hash = type.ordinal();
        for (long v : values) {
            hash = mix(hash, v);
        }
        return hash;
    }

    private static long mix(long hash, long value) {
        long h = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 29;
    }
}
