package dev.raftd.server.replica;

import dev.raftd.api.Evidence;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.SnapshotMetadata;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How messages reach the other members. Implemented over HTTP by the transport package and in one thread by tests.
///
/// May drop, delay and, across connections, repeat messages: Raft copes with each. Never blocks its caller.
public interface Transport {
    /// Who is a member now, and at which URL: called at the start and after each applied change. Members no longer named are hung up on.
    void members(Map<Long, String> peerUrls);

    /// Queues a message to a member. What finds its queue full or its member unknown is dropped and reported as unreachable.
    /// A MsgSnap is sent on a stream of its own, with the file that its metadata names as its data.
    void send(Message message);

    /// How the ways to the other members are; empty where there are none to speak of. Any thread.
    List<Evidence.Link> links();

    /// What the transport tells the node. All methods may be called on any thread and do not block.
    interface Receiver {
        /// A message of a member, already checked to be for this node and this cluster.
        ///
        /// @return false if the mailbox is full and the message was dropped
        boolean received(Message message);

        /// Messages to that member were dropped or its connection failed.
        void unreachable(long peer);

        /// How the sending of a snapshot ended.
        void snapshotSent(long peer, boolean ok);
    }

    /// The snapshot files, for sending and receiving. May block: called on the transport's own threads.
    interface Snapshots {
        /// The file of a snapshot to send, or null if it is gone meanwhile.
        @Nullable
        Source openToSend(SnapshotMetadata metadata) throws IOException;

        /// A place for a snapshot that a leader sends. Two at once are safe.
        Sink receive(SnapshotMetadata metadata, long sizeBytes) throws IOException;

        interface Source extends Closeable {
            long sizeBytes();

            /// Of the whole file, which was verified; equal files of one snapshot have equal ones.
            int checksum();

            /// Fills the buffer from that byte on; false at the end.
            boolean read(ByteBuffer buffer, long offset) throws IOException;
        }

        interface Sink extends Closeable {
            void write(ByteBuffer chunk) throws IOException;

            /// The file is complete: it is made durable and its checksums are verified; throws if they do not hold. Only then may the
            /// MsgSnap be given to [Receiver#received]. Closing without this drops what was written.
            void complete() throws IOException;
        }
    }
}
