package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Goes through the writes in index order, and looks at each read where its index has come.
abstract class Replay {
    final List<Operation> operations;
    final Model model = new Model();
    final IndexCheck.Findings findings;
    private final int[] reads;
    private int readsSeen;

    Replay(History history, IndexCheck.Findings findings) {
        operations = history.operations();
        this.findings = findings;
        reads = IntStream.range(0, operations.size()).boxed()
                .filter(i -> !(operations.get(i).request() instanceof Request.Write) && operations.get(i).index() != Outcome.NO_INDEX)
                .sorted(Comparator.comparingLong(i -> operations.get(i).index())).mapToInt(i -> i).toArray();
    }

    abstract void run();

    /// Of the operations, by their numbers; [Outcome#NO_INDEX] where it is not known.
    abstract long[] indexes();

    abstract Timelines timelines();

    /// Whether the model knows all about a key.
    abstract boolean isCertain(Bytes key);

    /// Whether the model knows the store's revision.
    abstract boolean mayBeRevision(long revision);

    /// What may be found of a key that the model does not know all about.
    abstract boolean mayBe(Bytes key, @Nullable KeyValue found);

    /// Looks at the reads whose state is the model's: those at an index below `index`.
    final void readBefore(long index) {
        for (; readsSeen < reads.length && operations.get(reads[readsSeen]).index() < index; readsSeen++) {
            read(operations.get(reads[readsSeen]));
        }
    }

    private void read(Operation o) {
        switch (o.request()) {
            case Request.Write r -> {}
            case Request.Get r -> {
                if (o.outcome() instanceof Outcome.Got told) {
                    compare(o, r.key(), told.kv());
                    compareRevision(o, told.revision());
                }
            }
            case Request.Range r -> {
                if (o.outcome() instanceof Outcome.Ranged told) {
                    range(o, r, told);
                    compareRevision(o, told.revision());
                }
            }
        }
    }

    /// A key that the answer leaves out is one that is not there.
    private void range(Operation o, Request.Range r, Outcome.Ranged told) {
        Map<Bytes, @Nullable KeyValue> shown = new TreeMap<>();
        Bytes last = told.more() ? told.kvs().getLast().key() : null;
        for (KeyValue kv : model.range(r, Integer.MAX_VALUE)) {
            if (last == null || kv.key().compareTo(last) <= 0) {
                shown.put(kv.key(), null);
            }
        }
        told.kvs().forEach(kv -> shown.put(kv.key(), kv));
        shown.forEach((key, kv) -> compare(o, key, kv));
        if (told.kvs().size() > r.limit() || !inOrder(told.kvs()) || told.kvs().stream().anyMatch(kv -> !covers(r, kv.key()))) {
            findings.add("a range shows keys that were not asked for, or not in their order: [" + o + "]");
        }
    }

    private static boolean covers(Request.Range r, Bytes key) {
        return key.startsWith(r.prefix()) && (r.after() == null || key.compareTo(r.after()) > 0);
    }

    private static boolean inOrder(List<KeyValue> kvs) {
        return IntStream.range(1, kvs.size()).allMatch(i -> kvs.get(i - 1).key().compareTo(kvs.get(i).key()) < 0);
    }

    private void compare(Operation o, Bytes key, @Nullable KeyValue found) {
        KeyValue expected = model.get(key);
        boolean fits = isCertain(key) ? Objects.equals(expected, found) : mayBe(key, found);
        if (!fits) {
            findings.add("a read shows " + new Outcome.Got(0, 0, found) + " where the writes make it " + new Outcome.Got(0, 0, expected)
                    + ": [" + o + "]");
        }
    }

    private void compareRevision(Operation o, long revision) {
        if (revision != Outcome.NO_REVISION && !mayBeRevision(revision)) {
            findings.add("a read tells the store's revision as " + revision + " where the writes make it " + model.revision() + ": [" + o
                    + "]");
        }
    }
}
