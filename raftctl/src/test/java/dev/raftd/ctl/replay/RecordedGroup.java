package dev.raftd.ctl.replay;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.trace.Recorder;
import dev.raftd.trace.RecorderConfig;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Three members that record themselves, each by a clock of its own.
public final class RecordedGroup {
    private static final class Member {
        final long id;
        final MemoryStorage storage = new MemoryStorage();
        final RawNode node;
        final Recorder recorder;
        boolean isCut;

        Member(long id, RecordedGroup group, long clockApartMicros) {
            this.id = id;
            RecorderConfig.About about = new RecorderConfig.About(id, "00000000000000aa", "0.1.0");
            recorder = new Recorder(new RecorderConfig(about, 4 << 20, 100_000,
                    () -> Instant.ofEpochSecond(1_700_000_000).plusNanos((group.micros + clockApartMicros) * 1_000),
                    () -> ++group.micros * 1_000), null);
            storage.applySnapshot(new Snapshot(new byte[0], new SnapshotMetadata(ConfState.of(List.of(1L, 2L, 3L)), 1, 1)));
            storage.setHardState(new HardState(1, 0, 1));
            Config config = Config.builder(id, recorder.storage(storage), recorder.electionTimeouts(ticks -> ticks + (int) id))
                    .electionTick(10)
                    .heartbeatTick(1).maxSizePerMsg(1 << 20).maxInflightMsgs(256).checkQuorum(true).preVote(true).applied(1).build();
            node = new RawNode(config);
            recorder.attach(node, config);
        }
    }

    private final List<Member> members = new ArrayList<>();
    private final Deque<Message> wire = new ArrayDeque<>();
    private long micros;

    /// @param clocksApartMicros how far each member's clock is ahead of the first one's
    public RecordedGroup(long... clocksApartMicros) {
        for (int i = 0; i < 3; i++) {
            members.add(new Member(i + 1, this, clocksApartMicros.length == 0 ? 0 : clocksApartMicros[i]));
        }
    }

    /// A first leader, twenty entries, the leader cut off, a second one, and all together again.
    public static RecordedGroup afterTheLossOfALeader(long... clocksApartMicros) {
        RecordedGroup group = new RecordedGroup(clocksApartMicros);
        group.member(1).node.campaign();
        group.settle();
        for (int i = 0; i < 20; i++) {
            group.member(1).node.propose(("value " + i).getBytes(StandardCharsets.UTF_8));
            group.settle();
        }
        group.member(1).isCut = true;
        group.tick(40);
        group.member(1).isCut = false;
        group.tick(5);
        group.leader().node.propose("after".getBytes(StandardCharsets.UTF_8));
        group.settle();
        group.tick(3);
        return group;
    }

    private Member member(long id) {
        return members.get((int) id - 1);
    }

    private Member leader() {
        return members.stream().filter(m -> !m.isCut && m.node.basicStatus().state() == StateType.LEADER).findFirst().orElseThrow();
    }

    private void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            members.forEach(m -> m.node.tick());
            settle();
        }
    }

    private void settle() {
        boolean more = true;
        while (more) {
            more = false;
            for (Member m : members) {
                while (m.node.hasReady()) {
                    handle(m);
                    more = true;
                }
            }
            for (Message message = wire.poll(); message != null; message = wire.poll()) {
                if (!member(message.from()).isCut && !member(message.to()).isCut) {
                    member(message.to()).node.step(message);
                    more = true;
                }
            }
        }
    }

    private void handle(Member m) {
        Ready ready = m.node.ready();
        if (!ready.hardState().isEmpty()) {
            m.storage.setHardState(ready.hardState());
        }
        m.storage.append(ready.entries());
        wire.addAll(ready.messages());
        for (Entry e : ready.committedEntries()) {
            apply(m, e);
        }
        m.node.advance();
    }

    private static void apply(Member m, Entry e) {
        try {
            if (e.type() != EntryType.NORMAL) {
                m.node.applyConfChange(Codec.decodeConfChange(e));
            }
        } catch (CodecException broken) {
            throw new AssertionError(broken);
        }
    }

    /// A member's recording, as a file.
    public byte[] file(long id) {
        return member(id).recorder.save().toBytes();
    }

    List<Recording> recordings() {
        List<Recording> recordings = new ArrayList<>();
        for (Member m : members) {
            recordings.add(parsed(file(m.id)));
        }
        return recordings;
    }

    Recording recording(long id) {
        return parsed(file(id));
    }

    private static Recording parsed(byte[] file) {
        try {
            return Recording.parse(file);
        } catch (RecordingException e) {
            throw new AssertionError(e);
        }
    }
}
