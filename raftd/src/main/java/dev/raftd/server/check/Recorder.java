package dev.raftd.server.check;

import java.util.ArrayList;
import java.util.List;

/// Writes a history down. Whoever records from several threads guards it, and takes `call` before the request is sent and `ret` after the
/// answer is there in full.
public final class Recorder {
    private record Started(long process, Request request, long call) {}

    private final List<Started> started = new ArrayList<>();
    // by the same number; null while under way
    private final List<Operation> ended = new ArrayList<>();

    /// @return the operation's number, for [#end]
    public int begin(long process, Request request, long call) {
        started.add(new Started(process, request, call));
        ended.add(null);
        return started.size() - 1;
    }

    /// After [Outcome.Unknown] the client goes on as another process.
    public void end(int operation, Outcome outcome, long ret) {
        if (ended.get(operation) != null) {
            throw new IllegalStateException("ended twice: " + ended.get(operation) + " and " + outcome);
        }
        ended.set(operation, close(started.get(operation), outcome, ret));
    }

    private static Operation close(Started s, Outcome outcome, long ret) {
        return new Operation(s.process, s.request, s.call, outcome instanceof Outcome.Unknown ? Operation.NEVER : ret, outcome);
    }

    /// All of it; what is under way counts as unknown.
    public History history() {
        List<Operation> all = new ArrayList<>();
        for (int i = 0; i < started.size(); i++) {
            Operation done = ended.get(i);
            all.add(done != null ? done : close(started.get(i), new Outcome.Unknown(), Operation.NEVER));
        }
        return new History(all);
    }
}
