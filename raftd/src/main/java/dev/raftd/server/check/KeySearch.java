package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Searches for an order of one key's operations (Wing and Gong, with Lowe's cache).
///
/// Calls and returns of completed operations stand in a linked list by time. An operation whose call stands before the first return may be
/// next: it is lifted out of the list and applied to the state. If none leads on, the last one is put back and the next candidate tried.
/// What was placed in whatever order to the same state is not tried twice. Four things make that fast:
///
/// 1. Writes whose revision is known are placed in the order of their revisions: no other can be.
/// 2. A completed operation that fits and changes nothing is placed at once and never reconsidered: whatever order there is, there is one
///    with this operation here.
/// 3. Operations of unknown outcome stand in no list. They are tried where nothing else leads on, in the order of their calls, and of those
///    that would do the same only the first.
/// 4. The cache keeps of the set of placed operations only the words between the first incomplete and the last one in use.
final class KeySearch {
    enum Result {
        LEGAL,
        ILLEGAL,
        UNDECIDED
    }

    /// A call or a return, in a list.
    private static final class Mark {
        final KeyOperation operation;
        final boolean isCall;
        final long time;
        @Nullable
        Mark other;
        @Nullable
        Mark before;
        @Nullable
        Mark next;

        Mark(KeyOperation operation, boolean isCall, long time) {
            this.operation = operation;
            this.isCall = isCall;
            this.time = time;
        }
    }

    /// @param mark    null for an operation of unknown outcome
    /// @param unknown its place in the order of these; of a completed one -1
    /// @param forced  whether there is nothing else to try in its place
    private record Placed(KeyOperation operation, @Nullable Mark mark, int unknown, KeyState before, boolean forced) {}

