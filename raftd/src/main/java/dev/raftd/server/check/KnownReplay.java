package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.server.kv.Command;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Replays the writes whose index was told. Of keys with writes of unknown outcome the model knows the last known write only.
final class KnownReplay extends Replay {
    /// @param value null if it was deleted
    private record Last(long revision, @Nullable Bytes value) {}

    private static final Last NONE = new Last(0, null);

    private final Map<Bytes, Set<Bytes>> unknownPuts = new HashMap<>();
    private final Set<Bytes> unknownDeletes = new HashSet<>();
    private final Map<Bytes, Last> last = new HashMap<>();
    private final Timelines timelines = new Timelines(this::isCertain);
    private long unknownWrites;
    private long lastIndex;
    private long lastTerm;

    KnownReplay(History history, IndexCheck.Findings findings) {
        super(history, findings);
        for (Operation o : operations) {
            if (o.outcome() instanceof Outcome.Unknown && o.request() instanceof Request.Write w) {
                unknown(w.command());
            }
        }
    }

    private void unknown(Command command) {
        unknownWrites++;
        switch (command) {
            case Command.Put c -> unknownPuts.computeIfAbsent(c.key(), key -> new HashSet<>()).add(c.value());
            case Command.Delete c -> unknownDeletes.add(c.key());
            case Command.Announce c -> {}
        }
    }

    @Override
    void run() {
        List<Operation> writes = operations.stream().filter(o -> o.request() instanceof Request.Write)
                .filter(o -> o.index() != Outcome.NO_INDEX).sorted(Comparator.comparingLong(Operation::index)).toList();
        for (Operation o : writes) {
            readBefore(o.index());
            if (o.index() == lastIndex) {
                findings.add("two writes at one index: [" + o + "]");
            }
            lastIndex = o.index();
            write(o, ((Request.Write) o.request()).command());
        }
        readBefore(Long.MAX_VALUE);
    }

    private void write(Operation o, Command command) {
        if (o.outcome() instanceof Outcome.Written told) {
            if (told.term() < lastTerm) {
                findings.add("the term goes back with the index: [" + o + "]");
            }
            lastTerm = told.term();
            written(o, command, told);
        } else if (isCertain(KeyHistory.key(command))) {
            compare(o, model.apply(command, o.index(), 0));
        }
    }

    private void written(Operation o, Command command, Outcome.Written told) {
        boolean effective = command instanceof Command.Put || told.existed();
        long before = effective ? told.revision() - 1 : told.revision();
        long skipped = before - model.revision();
        if (skipped < 0 || skipped > unknownWrites) {
            findings.add("a revision of " + told.revision() + " where the writes before make it "
                    + (model.revision() + (effective ? 1 : 0)) + ": [" + o + "]");
        }
        unknownWrites -= Math.max(0, skipped);
        model.skipTo(before);
        Bytes key = KeyHistory.key(command);
        if (isCertain(key)) {
            compare(o, model.apply(command, told.index(), told.term()));
            timelines.changed(key, told.index(), model.get(key));
        } else {
            model.skipTo(told.revision());
            last.put(key, new Last(told.revision(), command instanceof Command.Put c ? c.value() : null));
        }
    }

    private void compare(Operation o, Outcome expected) {
        boolean modRevisionUntold = o.outcome() instanceof Outcome.CompareFailed told && told.modRevision() == Outcome.NO_REVISION;
        if (!(modRevisionUntold ? expected instanceof Outcome.CompareFailed : expected.equals(o.outcome()))) {
            findings.add("a write's answer should be [" + expected + "]: [" + o + "]");
        }
    }

    @Override
    long[] indexes() {
        return operations.stream().mapToLong(Operation::index).toArray();
    }

    @Override
    Timelines timelines() {
        return timelines;
    }

    @Override
    boolean isCertain(Bytes key) {
        return !unknownPuts.containsKey(key) && !unknownDeletes.contains(key);
    }

    @Override
    boolean mayBeRevision(long revision) {
        return revision >= model.revision() && revision <= model.revision() + unknownWrites;
    }

    @Override
    boolean mayBe(Bytes key, @Nullable KeyValue found) {
        Last known = last.getOrDefault(key, NONE);
        if (found == null) {
            return known.value == null || unknownDeletes.contains(key);
        }
        return found.modRevision() == known.revision
                ? Objects.equals(known.value, found.value())
                : found.modRevision() > known.revision && unknownPuts.getOrDefault(key, Set.of()).contains(found.value());
    }
}
