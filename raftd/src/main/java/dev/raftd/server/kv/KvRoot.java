package dev.raftd.server.kv;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// The store as of an applied index: immutable, so it is read on any thread, for as long as one likes, while the store goes on.
public final class KvRoot {
    /// How [#hash] is computed: those of different formats tell nothing of one another.
    public static final int HASH_FORMAT = StateHash.FORMAT;

    static final KvRoot EMPTY = new KvRoot(0, 0, 0, 0, TreePMap.empty(), TreePMap.empty(Long::compareUnsigned),
            TreePMap.empty(Long::compareUnsigned), TreePMap.empty(), TreePMap.empty(), TreePMap.empty(Long::compareUnsigned));

    private final long revision;
    private final long appliedIndex;
    // see StateHash
    private final long hash;
    private final long content;
    private final TreePMap<Bytes, Kept> keys;
    private final TreePMap<Long, MemberInfo> members;
    // id -> index of the entry that removed it
    private final TreePMap<Long, Long> removed;
    private final TreePMap<Bytes, Answered> answers;
    // index -> idempotency key, in the order in which they are forgotten
    private final TreePMap<Long, Bytes> answerOrder;
    // by member id
    private final TreePMap<Long, Runs> runs;

    KvRoot(long revision, long appliedIndex, long hash, long content, TreePMap<Bytes, Kept> keys,
            TreePMap<Long, MemberInfo> members, TreePMap<Long, Long> removed, TreePMap<Bytes, Answered> answers,
            TreePMap<Long, Bytes> answerOrder,
            TreePMap<Long, Runs> runs) {
        this.revision = revision;
        this.appliedIndex = appliedIndex;
        this.hash = hash;
        this.content = content;
        this.keys = keys;
        this.members = members;
        this.removed = removed;
        this.answers = answers;
        this.answerOrder = answerOrder;
        this.runs = runs;
    }

    public long revision() {
        return revision;
    }

    /// The last entry that is in it.
    public long appliedIndex() {
        return appliedIndex;
    }

    /// Equal on all members that came to the applied index through the same states; see [StateHash].
    public long hash() {
        return hash;
    }

    /// How many keys there are.
    public long size() {
        return keys.size();
    }

    public @Nullable KeyValue get(Bytes key) {
        Kept kept = keys.get(key);
        return kept == null ? null : kept.kv();
    }

    /// The first keys that start with `prefix`, in order, those up to and including `after` left out. Asking for one more than needed
    /// tells whether there are more.
    public List<KeyValue> range(Bytes prefix, @Nullable Bytes after, int limit) {
        boolean skips = after != null && after.compareTo(prefix) >= 0;
        List<KeyValue> found = new ArrayList<>();
        for (Kept kept : (skips ? keys.tailMap(after, false) : keys.tailMap(prefix, true)).values()) {
            if (found.size() >= limit || !kept.kv().key().startsWith(prefix)) {
                break;
            }
            found.add(kept.kv());
        }
        return List.copyOf(found);
    }

    /// The members with their URLs, by id.
    public SortedMap<Long, MemberInfo> members() {
        return members;
    }

    /// Whether a member of that id was removed: it never comes back.
    public boolean wasRemoved(long id) {
        return removed.containsKey(id);
    }

    /// The index of the entry that removed the member of that id, 0 if none did.
    public long removedAt(long id) {
        return removed.getOrDefault(id, 0L);
    }

    /// The number of the last proposal of that run of the member that is in it, 0 if there is none; see [Origin].
    public long lastSequence(long member, long incarnation) {
        return runs.getOrDefault(member, Runs.NONE).sequence(incarnation);
    }

    /// The store as the beginning of another cluster, which has one member: the others are removed, so that their ids are never used again.
    ///
    /// @param sole      its id was not removed
    /// @param revisions by how many the store's revision moves forward; those of the keys stay
    public KvRoot foundedBy(MemberInfo sole, long revisions) {
        if (wasRemoved(sole.id()) || revisions < 0) {
            throw new IllegalArgumentException("a removed member founds nothing, and no revision goes back");
        }
        TreePMap<Long, Long> gone = removed;
        for (long id : members.keySet()) {
            gone = id == sole.id() ? gone : gone.plus(id, appliedIndex);
        }
        KvRoot founded = new KvRoot(Math.addExact(revision, revisions), appliedIndex, hash, content, keys,
                EMPTY.members.plus(sole.id(), sole), gone, answers, answerOrder, runs);
        return founded.withContent(StateHash.content(founded));
    }

    private KvRoot withContent(long newContent) {
        return new KvRoot(revision, appliedIndex, StateHash.roll(hash, appliedIndex, revision, newContent, 0), newContent, keys, members,
                removed, answers, answerOrder, runs);
    }

    /// The ids that are never used again.
    public SortedSet<Long> removedIds() {
        return removed.keySet();
    }

    /// The hash of all that is in it.
    long content() {
        return content;
    }

    TreePMap<Bytes, Kept> keys() {
        return keys;
    }

    TreePMap<Long, MemberInfo> memberMap() {
        return members;
    }

    TreePMap<Long, Long> removed() {
        return removed;
    }

    TreePMap<Bytes, Answered> answers() {
        return answers;
    }

    TreePMap<Long, Bytes> answerOrder() {
        return answerOrder;
    }

    TreePMap<Long, Runs> runs() {
        return runs;
    }
}
