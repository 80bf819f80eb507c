package dev.raftd.server.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.server.transport.BadFrameException.Cause;

/// What holds for each message that a correct member sends: the border between bytes from outside and the core, which asserts it.
final class MessageCheck {
    /// Terms and indexes stay below it, so that adding to one never overflows. The codec refuses negative ones.
    private static final long LIMIT = 1L << 62;
    /// Frames up to this size are not weighed: they decode to little, whatever is in them.
    private static final int WEIGHED_BYTES_MIN = 4 << 10;
    /// Of an entry on the wire: a tag and a length, and type, term and index, which are always written.
    private static final int ENTRY_BYTES_MIN = 8;
    /// Of the name of a snapshot: thousands of members.
    private static final int SNAPSHOT_BYTES_MAX = 64 << 10;
    private static final int ENTRIES_FIELD = 7;
    private static final int SNAPSHOT_FIELD = 9;
    private static final int RESPONSES_FIELD = 14;

    /// How a type travels.
    private enum Way {
        /// On the stream, from its sender.
        STREAM,
        /// On the stream, and a follower passes it on to the leader as it came, with its first sender's name: a proposal or a read of
        /// another follower that took it for the leader, and a transfer, whose sender is the transferee.
        RELAYED,
        /// It opens a snapshot.
        SNAPSHOT,
        /// Not at all: a node says it to itself.
        LOCAL
    }

    private MessageCheck() {}

    private static Way way(MessageType type) {
        return switch (type) {
            case MSG_PROP, MSG_READ_INDEX, MSG_TRANSFER_LEADER -> Way.RELAYED;
            case MSG_APP, MSG_APP_RESP, MSG_HEARTBEAT, MSG_HEARTBEAT_RESP, MSG_READ_INDEX_RESP, MSG_TIMEOUT_NOW -> Way.STREAM;
            case MSG_VOTE, MSG_VOTE_RESP, MSG_PRE_VOTE, MSG_PRE_VOTE_RESP -> Way.STREAM;
            case MSG_SNAP -> Way.SNAPSHOT;
            case MSG_HUP, MSG_BEAT, MSG_UNREACHABLE, MSG_SNAP_STATUS, MSG_CHECK_QUORUM, MSG_FORGET_LEADER -> Way.LOCAL;
            case MSG_STORAGE_APPEND, MSG_STORAGE_APPEND_RESP, MSG_STORAGE_APPLY, MSG_STORAGE_APPLY_RESP -> Way.LOCAL;
        };
    }

    /// Before a frame is decoded, which takes memory for each thing in it, however small: whether those are as many as a member writes.
    static void weigh(byte[] array, int offset, int length) throws BadFrameException {
        if (length < WEIGHED_BYTES_MIN)
            return;
        CodedInputStream in = CodedInputStream.newInstance(array, offset, length);
        try {
            weigh(in, length);
        } catch (IOException e) {
            throw new BadFrameException(Cause.UNDECODABLE, "a frame of " + length + " bytes is not a message");
        }
    }

    private static void weigh(CodedInputStream in, int length) throws IOException, BadFrameException {
        int entries = 0;
        int snapshotBytes = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            int start = in.getTotalBytesRead();
            in.skipField(tag);
            if (field == ENTRIES_FIELD && ++entries > length / ENTRY_BYTES_MIN)
                throw new BadFrameException(Cause.SHAPE, "more than " + entries + " entries in a frame of " + length + " bytes");
            if (field == SNAPSHOT_FIELD)
                snapshotBytes += in.getTotalBytesRead() - start;
            if (field == RESPONSES_FIELD || snapshotBytes > SNAPSHOT_BYTES_MAX)
                throw new BadFrameException(Cause.SHAPE, "field " + field + " in a frame of " + length + " bytes");
        }
    }

    /// A message on the plain stream of a peer.
    static void stream(Message m, long peer, Peers peers) throws BadFrameException {
        Way way = way(m.type());
        if (way == Way.LOCAL || way == Way.SNAPSHOT)
            throw new BadFrameException(Cause.TYPE, m.type() + " does not travel on the stream");
        addresses(m, peer, peers, way);
        if (!m.responses().isEmpty() || m.snapshot() != null && !m.snapshot().equals(Snapshot.EMPTY))
            throw shape(m, "carries what its type has no use for");
        if (m.type() == MessageType.MSG_APP)
            entries(m);
    }

    /// The MsgSnap that opens a snapshot of a peer.
    static void snapshot(Message m, long peer, Peers peers) throws BadFrameException {
        Way way = way(m.type());
        if (way != Way.SNAPSHOT)
            throw new BadFrameException(Cause.TYPE, m.type() + " does not open a snapshot");
        addresses(m, peer, peers, way);
        Snapshot s = m.snapshot();
        if (s == null || s.isEmpty() || s.data().length > 0 || !m.responses().isEmpty())
            throw shape(m, "does not name one snapshot");
        if (s.metadata().confState().voters().isEmpty())
            throw shape(m, "names a snapshot without voters");
    }

    private static void addresses(Message m, long peer, Peers peers, Way way) throws BadFrameException {
        if (m.to() != peers.self())
            throw new BadFrameException(Cause.RECEIVER, m.type() + " to " + Long.toUnsignedString(m.to()));
        boolean relayed = way == Way.RELAYED && (m.from() == peers.self() || peers.isMember(m.from()));
        if (m.from() != peer && !relayed)
            throw new BadFrameException(Cause.SENDER, m.type() + " from " + Long.toUnsignedString(m.from()));
        boolean inRange = m.term() < LIMIT && m.logTerm() < LIMIT && m.index() < LIMIT && m.commit() < LIMIT && m.rejectHint() < LIMIT;
        if (!inRange)
            throw shape(m, "has a term or index out of range");
    }

    /// Entries follow the index named without a gap, in terms that never fall and none later than the sender's.
    private static void entries(Message m) throws BadFrameException {
        long index = m.index();
        long term = m.logTerm();
        for (Entry e : m.entries()) {
            if (e.index() != index + 1 || e.term() < term)
                throw shape(m, "has entry " + e.term() + "/" + e.index() + " after " + term + "/" + index);
            index = e.index();
            term = e.term();
        }
        if (term > m.term())
            throw shape(m, "of term " + m.term() + " has an entry of term " + term);
    }

    private static BadFrameException shape(Message m, String what) {
        return new BadFrameException(Cause.SHAPE, m.type() + " " + what);
    }
}
