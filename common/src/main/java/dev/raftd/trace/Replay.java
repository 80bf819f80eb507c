package dev.raftd.trace;

import dev.raftd.InvariantError;
import dev.raftd.raft.Config;
import dev.raftd.raft.NodeImage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.TraceSink;
import dev.raftd.raftpb.Message;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A recorded node, alive again: its recorded inputs go into a node of this build, and each Ready is compared with the recorded one.
///
/// Where it stands is told by the number of the event replayed last. Going back goes to the nearest state kept before, and forward from there:
/// that of the checkpoint, and, within the checkpoint's section where it stands, one every few hundred events.
public final class Replay {
    private static final int KEPT_EVERY = 512;

    /// An event that was replayed.
    ///
    /// @param ready      the Ready of this build
    /// @param difference the first one between recording and replay, null if there is none
    public record Step(RecordedEvent event, @Nullable Ready ready, @Nullable String difference) {}

    /// A state to go on from.
    private record Kept(NodeImage image, ReplayStorage.Memory storage, List<Message> applying, EventReader events, @Nullable Step step) {}

    private final Recording recording;
    private final Config config;
    private final ReplayStorage storage = new ReplayStorage();
    private final ReadyCodec codec = new ReadyCodec();
    private final ByteWriter bytes = new ByteWriter(1024);
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private ArrayDeque<Message> applying = new ArrayDeque<>();
    private TraceSink trace = TraceSink.NONE;
    private int section;
    private EventReader events;
    private RawNode node;
    private long seq;
    private @Nullable Step last;

    /// Stands before the first event.
    public Replay(Recording recording) throws RecordingException {
        this.recording = recording;
        config = recording.settings().config(storage, storage);
        events = new EventReader(recording, recording.sections().getFirst());
        node = open(0);
    }

    public Recording recording() {
        return recording;
    }

    /// The node as it is after the last event. It must only be looked at.
    public RawNode node() {
        return node;
    }

    /// The number of the event replayed last; before the first one, the number before its own.
    public long seq() {
        return seq;
    }

    /// The event replayed last; null at the beginning of a section.
    public @Nullable Step last() {
        return last;
    }

    public boolean isAtEnd() {
        return seq >= recording.lastSeq();
    }

    private RawNode open(int place) throws RecordingException {
        Recording.Section s = recording.sections().get(place);
        NodeImage image = image(s);
        storage.forget(s.marks(), image.log().unstable().entries());
        RawNode opened = RawNode.resumed(config, image);
        opened.trace(trace);
        section = place;
        events = new EventReader(recording, s);
        applying = new ArrayDeque<>();
        kept.clear();
        seq = s.base();
        last = null;
        return opened;
    }

    /// Shows the steps of the node to a sink, from here on. [#node] is not the same node all the time.
    public void trace(TraceSink sink) {
        trace = new Aside(sink, storage);
        node.trace(trace);
    }

    private NodeImage image(Recording.Section s) throws RecordingException {
        ByteReader in = new ByteReader(recording.bytes(), s.imageOffset(), s.imageEnd());
        try {
            NodeImage image = ImageCodec.read(in, config);
            if (!in.atEnd()) {
                throw in.refuse("a checkpoint with more than is known of it");
            }
            return image;
        } catch (InvariantError | RuntimeException impossible) {
            throw in.refuse("a checkpoint that cannot be: " + impossible.getMessage());
        }
    }

    /// Replays the next event; null after the last one.
    public @Nullable Step next() throws RecordingException {
        keep();
        RecordedEvent event = events.next();
        String difference = null;
        while (event == null) {
            if (section + 1 == recording.sections().size()) {
                return null;
            }
            difference = enter(section + 1);
            event = events.next();
        }
        return replayed(event, difference);
    }

    private void keep() {
        if ((seq - recording.sections().get(section).base()) % KEPT_EVERY == 0 && !kept.containsKey(seq)) {
            kept.put(seq, new Kept(node.image(), storage.memory(), List.copyOf(applying), events.copy(), last));
        }
    }

