package dev.raftd.trace;

import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeV2;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events of a [Recording.Section], one after the other.
final class EventReader {
    private final byte[] bytes;
    private final Recording.Section section;
    private int range = -1;
    private ByteReader in;
    private long seq;
    private long timeMicros;
    private @Nullable ByteReader pending;
    private @Nullable Kind pendingKind;

    EventReader(Recording recording, Recording.Section section) throws RecordingException {
        this.bytes = recording.bytes();
        this.section = section;
        in = new ByteReader(bytes, 0, 0);
        seq = section.base();
        timeMicros = section.timeMillis() * 1000;
        nextRecord();
    }

    private EventReader(EventReader other) {
        bytes = other.bytes;
        section = other.section;
        range = other.range;
        in = other.in.copy();
        seq = other.seq;
        timeMicros = other.timeMicros;
        pending = other.pending == null ? null : other.pending.copy();
        pendingKind = other.pendingKind;
    }

    /// One that stands where this one does.
    EventReader copy() {
        return new EventReader(this);
    }

    private void nextRecord() throws RecordingException {
        while (in.atEnd()) {
            if (++range >= section.events().size()) {
                pending = null;
                return;
            }
            Recording.Range r = section.events().get(range);
            in = new ByteReader(bytes, r.from(), r.to());
        }
        pending = in.part(in.fixed32());
        pendingKind = Kind.of(pending.take());
    }

    /// Null after the last one.
    @Nullable
    RecordedEvent next() throws RecordingException {
        ByteReader record = pending;
        Kind kind = pendingKind;
        if (record == null || kind == null) {
            return null;
        }
        if (!kind.isInput()) {
            throw record.refuse("an answer before the first event");
        }
        timeMicros += record.number();
        seq++;
        Input input = input(kind, record);
        nextRecord();
        return rest(input);
    }

    private RecordedEvent rest(Input input) throws RecordingException {
        List<Integer> timeouts = List.of();
        List<Answers.Stored> stored = List.of();
        byte[] ready = null;
        while (pending != null && pendingKind != null && !pendingKind.isInput()) {
            switch (pendingKind) {
                case TIMEOUT_DRAWN -> timeouts = with(timeouts, pending.small());
                case READY -> ready = pending.raw(pending.left());
                default -> stored = with(stored, stored(pendingKind, pending));
            }
            nextRecord();
        }
        Answers answers = timeouts.isEmpty() && stored.isEmpty() ? Answers.NONE : new Answers(timeouts, stored);
        return new RecordedEvent(seq, timeMicros, input, answers, ready);
    }

    private static <T> List<T> with(List<T> list, T element) {
        List<T> grown = list.isEmpty() ? new ArrayList<>(2) : list;
        grown.add(element);
        return grown;
    }

    private static Input input(Kind kind, ByteReader in) throws RecordingException {
        return switch (kind) {
            case TICK -> new Input.Tick();
            case STEP -> new Input.Step(in.message());
            case APPLIED -> new Input.Applied();
            case ORDER -> new Input.Order(in.message());
            case PROPOSE -> new Input.Propose(in.list(in::entry));
            case APPLY_CONF_CHANGE -> new Input.ApplyConfChange(change(in));
            case SET_TIMEOUT -> new Input.SetTimeout(in.small());
            case TAKE_READY -> new Input.TakeReady();
            case ADVANCE -> new Input.Advance();
            case TIMEOUT_DRAWN, FIRST_INDEX, LAST_INDEX, SNAPSHOT, TERM, ENTRIES, ENTRIES_CUT, READY -> throw in.refuse("not an input");
        };
    }

    private static ConfChangeV2 change(ByteReader in) throws RecordingException {
        try {
            return Codec.decodeConfChangeV2(in.bytes());
        } catch (CodecException e) {
            throw in.refuse(e.getMessage());
        }
    }

    private static Answers.Stored stored(Kind kind, ByteReader in) throws RecordingException {
        int question = in.small();
        return new Answers.Stored(question, switch (kind) {
            case FIRST_INDEX -> new Answers.FirstIndex(in.number());
            case LAST_INDEX -> new Answers.LastIndex(in.number());
            case SNAPSHOT -> new Answers.TheSnapshot(ImageCodec.snapshot(in));
            case TERM -> new Answers.Term(in.number() + Storage.UNAVAILABLE);
            case ENTRIES -> new Answers.Read(in.list(in::entry));
            case ENTRIES_CUT -> new Answers.Cut(in.small());
            case TICK, STEP, APPLIED, ORDER, PROPOSE, APPLY_CONF_CHANGE, SET_TIMEOUT, TAKE_READY, ADVANCE, TIMEOUT_DRAWN, READY ->
                throw in.refuse("not an answer of storage");
        });
    }
}
