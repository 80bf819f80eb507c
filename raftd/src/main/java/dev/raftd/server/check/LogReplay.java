package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.raftpb.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Replays the committed entries, and holds every answer against them.
final class LogReplay extends Replay {
    /// What tells writes apart that were asked for.
    private record Asked(Request.Write write, List<Integer> operations, List<Effect> effects) {
        Asked(Request.Write write) {
            this(write, new ArrayList<>(), new ArrayList<>());
        }
    }

    private final List<Entry> committed;
    private final Map<Request.Write, Asked> asked = new LinkedHashMap<>();
    private final Map<Long, Effect> effects = new HashMap<>();
    private final Timelines timelines = new Timelines(this::isCertain);
    private final long[] indexes;

    LogReplay(History history, List<Entry> committed, IndexCheck.Findings findings) {
        super(history, findings);
        this.committed = committed;
        indexes = operations.stream().mapToLong(Operation::index).toArray();
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).request() instanceof Request.Write w) {
                asked.computeIfAbsent(w, Asked::new).operations.add(i);
            }
        }
    }

    @Override
    void run() {
        for (Entry e : committed) {
            readBefore(e.index());
            Effect effect = model.apply(e);
            if (effect != null && index(effect) == e.index()) {
                took(effect);
            }
        }
        readBefore(committed.size() + 1);
        operations.stream().filter(o -> o.index() > committed.size())
                .forEach(o -> findings
                        .add("an answer names an index beyond all that was ever committed, " + committed.size() + ": [" + o + "]"));
        asked.values().forEach(this::compare);
        requireOneEach();
    }

    private static long index(Effect effect) {
        return switch (effect.told()) {
            case Outcome.Written told -> told.index();
            case Outcome.CompareFailed told -> told.index();
            case Outcome.Got told -> told.index();
            case Outcome.Ranged told -> told.index();
            case Outcome.NotApplied told -> Outcome.NO_INDEX;
            case Outcome.Unknown told -> Outcome.NO_INDEX;
        };
    }

    private void took(Effect effect) {
        Bytes key = KeyHistory.key(effect.command());
        effects.put(index(effect), effect);
        timelines.changed(key, index(effect), model.get(key));
        Asked by = asked.get(new Request.Write(effect.command(), effect.idempotencyKey()));
        if (by == null) {
            findings.add("index " + index(effect) + " of the log has a write that nobody asked for: " + effect);
        } else {
            by.effects.add(effect);
        }
    }

    private void compare(Asked a) {
        List<Operation> by = a.operations.stream().map(operations::get).toList();
        long refused = by.stream().filter(o -> o.outcome() instanceof Outcome.NotApplied).count();
        long written = a.effects.stream().filter(e -> e.told() instanceof Outcome.Written).count();
        if (a.effects.size() > by.size() || written > by.size() - refused) {
            findings.add("asked for " + by.size() + " times, of these refused " + refused + "; took effect " + written + " times, at "
                    + a.effects.stream().map(e -> e.told()).toList() + ": " + by);
        }
        for (int i : a.operations) {
            compare(i, a);
        }
    }

    private void compare(int number, Asked a) {
        Operation o = operations.get(number);
        if (o.index() != Outcome.NO_INDEX) {
            Effect there = effects.get(o.index());
            if (there == null || !isOf(there, a.write) || !isTold(o.outcome(), there.told())) {
                findings.add("the log says otherwise, " + (there == null ? "it has no write there" : there) + ": [" + o + "]");
            }
        } else if (o.outcome() instanceof Outcome.CompareFailed told) {
            List<Effect> possible = a.effects.stream().filter(e -> isTold(told, e.told())).toList();
            if (possible.isEmpty()) {
                findings.add("no entry of the log came to this: [" + o + "], but " + a.effects);
            } else if (possible.size() == 1) {
                indexes[number] = index(possible.getFirst());
            }
        } else if (o.outcome() instanceof Outcome.Unknown && a.operations.size() == 1 && a.effects.size() == 1) {
            indexes[number] = index(a.effects.getFirst());
        }
    }

    private static boolean isOf(Effect effect, Request.Write write) {
        return effect.command().equals(write.command()) && Objects.equals(effect.idempotencyKey(), write.idempotencyKey());
    }

    private static boolean isTold(Outcome told, Outcome expected) {
        return told instanceof Outcome.CompareFailed t && expected instanceof Outcome.CompareFailed e
                ? (t.index() == Outcome.NO_INDEX || t.index() == e.index())
                        && (t.modRevision() == Outcome.NO_REVISION || t.modRevision() == e.modRevision())
                : told.equals(expected);
    }

    private void requireOneEach() {
        Map<Long, Operation> at = new HashMap<>();
        for (int i = 0; i < indexes.length; i++) {
            Operation o = operations.get(i);
            if (o.request() instanceof Request.Write && indexes[i] != Outcome.NO_INDEX) {
                Operation other = at.putIfAbsent(indexes[i], o);
                if (other != null) {
                    findings.add("two writes at one index: [" + other + "] and [" + o + "]");
                }
            }
        }
    }

    @Override
    long[] indexes() {
        return indexes;
    }

    @Override
    Timelines timelines() {
        return timelines;
    }

    @Override
    boolean isCertain(Bytes key) {
        return true;
    }

    @Override
    boolean mayBeRevision(long revision) {
        return revision == model.revision();
    }

    @Override
    boolean mayBe(Bytes key, @Nullable KeyValue found) {
        return false;
    }
}
