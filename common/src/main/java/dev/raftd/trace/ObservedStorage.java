package dev.raftd.trace;

import dev.raftd.raft.Ready;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node's storage, whose answers are recorded where a replay could not tell them: an answer goes in with the number of its question within
/// the event, if it is not the same as before, or not what the Readys say. [ReplayStorage] is its counterpart.
///
/// Questions between two events are nobody's.
final class ObservedStorage implements Storage {
    private final Recorder recorder;
    private final Known known = new Known();
    private @Nullable Storage real;
    private int questions;
    private long firstIndex;
    private long lastIndex;
    private boolean snapshotAsked;
    private @Nullable Snapshot snapshot;

    ObservedStorage(Recorder recorder) {
        this.recorder = recorder;
    }

    void of(Storage storage) {
        real = storage;
    }

    private Storage real() {
        return Objects.requireNonNull(real);
    }

    /// A checkpoint: what was told before is of no use to whoever begins here.
    ///
    /// @param unstable the checkpoint's; they will be stored
    void forget(List<Entry> unstable) {
        known.clear();
        if (!unstable.isEmpty()) {
            known.handedOut(unstable);
        }
        firstIndex = real().firstIndex();
        lastIndex = real().lastIndex();
        snapshotAsked = false;
        snapshot = null;
    }

    /// What it answers from a checkpoint on, unless something else is recorded.
    void write(ByteWriter out) {
        out.number(firstIndex);
        out.number(lastIndex);
    }

    /// An event begins.
    void begin() {
        questions = 0;
    }

    void handedOut(Ready ready) {
        if (!ready.snapshot().isEmpty()) {
            known.restored();
            lastIndex = ready.snapshot().metadata().index();
        }
        if (!ready.entries().isEmpty()) {
            known.handedOut(ready.entries());
            lastIndex = known.to();
        }
    }

    private interface Content {
        void write(ByteWriter out);
    }

    private void answered(Kind kind, Content content) {
        int at = recorder.begin(kind);
        recorder.out().number(questions);
        content.write(recorder.out());
        recorder.end(at);
    }

    private boolean isAsked() {
        if (recorder.isRecording()) {
            questions++;
            return true;
        }
        return false;
    }

    @Override
    public InitialState initialState() {
        return real().initialState();
    }

    @Override
    public long firstIndex() {
        long answer = real().firstIndex();
        if (isAsked() && answer != firstIndex) {
            firstIndex = answer;
            answered(Kind.FIRST_INDEX, out -> out.number(answer));
        }
        return answer;
    }

    @Override
    public long lastIndex() {
        long answer = real().lastIndex();
        if (isAsked() && answer != lastIndex) {
            lastIndex = answer;
            answered(Kind.LAST_INDEX, out -> out.number(answer));
        }
        return answer;
    }

    @Override
    public long term(long index) {
        long answer = real().term(index);
        if (isAsked() && (answer < 0 || !known.has(index))) {
            answered(Kind.TERM, out -> out.number(answer - UNAVAILABLE));
        }
        return answer;
    }

    @Override
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        List<Entry> answer = real().entries(lo, hi, sizeBytesMax);
        if (isAsked()) {
            if (answer == null) {
                answered(Kind.ENTRIES_CUT, out -> out.number(0));
            } else if (!known.covers(lo, hi)) {
                answered(Kind.ENTRIES, out -> ImageCodec.entries(answer, out));
            } else if (answer.size() < hi - lo) {
                answered(Kind.ENTRIES_CUT, out -> out.number(answer.size()));
            }
        }
        return answer;
    }

    @Override
    public @Nullable Snapshot snapshot() {
        Snapshot answer = real().snapshot();
        if (isAsked() && !(snapshotAsked && Objects.equals(answer, snapshot))) {
            snapshotAsked = true;
            snapshot = answer;
            answered(Kind.SNAPSHOT, out -> ImageCodec.snapshot(answer, out));
        }
        return answer;
    }
}
