package dev.raftd.trace;

import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.Ready;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What surrounded a recorded node, answering a replayed one: by the recorded answers where there are any, else by the Readys replayed since
/// the checkpoint. The counterpart of [ObservedStorage].
final class ReplayStorage implements Storage, ElectionTimeouts {
    /// The replayed node asks what the recorded one did not ask.
    static final class UnexpectedQuestion extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnexpectedQuestion(String message) {
            super(message);
        }
    }

    /// All that it remembers between two events.
    record Memory(long firstIndex, long lastIndex, @Nullable Snapshot snapshot, List<Entry> entries) {}

    private long firstIndex;
    private long lastIndex;
    private @Nullable Snapshot snapshot;
    /// Those handed out, without a gap.
    private List<Entry> entries = new ArrayList<>();
    private Answers answers = Answers.NONE;
    private int questions;
    private int answered;
    private int drawn;
    private boolean inside;

    Memory memory() {
        return new Memory(firstIndex, lastIndex, snapshot, List.copyOf(entries));
    }

    void remember(Memory memory) {
        firstIndex = memory.firstIndex;
        lastIndex = memory.lastIndex;
        snapshot = memory.snapshot;
        entries = new ArrayList<>(memory.entries);
    }

    /// A section begins.
    ///
    /// @param unstable the checkpoint's entries
    void forget(Recording.Marks marks, List<Entry> unstable) {
        remember(new Memory(marks.firstIndex(), marks.lastIndex(), null, unstable));
    }

    void begin(Answers recorded) {
        answers = recorded;
        questions = 0;
        answered = 0;
        drawn = 0;
        inside = true;
    }

    void end() {
        inside = false;
    }

    /// Somebody looks at the node, who is not the node.
    void aside(Runnable look) {
        boolean was = inside;
        inside = false;
        look.run();
        inside = was;
    }

    void handedOut(Ready ready) {
        if (!ready.snapshot().isEmpty()) {
            entries.clear();
            lastIndex = ready.snapshot().metadata().index();
        }
        if (!ready.entries().isEmpty()) {
            append(ready.entries());
            lastIndex = to();
        }
    }

    private long from() {
        return entries.isEmpty() ? 1 : entries.getFirst().index();
    }

    private long to() {
        return entries.isEmpty() ? 0 : entries.getLast().index();
    }

    private void append(List<Entry> more) {
        long first = more.get(0).index();
        if (first < from() || first > to() + 1) {
            entries.clear();
        }
        while (to() >= first) {
            entries.removeLast();
        }
        entries.addAll(more);
    }

    /// The recorded answer to the question that is asked now, null if there was none.
    private Answers.@Nullable Answer next() {
        if (!inside) {
            return null;
        }
        questions++;
        if (answered < answers.stored().size() && answers.stored().get(answered).question() == questions) {
            return answers.stored().get(answered++).answer();
        }
        return null;
    }

    private UnexpectedQuestion unexpected(String question) {
        return new UnexpectedQuestion("the node asks " + question + ", which the recorded one did not ask here");
    }

    @Override
    public int next(int electionTick) {
        if (drawn == answers.timeouts().size()) {
            throw unexpected("for an election timeout");
        }
        return answers.timeouts().get(drawn++);
    }

    @Override
    public InitialState initialState() {
        throw new IllegalStateException("a replay begins with a checkpoint");
    }

    @Override
    public long firstIndex() {
        switch (next()) {
            case Answers.FirstIndex a -> firstIndex = a.index();
            case null -> {}
            default -> throw unexpected("storage for its first index");
        }
        return firstIndex;
    }

    @Override
    public long lastIndex() {
        switch (next()) {
            case Answers.LastIndex a -> lastIndex = a.index();
            case null -> {}
            default -> throw unexpected("storage for its last index");
        }
        return lastIndex;
    }

    @Override
    public long term(long index) {
        return switch (next()) {
            case Answers.Term a -> a.term();
            case null -> knownTerm(index);
            default -> throw unexpected("storage for the term of " + index);
        };
    }

    private long knownTerm(long index) {
        if (from() <= index && index <= to()) {
            return entries.get((int) (index - from())).term();
        }
        if (inside) {
            throw unexpected("storage for the term of " + index);
        }
        return index < from() ? COMPACTED : UNAVAILABLE;
    }

    @Override
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        return switch (next()) {
            case Answers.Read a -> a.entries();
            case Answers.Cut a -> a.count() == 0 ? null : known(lo, lo + a.count());
            case null -> known(lo, hi);
            default -> throw unexpected("storage for the entries from " + lo);
        };
    }

    private @Nullable List<Entry> known(long lo, long hi) {
        if (from() <= lo && hi - 1 <= to()) {
            return List.copyOf(entries.subList((int) (lo - from()), (int) (hi - from())));
        }
        if (inside) {
            throw unexpected("storage for the entries from " + lo);
        }
        return null;
    }

    @Override
    public @Nullable Snapshot snapshot() {
        switch (next()) {
            case Answers.TheSnapshot a -> snapshot = a.snapshot();
            case null -> {}
            default -> throw unexpected("storage for its snapshot");
        }
        return snapshot;
    }
}
