package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.kv.WriteResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A linearizable object made of the real store: calls, the moment of effect and answers are told one by one, so that it can be told wrongly.
final class Story {
    final List<Entry> log = new ArrayList<>();
    final Recorder recorder = new Recorder();
    private final List<KvRoot> roots = new ArrayList<>();
    private final KvStore store = new KvStore();
    private long now;

    Story() {
        roots.add(store.root());
    }

    int call(long process, Request request) {
        return recorder.begin(process, request, ++now);
    }

    void answer(int operation, Outcome outcome) {
        recorder.end(operation, outcome, ++now);
    }

    /// The write takes effect.
    Outcome apply(Request.Write w) {
        return apply(w, new Origin(1, 7, log.size() + 1));
    }

    Outcome apply(Request.Write w, Origin origin) {
        long index = log.size() + 1;
        Entry e = new Entry(3, index, EntryType.NORMAL, CommandCodec.encode(new Proposal(origin, w.idempotencyKey(), w.command())));
        log.add(e);
        Applied applied = store.apply(e);
        roots.add(store.root());
        if (applied instanceof Applied.Repeated) {
            return new Outcome.NotApplied();
        }
        Applied.Written written = (Applied.Written) applied;
        return switch (written.result()) {
            case WriteResult.Written r -> new Outcome.Written(written.index(), written.term(), r.revision(), r.existed());
            case WriteResult.CompareFailed r -> new Outcome.CompareFailed(written.index(), r.modRevision());
            case WriteResult.KeyReused r -> new Outcome.NotApplied();
        };
    }

    long applied() {
        return log.size();
    }

    /// What a read sees now.
    Outcome see(Request request) {
        return see(request, applied());
    }

    /// What it saw when the log was as long as `index`.
    Outcome see(Request request, long index) {
        KvRoot root = roots.get((int) index);
        return switch (request) {
            case Request.Write r -> throw new IllegalArgumentException("no read: " + r);
            case Request.Get r -> new Outcome.Got(index, root.revision(), root.get(r.key()));
            case Request.Range r -> {
                var found = root.range(r.prefix(), r.after(), r.limit() + 1);
                int count = Math.min(found.size(), r.limit());
                yield new Outcome.Ranged(index, root.revision(), found.subList(0, count), count < found.size());
            }
        };
    }

    // Whole operations, one after another.

    Outcome write(long process, Request.Write w) {
        int operation = call(process, w);
        Outcome outcome = apply(w);
        answer(operation, outcome);
        return outcome;
    }

    void read(long process, Request request) {
        read(process, request, applied());
    }

    void read(long process, Request request, long index) {
        int operation = call(process, request);
        answer(operation, see(request, index));
    }

    void unknown(long process, Request.Write w) {
        answer(call(process, w), new Outcome.Unknown());
    }

    History history() {
        return recorder.history();
    }

    static Request.Write put(String key, String value) {
        return put(key, value, Command.UNCONDITIONAL, null);
    }

    static Request.Write put(String key, String value, long ifRevision, @Nullable String idempotencyKey) {
        return new Request.Write(new Command.Put(Bytes.utf8(key), Bytes.utf8(value), ifRevision),
                idempotencyKey == null ? null : Bytes.utf8(idempotencyKey));
    }

    static Request.Write delete(String key) {
        return delete(key, Command.UNCONDITIONAL);
    }

    static Request.Write delete(String key, long ifRevision) {
        return new Request.Write(new Command.Delete(Bytes.utf8(key), ifRevision), null);
    }

    static Request.Get get(String key) {
        return new Request.Get(Bytes.utf8(key), false);
    }

    static Request.Get serializableGet(String key) {
        return new Request.Get(Bytes.utf8(key), true);
    }

    static Request.Range range(String prefix, int limit) {
        return new Request.Range(Bytes.utf8(prefix), null, limit, false);
    }
}