    private Step replayed(RecordedEvent event, @Nullable String before) {
        Step step = replay(event, before);
        seq = event.seq();
        last = step;
        return step;
    }

    /// Goes on in the next section. What was replayed must have led to its checkpoint, if no events are missing between them.
    private @Nullable String enter(int place) throws RecordingException {
        Recording.Section next = recording.sections().get(place);
        boolean follows = next.base() == seq;
        bytes.clear();
        ImageCodec.write(node.image(), bytes);
        byte[] reached = bytes.toBytes();
        node = open(place);
        byte[] recorded = Arrays.copyOfRange(recording.bytes(), next.imageOffset(), next.imageEnd());
        return !follows || Arrays.equals(reached, recorded) ? null : "the replayed state is not that of the checkpoint before this event";
    }

    private Step replay(RecordedEvent event, @Nullable String before) {
        storage.begin(event.answers());
        Ready ready = null;
        String difference = before;
        try {
            ready = carryOut(event.input());
            difference = difference != null ? difference : difference(event, ready);
        } catch (InvariantError | RuntimeException broken) {
            difference = difference != null ? difference : "the replayed node fails: " + broken.getMessage();
        } finally {
            storage.end();
        }
        if (ready != null) {
            storage.handedOut(ready);
            Recorder.awaitApplied(ready.messages(), applying);
        }
        return new Step(event, ready, difference);
    }

    private @Nullable String difference(RecordedEvent event, @Nullable Ready ready) {
        if (ready == null) {
            return null;
        }
        if (event.ready() == null) {
            return "the recorded node did not finish this Ready";
        }
        bytes.clear();
        codec.write(ready, bytes);
        if (Arrays.equals(bytes.array(), 0, bytes.size(), event.ready(), 0, event.ready().length)) {
            return null;
        }
        return ReadyDifference.first(event.ready(), bytes.toBytes());
    }

    private @Nullable Ready carryOut(Input input) {
        switch (input) {
            case Input.Tick t -> node.tick();
            case Input.Step s -> node.step(s.message());
            case Input.Applied a -> applied();
            case Input.Order o -> node.repeat(o.message());
            case Input.Propose p -> node.propose(p.entries());
            case Input.ApplyConfChange a -> node.applyConfChange(a.change());
            case Input.SetTimeout s -> node.setRandomizedElectionTimeout(s.ticks());
            case Input.Advance a -> node.advance();
            case Input.TakeReady r -> {
                return node.ready();
            }
        }
        return null;
    }

    private void applied() {
        Message response = applying.poll();
        if (response == null) {
            throw new ReplayStorage.UnexpectedQuestion("nothing was handed out to be applied, but the recorded node was told that it is");
        }
        node.step(response);
    }

    /// Goes to just after an event; the first one's number less one is before it. Where events are missing, to the last one before.
    ///
    /// @throws IllegalArgumentException for a number that the recording does not have
    public void goTo(long target) throws RecordingException {
        if (target < recording.firstSeq() - 1 || target > recording.lastSeq()) {
            throw new IllegalArgumentException(
                    "there are events " + recording.firstSeq() + " to " + recording.lastSeq() + ", not " + target);
        }
        int place = sectionOf(target);
        if (place != section) {
            node = open(place);
        } else if (target < seq) {
            backTo(target);
        }
        while (seq < target && !isAtSectionsEnd()) {
            next();
        }
    }

    private boolean isAtSectionsEnd() {
        Recording.Section s = recording.sections().get(section);
        return seq >= s.base() + s.count();
    }

    private int sectionOf(long target) {
        int place = 0;
        while (place + 1 < recording.sections().size() && recording.sections().get(place + 1).base() < target) {
            place++;
        }
        return place;
    }

    private void backTo(long target) throws RecordingException {
        var nearest = kept.floorEntry(target);
        if (nearest == null) {
            node = open(section);
            return;
        }
        Kept state = nearest.getValue();
        storage.remember(state.storage);
        node = RawNode.resumed(config, state.image);
        node.trace(trace);
        applying = new ArrayDeque<>(state.applying);
        seq = nearest.getKey();
        last = state.step;
        events = state.events.copy();
    }
}
