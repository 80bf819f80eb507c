package dev.raftd.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Recordings of a node alone, as files.
class RecordingTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
    private static final RecorderConfig.About ABOUT = new RecorderConfig.About(1, "00ff", "1.2.3");

    private final MemoryStorage storage = new MemoryStorage();
    private long nanos;
    private Recorder recorder = recorder(1 << 20, 1_000, null);
    private RawNode node = started();

    private Recorder recorder(long memoryBytes, int eventsMax, RecordingSink sink) {
        return new Recorder(new RecorderConfig(ABOUT, memoryBytes, eventsMax, CLOCK, () -> nanos += 1_000_000), sink);
    }

    private RawNode started() {
        if (storage.lastIndex() == 0) {
            storage.applySnapshot(new Snapshot(new byte[0], new SnapshotMetadata(ConfState.of(List.of(1L)), 1, 1)));
        }
        Config config = Config.builder(1, recorder.storage(storage), recorder.electionTimeouts(ticks -> ticks)).electionTick(10)
                .heartbeatTick(1).maxSizePerMsg(1 << 20).maxInflightMsgs(256).asyncStorageWrites(true).build();
        RawNode made = new RawNode(config);
        recorder.attach(made, config);
        return made;
    }

    private void write(int count, String text) {
        for (int i = 0; i < count; i++) {
            node.propose((text + i).getBytes(StandardCharsets.UTF_8));
            handOut();
        }
    }

    private void handOut() {
        while (node.hasReady()) {
            for (Message m : node.ready().messages()) {
                if (m.to() == LocalNodes.APPEND_THREAD) {
                    storage.append(m.entries());
                }
                m.responses().forEach(node::step);
            }
        }
    }

    private byte[] elected() {
        node.campaign();
        handOut();
        write(20, "value ");
        return recorder.save().toBytes();
    }

    private static List<String> differences(byte[] file) throws RecordingException {
        List<String> found = new ArrayList<>();
        Replay replay = new Replay(Recording.parse(file));
        for (Replay.Step step = replay.next(); step != null; step = replay.next()) {
            if (step.difference() != null) {
                found.add(step.event().seq() + " " + step.difference());
            }
        }
        return found;
    }

    /// The file with the bytes of a frame changed, its checksum made anew.
    private static byte[] changed(byte[] file, int at, int to) throws RecordingException {
        byte[] copy = file.clone();
        copy[at] = (byte) to;
        for (int frame = RecordingFormat.MAGIC.length; frame < file.length;) {
            int length = new ByteReader(file, frame, file.length).fixed32();
            int end = frame + RecordingFormat.FRAME_HEADER_BYTES + length;
            if (at < end) {
                ByteWriter checksum = new ByteWriter(4);
                checksum.fixed32(RecordingFormat.checksum(copy[frame + 8], copy, frame + 9, length));
                System.arraycopy(checksum.array(), 0, copy, frame + 4, 4);
                return copy;
            }
            frame = end;
        }
        throw new AssertionError("no frame there");
    }

    @Test
    void recordingSaysWhoWasRecorded() throws RecordingException {
        Recording recording = Recording.parse(elected());

        assertThat(recording.about()).isEqualTo(ABOUT);
        assertThat(recording.isComplete()).isTrue();
        assertThat(recording.firstSeq()).isEqualTo(1);
        assertThat(recording.eventCount()).isEqualTo(recording.lastSeq()).isGreaterThan(60);
    }

    @Test
    void replayEndsInTheStateOfTheRecordedNode() throws RecordingException {
        Replay replay = new Replay(Recording.parse(elected()));
        replay.goTo(replay.recording().lastSeq());

        assertThat(replay.node().basicStatus()).isEqualTo(node.basicStatus());
        assertThat(replay.node().logState()).isEqualTo(node.logState());
        assertThat(replay.node().basicStatus().state()).isEqualTo(StateType.LEADER);
    }

    @Test
    void oneByteOfARecordedReadyChangedIsNamed() throws RecordingException {
        byte[] file = elected();
        Recording recording = Recording.parse(file);
        RecordedEvent event = eventWithMessages(recording);
        int at = indexOf(file, event.ready());
        Ready ready = readyOf(recording, event.seq());
        // the first Ready of the election: a vote by this node for itself, in term 1
        assertThat(ready.hardState().term()).isEqualTo(1);
        int term = at + 1 + 2; // flags, soft state

        assertThat(differences(changed(file, term, 7)))
                .containsExactly(event.seq() + " hardState.term: recorded 7, replayed 1");
    }

    @Test
    void everyByteOfARecordedReadyMatters() throws RecordingException {
        byte[] file = elected();
        Recording recording = Recording.parse(file);
        RecordedEvent event = eventWithMessages(recording);
        int from = indexOf(file, event.ready());
        for (int at = from; at < from + event.ready().length; at++) {
            List<String> found = differences(changed(file, at, file[at] ^ 1));
            assertThat(found).as("byte %d", at - from).hasSize(1).first().asString().startsWith(event.seq() + " ").contains("recorded");
        }
    }

    private static RecordedEvent eventWithMessages(Recording recording) throws RecordingException {
        EventReader reader = new EventReader(recording, recording.sections().getFirst());
        for (RecordedEvent e = reader.next(); e != null; e = reader.next()) {
            if (e.ready() != null && e.ready().length > 40) {
                return e;
            }
        }
        throw new AssertionError();
    }

    private static Ready readyOf(Recording recording, long seq) throws RecordingException {
        Replay replay = new Replay(recording);
        replay.goTo(seq);
        return replay.last().ready();
    }

    private static int indexOf(byte[] file, byte[] part) {
        for (int i = 0; i + part.length <= file.length; i++) {
            if (Arrays.equals(file, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError();
    }

    @Test
    void changedInputIsADifferenceFurtherOn() throws RecordingException {
        byte[] file = elected();
        int at = indexOf(file, "value 7".getBytes(StandardCharsets.UTF_8));

        assertThat(differences(changed(file, at, 'w'))).first().asString().contains("data: recorded of CRC32C");
    }

    @Test
    void fileThatIsCutIsReadUpToItsLastWholeFrame() throws RecordingException {
        List<byte[]> frames = new ArrayList<>();
        recorder = recorder(1 << 20, 1_000, piece -> frames.add(RecordingFormat.frame(piece)));
        node = started();
        node.campaign();
        handOut();
        for (int i = 0; i < 5; i++) {
            node.tick();
            write(3, "tick " + i);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(recorder.opening());
        frames.forEach(all::writeBytes);
        byte[] file = all.toByteArray();
        long whole = Recording.parse(file).eventCount();
        int lastFrame = file.length - frames.getLast().length;

        for (int end = lastFrame; end < file.length; end++) {
            Recording cut = Recording.parse(Arrays.copyOf(file, end));
            assertThat(cut.tornBytes()).isEqualTo(end - lastFrame);
            assertThat(cut.isComplete()).isFalse();
            assertThat(cut.eventCount()).isLessThan(whole);
        }
        assertThat(differences(Arrays.copyOf(file, file.length - 1))).isEmpty();
    }

    @Test
    void damagedFileIsRefusedWithTheOffset() throws RecordingException {
        byte[] file = elected();
        int frame = RecordingFormat.MAGIC.length;
        int second = frame + RecordingFormat.FRAME_HEADER_BYTES + new ByteReader(file, frame, file.length).fixed32();
        file[second + 20] ^= 1;

        assertThatThrownBy(() -> Recording.parse(file)).isInstanceOfSatisfying(RecordingException.class, e -> {
            assertThat(e.offset()).isEqualTo(second);
            assertThat(e).hasMessage("the checksum of a frame is wrong");
        });
    }

    @Test
    void everythingElseIsRefused() {
        assertThatThrownBy(() -> Recording.parse(new byte[0])).isInstanceOf(RecordingException.class);
        assertThatThrownBy(() -> Recording.parse("RAFTREC2 and more".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(RecordingException.class).hasMessage("not a recording of raftd");
        assertThatThrownBy(() -> Recording.parse(RecordingFormat.magic())).isInstanceOf(RecordingException.class);
    }

    /// The checksum alone stands between these bytes and the decoder; here it is made anew, as by somebody who means harm.
    @Test
    void noBytesLeadToAnythingButARefusalOrADifference() throws RecordingException {
        byte[] file = elected();
        for (int at = RecordingFormat.MAGIC.length + 9; at < file.length; at += 7) {
            try {
                differences(changed(file, at, file[at] ^ 0x55));
            } catch (RecordingException refused) {
                assertThat(refused.offset()).isBetween(0L, (long) file.length);
            }
        }
    }

    @Test
    void ringStaysWithinItsBoundsAndBeginsWithACheckpoint() throws RecordingException {
        recorder = recorder(64 << 10, 1_000_000, null);
        node = started();
        node.campaign();
        handOut();
        write(2_000, "a value of some length, so that the ring fills ");
        byte[] file = recorder.save().toBytes();
        Recording recording = Recording.parse(file);

        assertThat(file.length).isBetween(32 << 10, 80 << 10);
        assertThat(recording.firstSeq()).isGreaterThan(1_000);
        assertThat(differences(file)).isEmpty();
    }

    @Test
    void whatDoesNotFitTheRingIsPassedOverAndCounted() throws RecordingException {
        recorder = recorder(64 << 10, 1_000, null);
        node = started();
        node.campaign();
        handOut();
        write(1, "x".repeat(20 << 10));
        assertThat(recorder.lostEvents()).isPositive();
        long lost = recorder.lostEvents();
        node.tick();
        write(3, "small ");

        assertThat(recorder.lostEvents()).isEqualTo(lost);
        byte[] file = recorder.save().toBytes();
        assertThat(differences(file)).isEmpty();
        assertThat(Recording.parse(file).lastSeq()).isEqualTo(Recording.parse(file).eventCount() + lost);
    }

    @Test
    void sinkThatCannotFollowIsPassedOverUntilTheNextCheckpoint() throws RecordingException {
        List<RecordingSink.Piece> taken = new ArrayList<>();
        boolean[] takes = {true};
        recorder = recorder(1 << 20, 160, piece -> takes[0] && taken.add(piece));
        node = started();
        node.campaign();
        handOut();
        node.tick();
        takes[0] = false;
        write(1, "a");
        node.tick();
        takes[0] = true;
        write(1, "b");
        node.tick();
        assertThat(recorder.lostEvents()).isPositive();
        write(10, "c");
        node.tick();

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(recorder.opening());
        taken.forEach(piece -> all.writeBytes(RecordingFormat.frame(piece)));
        Recording recording = Recording.parse(all.toByteArray());
        assertThat(recording.lastSeq() - recording.firstSeq() + 1).isEqualTo(recording.eventCount() + recorder.lostEvents());
        assertThat(differences(all.toByteArray())).isEmpty();
    }

    @Test
    void goingToAnEventFromAnywhereShowsTheSameState() throws RecordingException {
        recorder = recorder(1 << 20, 800, null);
        node = started();
        node.campaign();
        handOut();
        write(150, "v");
        Recording recording = Recording.parse(recorder.save().toBytes());
        List<String> states = new ArrayList<>();
        Replay forward = new Replay(recording);
        states.add(state(forward));
        while (forward.next() != null) {
            states.add(state(forward));
        }
        Replay jumping = new Replay(recording);
        for (int i = 0; i < states.size(); i++) {
            int to = i * 37 % states.size();
            jumping.goTo(recording.firstSeq() - 1 + to);
            assertThat(state(jumping)).isEqualTo(states.get(to));
        }
    }

    private static String state(Replay replay) {
        return replay.seq() + " " + replay.node().basicStatus() + replay.node().logState();
    }
}
