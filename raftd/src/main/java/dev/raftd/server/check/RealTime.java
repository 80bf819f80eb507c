package dev.raftd.server.check;

import dev.raftd.api.KeyValue;
import dev.raftd.server.kv.Command;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What was called after an answer stands after it.
final class RealTime {
    private final List<Operation> operations;
    private final long[] indexes;
    private final IndexCheck.Findings findings;

    /// @param indexes of the operations, by their numbers; [Outcome#NO_INDEX] where it is not known
    RealTime(List<Operation> operations, long[] indexes, IndexCheck.Findings findings) {
        this.operations = operations;
        this.indexes = indexes;
        this.findings = findings;
    }

    void check(Timelines timelines) {
        int[] byReturn = IntStream.range(0, operations.size()).boxed()
                .filter(i -> operations.get(i).isCompleted())
                .sorted(Comparator.comparingLong(i -> operations.get(i).ret())).mapToInt(i -> i).toArray();
        long[] upper = upperBounds(byReturn);
        int returned = 0;
        int highest = -1;
        // operations are in the order of their calls
        for (int b = 0; b < operations.size(); b++) {
            for (; returned < byReturn.length && operations.get(byReturn[returned]).ret() < operations.get(b).call(); returned++) {
                if (highest < 0 || indexes[byReturn[returned]] > indexes[highest]) {
                    highest = byReturn[returned];
                }
            }
            if (indexes[b] == Outcome.NO_INDEX) {
                checkWithoutIndex(operations.get(b), highest < 0 ? 0 : indexes[highest], upper[b], timelines);
            } else if (highest >= 0) {
                check(highest, b);
            }
        }
    }

    private void check(int a, int b) {
        Operation later = operations.get(b);
        if (later.isSerializable()) {
            return;
        }
        boolean isWrite = later.request() instanceof Request.Write;
        if (isWrite ? indexes[b] <= indexes[a] : indexes[b] < indexes[a]) {
            findings.add(
                    (isWrite ? "a write that was called later stands before: [" : "a read missed what was known before it was called: [")
                            + later + "] at index " + indexes[b] + ", after [" + operations.get(a) + "] at index " + indexes[a]);
        }
    }

    /// For each completed operation the highest index it can have had: what was called after its end bounds it.
    private long[] upperBounds(int[] byReturn) {
        long[] upper = new long[operations.size()];
        long lowest = Long.MAX_VALUE;
        int called = operations.size() - 1;
        for (int i = byReturn.length - 1; i >= 0; i--) {
            Operation a = operations.get(byReturn[i]);
            for (; called >= 0 && operations.get(called).call() > a.ret(); called--) {
                lowest = Math.min(lowest, bound(called));
            }
            upper[byReturn[i]] = lowest;
        }
        return upper;
    }

    private long bound(int number) {
        Operation b = operations.get(number);
        if (indexes[number] == Outcome.NO_INDEX || b.isSerializable()) {
            return Long.MAX_VALUE;
        }
        return b.request() instanceof Request.Write ? indexes[number] - 1 : indexes[number];
    }

    private void checkWithoutIndex(Operation o, long low, long high, Timelines timelines) {
        long from = o.isSerializable() ? 0 : low;
        boolean possible = switch (o.outcome()) {
            case Outcome.Got told when told.kv() == null ->
                timelines.mayHaveBeen(((Request.Get) o.request()).key(), from, high, kv -> kv == null);
            case Outcome.Got told -> timelines.mayHaveBeen(((Request.Get) o.request()).key(), from, high, told.kv()::equals);
            case Outcome.CompareFailed told -> mayHaveFailed(((Request.Write) o.request()).command(), told, from, high, timelines);
            case Outcome.Ranged told -> true;
            case Outcome.Written told -> true;
            case Outcome.NotApplied told -> true;
            case Outcome.Unknown told -> true;
        };
        if (!possible) {
            findings.add(
                    "between index " + from + " and " + (high == Long.MAX_VALUE ? "the end" : high) + " this was never so: [" + o + "]");
        }
    }

    private static boolean mayHaveFailed(Command command, Outcome.CompareFailed told, long low, long high, Timelines timelines) {
        long ifRevision = switch (command) {
            case Command.Put c -> c.ifRevision();
            case Command.Delete c -> c.ifRevision();
            case Command.Announce c -> Command.UNCONDITIONAL;
        };
        return timelines.mayHaveBeen(KeyHistory.key(command), low, high, kv -> {
            long modRevision = modRevision(kv);
            return modRevision != ifRevision && (told.modRevision() == Outcome.NO_REVISION || told.modRevision() == modRevision);
        });
    }

    private static long modRevision(@Nullable KeyValue kv) {
        return kv == null ? Command.ABSENT : kv.modRevision();
    }
}
