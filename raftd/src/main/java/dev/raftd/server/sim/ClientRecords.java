package dev.raftd.server.sim;

import dev.raftd.api.Bytes;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.check.History;
import dev.raftd.server.check.IndexCheck;
import dev.raftd.server.check.Linearizability;
import dev.raftd.server.check.Outcome;
import dev.raftd.server.check.Recorder;
import dev.raftd.server.check.Request;
import dev.raftd.server.check.Verdict;
import dev.raftd.server.kv.KvRoot;
import java.util.ArrayList;
import java.util.List;

/// What clients asked for and were told, for the checks at the end.
final class ClientRecords {
    /// A run has little time for a search: where it gives up, the check against the log has to do.
    private static final long SEARCH_STEPS_MAX = 200_000;

    private static final Bytes ALL = Bytes.utf8("k");

    private final World world;
    private final Recorder recorder = new Recorder();
    private final List<Entry> committed = new ArrayList<>();

    ClientRecords(World world) {
        this.world = world;
    }

    /// @return the operation's number
    int asked(long process, Request request) {
        return recorder.begin(process, request, world.agenda.nowNanos());
    }

    private void told(int operation, Outcome outcome) {
        recorder.end(operation, outcome, world.agenda.nowNanos());
    }

    void written(int operation, WriteResponse answer) {
        told(operation, new Outcome.Written(answer.index(), answer.term(), answer.revision(), answer.existed()));
    }

    void compareFailed(int operation) {
        told(operation, new Outcome.CompareFailed(Outcome.NO_INDEX, Outcome.NO_REVISION));
    }

    void notApplied(int operation) {
        told(operation, new Outcome.NotApplied());
    }

    /// Its process does nothing more.
    void unknown(int operation) {
        told(operation, new Outcome.Unknown());
    }

    void seen(int operation, List<Bytes> keys, KvRoot root) {
        told(operation, keys.size() == 1
                ? new Outcome.Got(root.appliedIndex(), root.revision(), root.get(keys.getFirst()))
                : new Outcome.Ranged(root.appliedIndex(), root.revision(), root.range(ALL, null, Integer.MAX_VALUE), false));
    }

    static Request read(List<Bytes> keys, boolean serializable) {
        return keys.size() == 1
                ? new Request.Get(keys.getFirst(), serializable)
                : new Request.Range(ALL, null, Integer.MAX_VALUE, serializable);
    }

    /// An entry was committed, the next one unless some could not be read any more.
    void committed(Entry e) {
        if (e.index() == committed.size() + 1) {
            committed.add(e);
        }
    }

    void check() {
        History history = recorder.history();
        boolean whole = committed.size() == world.rules.logs.committed().last();
        require(whole ? IndexCheck.check(history, committed) : IndexCheck.check(history));
        require(Linearizability.check(history, SEARCH_STEPS_MAX));
    }

    private void require(Verdict verdict) {
        switch (verdict) {
            case Verdict.Ok ok -> {}
            case Verdict.Illegal illegal -> world.violated(Rule.HISTORY, illegal.explanation());
            case Verdict.Undecided undecided -> world.coverage.hit("search of an order given up");
        }
    }
}
