package dev.raftd.trace;

import dev.raftd.raft.Config;
import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.NodeImage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.Storage;
import dev.raftd.raft.Witness;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Records a node: its inputs, what its storage and its election timeouts answered, its Readys. Keeps the newest in memory, and passes all on
/// to a sink.
///
/// It is given to the node in three places: as the storage and the election timeouts of its [Config], and, by [#attach], as its witness.
///
/// Confined to the node's thread, but for [#lostEvents].
public final class Recorder implements Witness {
    /// Bytes that are passed on at once; a tick passes on what there is.
    private static final int PIECE_BYTES = 64 << 10;
    /// Responses that are waited for in order; older ones are recorded in full.
    static final int APPLYING_MAX = 16;
    private static final RecordingSink NOWHERE = piece -> true;

    private final RecorderConfig config;
    private final RecordingSink sink;
    private final int chunkBytes;
    private final int chunkEvents;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private final ArrayDeque<Message> applying = new ArrayDeque<>();
    private final ReadyCodec readys = new ReadyCodec();
    private final ObservedStorage storage = new ObservedStorage(this);
    private @Nullable RawNode node;
    private byte @Nullable [] opening;
    private @Nullable Chunk chunk;
    private @Nullable ByteWriter spare;
    private long seq;
    private long lastNanos;
    private int openRecord;
    private boolean inside;
    private boolean passOnSoon;
    private boolean sinkBehind;
    private volatile long lostEvents;

    public Recorder(RecorderConfig config, @Nullable RecordingSink sink) {
        this.config = config;
        this.sink = sink == null ? NOWHERE : sink;
        chunkBytes = (int) Math.min(Integer.MAX_VALUE / 4, config.memoryBytes() / RecorderConfig.CHUNKS);
        chunkEvents = config.eventsMax() / RecorderConfig.CHUNKS;
    }

    /// The storage as the node is to be given it.
    public Storage storage(Storage real) {
        storage.of(real);
        return storage;
    }

    /// The election timeouts as the node is to be given them.
    public ElectionTimeouts electionTimeouts(ElectionTimeouts real) {
        return electionTick -> {
            int ticks = real.next(electionTick);
            if (isRecording()) {
                int at = begin(Kind.TIMEOUT_DRAWN);
                out().number(ticks);
                end(at);
            }
            return ticks;
        };
    }

    /// From now on the node is recorded.
    public void attach(RawNode recorded, Config nodeConfig) {
        node = recorded;
        opening = RecordingFormat.opening(config.about(), nodeConfig);
        recorded.witness(this);
        startChunk();
    }

    /// Events that no recording has: they did not fit, or the sink could not follow. Any thread.
    public long lostEvents() {
        return lostEvents + sink.lostEvents();
    }

    /// The node is broken: what led there is passed on.
    public void crashed() {
        passOn();
        sink.crashed();
    }

    /// What a file begins with.
    byte[] opening() {
        if (opening == null) {
            throw new IllegalStateException("nothing is recorded yet");
        }
        return opening;
    }

    /// The ring as the parts of a file, in order. The parts never change afterwards; checksums are computed when they are asked for.
    public SavedRing save() {
        List<SavedRing.Part> parts = new ArrayList<>();
        long events = 0;
        for (Chunk c : chunks) {
            parts.add(c.save(c == chunk));
            events += c.events;
        }
        return new SavedRing(opening(), parts, events);
    }

    // inputs

    @Override
    public void tick() {
        if (chunk == null) {
            startChunk();
        }
        input(Kind.TICK, 0);
        endInput();
        passOnSoon = true;
    }

    @Override
    public void step(Message m) {
        roll();
        if (m == applying.peek()) {
            input(Kind.APPLIED, 0);
            applying.poll();
        } else if (input(Kind.STEP, sizeBytes(m))) {
            out().message(m);
        }
        endInput();
    }

    @Override
    public void order(Message m) {
        if (input(Kind.ORDER, sizeBytes(m))) {
            out().message(m);
        }
        endInput();
    }

    @Override
    public void propose(List<Entry> proposals) {
        if (input(Kind.PROPOSE, sizeBytes(proposals))) {
            ImageCodec.entries(proposals, out());
        }
        endInput();
    }

    @Override
    public void applyConfChange(ConfChangeV2 change) {
        if (input(Kind.APPLY_CONF_CHANGE, change.context().length)) {
            out().bytes(Codec.encode(change));
        }
        endInput();
    }

    @Override
    public void setRandomizedElectionTimeout(int ticks) {
        if (input(Kind.SET_TIMEOUT, 0)) {
            out().number(ticks);
        }
        endInput();
    }

    @Override
    public void takeReady() {
        input(Kind.TAKE_READY, 0);
        endInput();
    }

    @Override
    public void advance() {
        input(Kind.ADVANCE, 0);
        endInput();
    }