    private record Visited(long[] words, int first, KeyState state, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Visited v && v.hash == hash && v.first == first && v.state.equals(state) && Arrays.equals(v.words, words);
        }
    }

    /// Stands before the first mark.
    private static final KeyOperation NOTHING = new KeyOperation(
            new Operation(0, new Request.Get(Bytes.EMPTY, false), 0, 0, new Outcome.NotApplied()), 0, new KeyOperation.Read(null, 0), 0, 0,
            KeyState.ABSENT);

    private final Mark head = new Mark(NOTHING, true, Long.MIN_VALUE);
    private final List<KeyOperation> unknown = new ArrayList<>();
    // for each unknown one the one before it that would do the same, -1 if there is none
    private final int[] twin;
    private final ArrayDeque<Placed> placed = new ArrayDeque<>();
    private final Set<Visited> visited = new HashSet<>();
    private final long[] set;
    private long setHash;
    // numbers of the operations whose revision is known, in their order; so many of them are placed
    private final int[] byRevision;
    private int placedByRevision;
    private KeyState state = KeyState.INITIAL;
    private int remaining;
    // where to go on: a candidate or the return that blocks, and among the unknown
    private @Nullable Mark at;
    private int unknownAt;
    private long steps;

    KeySearch(KeyHistory history) {
        set = new long[history.operations().size() / Long.SIZE + 1];
        List<Mark> marks = new ArrayList<>();
        for (KeyOperation o : history.operations()) {
            if (o.isCompleted()) {
                Mark call = new Mark(o, true, o.call());
                Mark ret = new Mark(o, false, o.ret());
                call.other = ret;
                ret.other = call;
                marks.add(call);
                marks.add(ret);
                remaining++;
            } else {
                unknown.add(o);
            }
        }
        byRevision = history.operations().stream().filter(o -> o.revision() > 0).sorted(Comparator.comparingLong(KeyOperation::revision))
                .mapToInt(KeyOperation::number).toArray();
        twin = new int[unknown.size()];
        Map<KeyOperation.Condition, Integer> last = new HashMap<>();
        for (int i = 0; i < twin.length; i++) {
            Integer before = last.put(unknown.get(i).condition(), i);
            twin[i] = before == null ? -1 : before;
        }
        // at equal times the call stands first: such operations overlap
        marks.sort((a, b) -> a.time != b.time ? Long.compare(a.time, b.time) : Boolean.compare(b.isCall, a.isCall));
        Mark tail = head;
        for (Mark m : marks) {
            tail.next = m;
            m.before = tail;
            tail = m;
        }
        at = head.next;
    }

    long steps() {
        return steps;
    }

    Result run(long stepsMax) {
        while (remaining > 0) {
            if (++steps > stepsMax) {
                return Result.UNDECIDED;
            }
            if (at.isCall) {
                tryCompleted(at);
            } else if (!tryUnknown(at.time) && !backtrack()) {
                return Result.ILLEGAL;
            }
        }
        return Result.LEGAL;
    }

    private @Nullable KeyState after(KeyOperation next) {
        return next.revision() > 0 && byRevision[placedByRevision] != next.number() ? null : next.on(state);
    }

    private void tryCompleted(Mark call) {
        KeyState next = after(call.operation);
        at = call.next;
        if (next == null) {
            return;
        }
        boolean forced = next.equals(state);
        if (forced || firstVisit(call.operation.number(), next)) {
            lift(call);
            remaining--;
            place(new Placed(call.operation, call, -1, state, forced), next);
        }
    }

    /// Nothing completed leads on before `time`: perhaps something unknown took effect before.
    private boolean tryUnknown(long time) {
        while (unknownAt < unknown.size() && unknown.get(unknownAt).call() <= time) {
            int i = unknownAt++;
            KeyOperation o = unknown.get(i);
            boolean isFirst = twin[i] < 0 || isPlaced(unknown.get(twin[i]).number());
            KeyState next = isFirst && !isPlaced(o.number()) ? after(o) : null;
            steps++;
            if (next != null && firstVisit(o.number(), next)) {
                place(new Placed(o, null, i, state, false), next);
                return true;
            }
        }
        return false;
    }

    private void place(Placed p, KeyState next) {
        placed.push(p);
        flip(p.operation.number());
        if (p.operation.revision() > 0) {
            placedByRevision++;
        }
        state = next;
        at = head.next;
        unknownAt = 0;
    }

    private boolean backtrack() {
        while (!placed.isEmpty()) {
            Placed p = placed.pop();
            flip(p.operation.number());
            if (p.operation.revision() > 0) {
                placedByRevision--;
            }
            state = p.before;
            if (p.mark != null) {
                unlift(p.mark);
                remaining++;
            }
            if (!p.forced) {
                at = p.mark != null ? p.mark.next : firstReturn();
                unknownAt = p.unknown + 1;
                return true;
            }
        }
        return false;
    }

    private Mark firstReturn() {
        Mark m = head.next;
        while (m.isCall) {
            m = m.next;
        }
        return m;
    }

    private static void lift(Mark call) {
        unlink(call);
        unlink(call.other);
    }

    private static void unlink(Mark m) {
        m.before.next = m.next;
        if (m.next != null) {
            m.next.before = m.before;
        }
    }

    /// The other way round than [#lift], so that the neighbours are as they were.
    private static void unlift(Mark call) {
        relink(call.other);
        relink(call);
    }

    private static void relink(Mark m) {
        m.before.next = m;
        if (m.next != null) {
            m.next.before = m;
        }
    }

    private boolean isPlaced(int number) {
        return (set[number / Long.SIZE] >>> number & 1) != 0;
    }

    private void flip(int number) {
        set[number / Long.SIZE] ^= 1L << number;
        setHash ^= mix(number);
    }

    private boolean firstVisit(int number, KeyState next) {
        flip(number);
        int first = 0;
        while (set[first] == -1) {
            first++;
        }
        int end = set.length;
        while (end > first && set[end - 1] == 0) {
            end--;
        }
        Visited v = new Visited(Arrays.copyOfRange(set, first, end), first, next, Long.hashCode(setHash) * 31 + next.hashCode());
        flip(number);
        return visited.add(v);
    }

    /// A fixed random-looking number for each.
    private static long mix(int number) {
        long z = (number + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
