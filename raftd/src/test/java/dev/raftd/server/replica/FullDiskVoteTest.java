package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SimDisks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A vote may come in one write with entries that the disk has no room for. The vote is made durable without them; the writer once took the
/// ballot of the write before for it, and let the vote go, to be forgotten by a crash. A simulation found that.
class FullDiskVoteTest {
    private static final class Sent implements LogWriter.Outcomes {
        final List<Message> messages = new ArrayList<>();

        @Override
        public void durable(List<Message> responses) {}

        @Override
        public void send(Message response) {
            messages.add(response);
        }

        @Override
        public void installed(KvRoot root, SnapshotMetadata metadata) {}

        @Override
        public void full(boolean full) {}
    }

    private static Message vote(long term, long to, List<Entry> entries) {
        Message response = Message.builder(MessageType.MSG_VOTE_RESP).from(1).to(to).term(term).build();
        return Message.builder(MessageType.MSG_STORAGE_APPEND).from(1).to(LocalNodes.APPEND_THREAD).term(term).vote(to).entries(entries)
                .responses(List.of(response)).build();
    }

    @Test
    void voteThatComesWithEntriesThatDoNotFitIsDurableBeforeItLeaves() {
        Disk disk = SimDisks.fresh();
        Recovery.Recovered stored = Recovery.open(DataDir.open(disk, new Identity(1, 42)), new LogConfig(64 << 10, 1 << 20, 1));
        Sent sent = new Sent();
        LogWriter writer = new LogWriter(1, stored.log(), new SnapshotFiles(stored.snapshots()), sent, Runnable::run, () -> 0,
                new Counters());
        writer.enqueue(vote(4, 3, List.of()));
        assertThat(writer.runOnce()).isEqualTo(LogWriter.Turn.WORKED);
        writer.idle();
        SimDisks.bytesMax(disk, SimDisks.usedBytes(disk));
        writer.enqueue(vote(7, 2, List.of(new Entry(6, 1, EntryType.NORMAL, new byte[200_000]))));
        assertThat(writer.runOnce()).isEqualTo(LogWriter.Turn.DISK_FULL);
        assertThat(sent.messages).hasSize(2);
        assertThat(SimDisks.hardState(disk, 1).term()).isEqualTo(7);
        assertThat(SimDisks.hardState(disk, 1).vote()).isEqualTo(2);
    }
}
