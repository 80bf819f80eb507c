package dev.raftd.server.kv;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.InvariantError;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// The store that entries are applied to. Its state is replaced piece by piece; [#root] puts the pieces together.
public final class KvStore {
    /// How many answers are remembered for writes with an idempotency key.
    public static final int ANSWERS_MAX = 10_000;

    private long revision;
    private long appliedIndex;
    private long hash;
    private long content;
    private TreePMap<Bytes, Kept> keys;
    private TreePMap<Long, MemberInfo> members;
    private TreePMap<Long, Long> removed;
    private TreePMap<Bytes, Answered> answers;
    private TreePMap<Long, Bytes> answerOrder;
    private TreePMap<Long, Runs> runs;

    /// An empty store, before entry 1.
    public KvStore() {
        this(KvRoot.EMPTY);
    }

    /// Goes on from a root.
    public KvStore(KvRoot root) {
        revision = root.revision();
        appliedIndex = root.appliedIndex();
        hash = root.hash();
        content = root.content();
        keys = root.keys();
        members = root.memberMap();
        removed = root.removed();
        answers = root.answers();
        answerOrder = root.answerOrder();
        runs = root.runs();
    }

    /// The store as it is now.
    public KvRoot root() {
        return new KvRoot(revision, appliedIndex, hash, content, keys, members, removed, answers, answerOrder, runs);
    }

    /// The last entry applied.
    public long appliedIndex() {
        return appliedIndex;
    }

    /// The hash of the states up to the last entry applied; see [KvRoot#hash].
    public long hash() {
        return hash;
    }

    /// Applies a normal entry.
    public Applied apply(Entry e) {
        requireNext(e);
        Applied applied = e.data().length == 0 ? Applied.NOTHING : decoded(e);
        if (!(applied instanceof Applied.NewerFormat)) {
            arrived(e.index(), 0);
        }
        return applied;
    }

    private void arrived(long index, long change) {
        appliedIndex = index;
        hash = StateHash.roll(hash, index, revision, content, change);
    }

    private Applied decoded(Entry e) {
        return switch (CommandCodec.decode(e.data())) {
            case Decoded.NewerFormat d -> new Applied.NewerFormat(d.format());
            case Decoded.Malformed d -> new Applied.Skipped(d.reason());
            case Decoded.Command d -> apply(e, d.proposal());
        };
    }

    /// A network may deliver a forwarded proposal twice. A member numbers its proposals in the order in which Raft gets them, so
    /// whatever does not go on from its run's last one was there before, or comes too late to be told from that.
    private Applied apply(Entry e, Proposal p) {
        Runs known = runs.getOrDefault(p.origin().member(), Runs.NONE);
        if (p.origin().sequence() <= known.sequence(p.origin().incarnation())) {
            return new Applied.Repeated(p.origin());
        }
        went(p.origin().member(), known, known.with(p.origin()));
        if (p.command() instanceof Command.Announce a) {
            return announce(p.origin(), a.id(), a.clientUrl());
        }
        Bytes key = p.idempotencyKey();
        if (key == null) {
            return new Applied.Written(p.origin(), e.index(), e.term(), write(p.command()));
        }
        int fingerprint = Arrays.hashCode(CommandCodec.encode(p.command()));
        Answered before = answers.get(key);
        if (before == null) {
            before = remember(new Answered(key, fingerprint, e.index(), e.term(), write(p.command())));
        } else if (before.fingerprint() != fingerprint) {
            return new Applied.Written(p.origin(), e.index(), e.term(), new WriteResult.KeyReused(revision));
        }
        return new Applied.Written(p.origin(), before.index(), before.term(), before.result());
    }

    private void went(long member, Runs before, Runs after) {
        content += StateHash.of(member, after) - StateHash.of(member, before);
        runs = runs.plus(member, after);
    }

    private Answered remember(Answered answered) {
        content += StateHash.of(answered);
        answers = answers.plus(answered.key(), answered);
        answerOrder = answerOrder.plus(answered.index(), answered.key());
        if (answers.size() > ANSWERS_MAX) {
            Bytes oldest = answerOrder.firstEntry().getValue();
            content -= StateHash.of(answers.get(oldest));
            answers = answers.minus(oldest);
            answerOrder = answerOrder.minusFirstEntry();
        }
        return answered;
    }

    private WriteResult write(Command command) {
        return switch (command) {
            case Command.Put put -> put(put);
            case Command.Delete delete -> delete(delete);
            case Command.Announce a -> throw new InvariantError("an announcement is no write");
        };
    }