    @Override
    public void ready(Ready ready) {
        storage.handedOut(ready);
        if (isRecording()) {
            int at = begin(Kind.READY);
            readys.write(ready, out());
            end(at);
            awaitApplied(ready.messages(), applying);
        }
    }

    /// The responses that will be stepped when what was handed out is applied.
    static void awaitApplied(List<Message> messages, ArrayDeque<Message> applying) {
        for (int i = 0; i < messages.size(); i++) {
            Message m = messages.get(i);
            if (m.type() == MessageType.MSG_STORAGE_APPLY) {
                applying.addAll(m.responses());
            }
        }
        while (applying.size() > APPLYING_MAX) {
            applying.removeFirst();
        }
    }

    @Override
    public void done() {
        inside = false;
        Chunk c = chunk;
        if (c != null && (passOnSoon || c.out.size() - c.passedOn >= PIECE_BYTES)) {
            passOnSoon = false;
            passOn();
        }
    }

    private static long sizeBytes(Message m) {
        return sizeBytes(m.entries()) + m.context().length + (m.snapshot() == null ? 0 : m.snapshot().data().length);
    }

    private static long sizeBytes(List<Entry> entries) {
        long sum = 0;
        for (int i = 0; i < entries.size(); i++) {
            sum += entries.get(i).data().length;
        }
        return sum;
    }

    // records

    /// Begins the next event. False if it is not recorded.
    private boolean input(Kind kind, long payloadBytes) {
        roll();
        seq++;
        if (chunk != null && payloadBytes > config.memoryBytes() / 4) {
            pause();
        }
        if (chunk == null) {
            lose(1);
            return false;
        }
        chunk.events++;
        inside = true;
        storage.begin();
        openRecord = begin(kind);
        out().number(kind.comesFromOutside() ? microsSinceLast() : 0);
        return true;
    }

    /// Reading a clock costs as much as recording a small event.
    private long microsSinceLast() {
        long micros = Math.max(0, (config.nanoTime().getAsLong() - lastNanos) / 1000);
        lastNanos += micros * 1000;
        return micros;
    }

    private void roll() {
        if (chunk != null && chunk.isFull(chunkBytes, chunkEvents)) {
            startChunk();
        }
    }

    private void endInput() {
        if (chunk != null) {
            end(openRecord);
        }
    }

    /// Whether what the surroundings answer belongs to an event that is recorded.
    boolean isRecording() {
        return inside && chunk != null;
    }

    ByteWriter out() {
        return Objects.requireNonNull(chunk).out;
    }

    /// Begins a record of the present event.
    int begin(Kind kind) {
        int at = out().reserve32();
        out().put(kind.ordinal());
        return at;
    }

    void end(int at) {
        out().fixed32(at, out().size() - at - Integer.BYTES);
    }

    // chunks

    /// Seals the present chunk and begins the next one with the node as it is now, unless that would fill the ring by itself.
    private void startChunk() {
        pause();
        NodeImage image = Objects.requireNonNull(node).image();
        if (ImageCodec.payloadBytes(image) > config.memoryBytes() / 4) {
            return;
        }
        makeRoom();
        lastNanos = config.nanoTime().getAsLong();
        ByteWriter out = spare == null ? new ByteWriter(chunkBytes) : spare;
        spare = null;
        out.clear();
        out.number(seq);
        out.number(config.clock().millis());
        storage.forget(image.log().unstable().entries());
        storage.write(out);
        ImageCodec.write(image, out);
        chunk = new Chunk(out, out.size());
        chunks.addLast(chunk);
        applying.clear();
        sinkBehind = !sink.offer(new RecordingSink.Piece(opening(), out.toBytes(), 0));
        chunk.passedOn = out.size();
    }

    /// The present chunk is over, and no other one has begun.
    private void pause() {
        passOn();
        chunk = null;
    }

    private void makeRoom() {
        long bytes = chunkBytes;
        long events = chunkEvents;
        for (Chunk c : chunks) {
            bytes += c.out.capacity();
            events += c.events;
        }
        while (!chunks.isEmpty() && (bytes > config.memoryBytes() || events > config.eventsMax())) {
            Chunk oldest = chunks.removeFirst();
            bytes -= oldest.out.capacity();
            events -= oldest.events;
            if (!oldest.shared && oldest.out.capacity() <= 2 * chunkBytes) {
                spare = oldest.out;
            }
        }
    }

    private void passOn() {
        Chunk c = chunk;
        if (c == null || c.out.size() == c.passedOn || sink == NOWHERE) {
            return;
        }
        int events = c.events - c.eventsPassedOn;
        if (sinkBehind || !sink.offer(new RecordingSink.Piece(null, c.out.copy(c.passedOn, c.out.size()), events))) {
            sinkBehind = true;
            lose(events);
        }
        c.passedOn = c.out.size();
        c.eventsPassedOn = c.events;
    }

    private void lose(int events) {
        lostEvents = lostEvents + events;
    }
}
