package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.server.kv.Command;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the clients did, by the time of the call.
public record History(List<Operation> operations) {
    private record Put(Bytes key, Bytes value) {}

    /// @throws IllegalArgumentException the history is badly recorded: no check could be trusted
    public History {
        operations = operations.stream().sorted(Comparator.comparingLong(Operation::call)).toList();
        requireSequentialProcesses(operations);
        requireUniqueValues(operations);
    }

    private static void requireSequentialProcesses(List<Operation> operations) {
        Map<Long, Operation> last = new HashMap<>();
        for (Operation o : operations) {
            Operation before = last.put(o.process(), o);
            if (before != null && before.ret() > o.call()) {
                throw new IllegalArgumentException("a process does one thing at a time: [" + before + "] and [" + o + "]");
            }
        }
    }

    private static void requireUniqueValues(List<Operation> operations) {
        Set<Put> puts = new HashSet<>();
        for (Operation o : operations) {
            if (o.request() instanceof Request.Write w && w.command() instanceof Command.Put c && !puts.add(new Put(c.key(), c.value()))) {
                throw new IllegalArgumentException("the value is put twice, so a read of it does not tell which put it saw: " + o);
            }
        }
    }
}