    private WriteResult put(Command.Put put) {
        Kept kept = keys.get(put.key());
        KeyValue before = kept == null ? null : kept.kv();
        if (!holds(put.ifRevision(), before)) {
            return compareFailed(before);
        }
        revision++;
        long created = before == null ? revision : before.createRevision();
        long version = before == null ? 1 : before.version() + 1;
        Kept after = new Kept(new KeyValue(put.key(), put.value(), created, revision, version));
        content += after.hash() - (kept == null ? 0 : kept.hash());
        keys = keys.plus(put.key(), after);
        return new WriteResult.Written(revision, before != null);
    }

    private WriteResult delete(Command.Delete delete) {
        Kept kept = keys.get(delete.key());
        KeyValue before = kept == null ? null : kept.kv();
        if (!holds(delete.ifRevision(), before)) {
            return compareFailed(before);
        }
        if (kept != null) {
            revision++;
            content -= kept.hash();
            keys = keys.minus(delete.key());
        }
        return new WriteResult.Written(revision, kept != null);
    }

    private static boolean holds(long ifRevision, @Nullable KeyValue present) {
        return ifRevision == Command.UNCONDITIONAL || ifRevision == modRevision(present);
    }

    private static long modRevision(@Nullable KeyValue kv) {
        return kv == null ? Command.ABSENT : kv.modRevision();
    }

    private WriteResult compareFailed(@Nullable KeyValue present) {
        return new WriteResult.CompareFailed(revision, modRevision(present));
    }

    private Applied announce(Origin origin, long id, String clientUrl) {
        MemberInfo member = members.get(id);
        if (member != null) {
            put(member, new MemberInfo(id, member.peerUrl(), clientUrl, member.course()));
        }
        return new Applied.Announced(origin, id);
    }

    /// Applies an entry that changes the configuration: its context is about the member that it adds, see [MemberContext].
    ///
    /// Who goes by a joint change votes until that is left, so its address is needed until then.
    public void applyConfChange(Entry e, ConfChangeI change) {
        requireNext(e);
        ConfChangeV2 v2 = change.asV2();
        if (v2.isLeaveJoint()) {
            members.values().stream().filter(m -> m.course().equals(Course.LEAVES)).map(MemberInfo::id).toList()
                    .forEach(id -> remove(id, e.index()));
        } else {
            MemberContext context = MemberContext.decode(change.context());
            v2.changes().forEach(single -> apply(single, context, v2.isEnterJoint(), e.index()));
        }
        arrived(e.index(), StateHash.of(v2));
    }

    private void apply(ConfChangeSingle single, MemberContext context, boolean joint, long index) {
        long id = single.nodeId();
        // the core passes over id 0, too: it means none
        if (id == 0) {
            return;
        }
        switch (single.type()) {
            case ADD_NODE -> locate(id, context.peerUrl(), Course.STAYS);
            case ADD_LEARNER_NODE -> locate(id, context.peerUrl(), context.course());
            case UPDATE_NODE -> update(id, context.peerUrl());
            case REMOVE_NODE -> {
                if (joint) {
                    leaves(id);
                } else {
                    remove(id, index);
                }
            }
        }
    }

    /// Applies an entry that means nothing.
    public void passOver(Entry e) {
        requireNext(e);
        arrived(e.index(), 0);
    }

    /// A promotion brings no URL: the member keeps the one it has.
    private void locate(long id, String url, Course course) {
        MemberInfo known = members.get(id);
        String peerUrl = known != null && url.isEmpty() ? known.peerUrl() : url;
        put(known, new MemberInfo(id, peerUrl, known == null ? null : known.clientUrl(), course));
    }

    private void update(long id, String url) {
        MemberInfo known = members.get(id);
        locate(id, url, known == null ? Course.STAYS : known.course());
    }

    private void leaves(long id) {
        MemberInfo known = members.get(id);
        if (known != null) {
            put(known, known.with(Course.LEAVES));
        }
    }

    private void put(@Nullable MemberInfo before, MemberInfo after) {
        content += StateHash.of(after) - (before == null ? 0 : StateHash.of(before));
        members = members.plus(after.id(), after);
    }

    private void remove(long id, long index) {
        MemberInfo member = members.get(id);
        if (member != null) {
            Long before = removed.get(id);
            content += StateHash.removed(id, index) - (before == null ? 0 : StateHash.removed(id, before)) - StateHash.of(member);
            members = members.minus(id);
            removed = removed.plus(id, index);
        }
    }

    private void requireNext(Entry e) {
        if (e.index() != appliedIndex + 1) {
            throw new InvariantError("entry " + e.index() + " to be applied after " + appliedIndex);
        }
    }
}
