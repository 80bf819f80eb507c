package dev.raftd.server.kv;

import com.google.protobuf.CodedInputStream;
import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.raftpb.CodecException;
import java.io.IOException;
import java.util.Arrays;
import org.pcollections.TreePMap;

/// Builds a root from the bytes of a [SnapshotEncoder], in pieces of any size.
public final class SnapshotDecoder {
    private static final Course.Kind[] COURSES = Course.Kind.values();

    private byte[] pending = new byte[0];
    private int pendingSize;
    private long records;
    private boolean ended;

    private long revision;
    private long appliedIndex;
    private long hash;
    private long content;
    private TreePMap<Bytes, Kept> keys = KvRoot.EMPTY.keys();
    private TreePMap<Long, MemberInfo> members = KvRoot.EMPTY.memberMap();
    private TreePMap<Long, Long> removed = KvRoot.EMPTY.removed();
    private TreePMap<Bytes, Answered> answers = KvRoot.EMPTY.answers();
    private TreePMap<Long, Bytes> answerOrder = KvRoot.EMPTY.answerOrder();
    private TreePMap<Long, Runs> runs = KvRoot.EMPTY.runs();

    /// Takes the next bytes of the stream.
    public void add(byte[] bytes) throws CodecException {
        append(bytes);
        int offset = 0;
        try {
            for (int size = recordSize(offset); size >= 0; size = recordSize(offset)) {
                int head = headSize(offset);
                record(CodedInputStream.newInstance(pending, offset + head, size));
                offset += head + size;
            }
        } catch (IOException e) {
            throw new CodecException("snapshot record " + records + ": " + e.getMessage(), e);
        }
        System.arraycopy(pending, offset, pending, 0, pendingSize - offset);
        pendingSize -= offset;
    }

    /// The root, once all bytes were added.
    public KvRoot finish() throws CodecException {
        require(ended && pendingSize == 0, "the snapshot has no end");
        KvRoot root = new KvRoot(revision, appliedIndex, hash, content, keys, members, removed, answers, answerOrder, runs);
        require(StateHash.content(root) == content, "what is in the snapshot is not what its store was when it was written");
        return root;
    }

    private void append(byte[] bytes) {
        if (pendingSize + bytes.length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(2 * pending.length, pendingSize + bytes.length));
        }
        System.arraycopy(bytes, 0, pending, pendingSize, bytes.length);
        pendingSize += bytes.length;
    }

    /// Bytes of the length in front of a record.
    private int headSize(int offset) {
        int at = offset;
        while (pending[at] < 0) {
            at++;
        }
        return at + 1 - offset;
    }

    /// The size of the record at the offset, -1 if it is not there in full.
    private int recordSize(int offset) throws IOException, CodecException {
        long size = 0;
        for (int at = offset; at < pendingSize; at++) {
            int shift = 7 * (at - offset);
            require(shift <= 28, "a record's length of more than five bytes");
            size |= (pending[at] & 0x7fL) << shift;
            if (pending[at] >= 0) {
                require(size <= Integer.MAX_VALUE, "a record of " + size + " bytes");
                return size <= pendingSize - at - 1 ? (int) size : -1;
            }
        }
        return -1;
    }

    private void record(CodedInputStream in) throws IOException, CodecException {
        int kind = in.readRawByte();
        require(!ended, "a record after the end");
        require((records == 0) == (kind == SnapshotEncoder.HEAD), "the head is not the first record, or not the only one");
        switch (kind) {
            case SnapshotEncoder.HEAD -> head(in);
            case SnapshotEncoder.KEY -> key(in);
            case SnapshotEncoder.MEMBER -> member(in);
            case SnapshotEncoder.REMOVED -> removed = removed.plus(in.readUInt64(), in.readUInt64());
            case SnapshotEncoder.ANSWER -> answer(in);
            case SnapshotEncoder.ORIGIN -> origin(in);
            case SnapshotEncoder.END -> end(in);
            default -> throw new CodecException("a snapshot record of kind " + kind);
        }
        require(in.isAtEnd(), "bytes are left over in a record of kind " + kind);
        records++;
    }

    private void head(CodedInputStream in) throws IOException, CodecException {
        int format = in.readRawByte();
        require(format == SnapshotEncoder.FORMAT, "a snapshot of format " + format + "; this program knows " + SnapshotEncoder.FORMAT);
        revision = in.readUInt64();
        appliedIndex = in.readUInt64();
        hash = in.readFixed64();
        content = in.readFixed64();
    }

    private void key(CodedInputStream in) throws IOException {
        Bytes key = Bytes.of(in.readByteArray());
        Bytes value = Bytes.of(in.readByteArray());
        keys = keys.plus(key, new Kept(new KeyValue(key, value, in.readUInt64(), in.readUInt64(), in.readUInt64())));
    }

    private void member(CodedInputStream in) throws IOException, CodecException {
        long id = in.readUInt64();
        String peerUrl = in.readString();
        boolean announced = in.readBool();
        String clientUrl = in.readString();
        members = members.plus(id, new MemberInfo(id, peerUrl, announced ? clientUrl : null, course(in)));
    }

    private static Course course(CodedInputStream in) throws IOException, CodecException {
        int kind = in.readRawByte();
        long member = in.readUInt64();
        require(kind >= 0 && kind < COURSES.length && (COURSES[kind] == Course.Kind.REPLACES) == (member != 0),
                "a course of kind " + kind + " for " + member);
        return new Course(COURSES[kind], member);
    }

    private void answer(CodedInputStream in) throws IOException, CodecException {
        Bytes key = Bytes.of(in.readByteArray());
        int fingerprint = in.readFixed32();
        long index = in.readUInt64();
        long term = in.readUInt64();
        long revisionThen = in.readUInt64();
        int kind = in.readRawByte();
        WriteResult result = switch (kind) {
            case SnapshotEncoder.WRITTEN -> new WriteResult.Written(revisionThen, in.readBool());
            case SnapshotEncoder.COMPARE_FAILED -> new WriteResult.CompareFailed(revisionThen, in.readUInt64());
            default -> throw new CodecException("an answer of kind " + kind);
        };
        answers = answers.plus(key, new Answered(key, fingerprint, index, term, result));
        answerOrder = answerOrder.plus(index, key);
    }

    private void origin(CodedInputStream in) throws IOException {
        long member = in.readUInt64();
        Origin last = new Origin(member, in.readFixed64(), in.readFixed64());
        runs = runs.plus(member, runs.getOrDefault(member, Runs.NONE).with(last));
    }

    private void end(CodedInputStream in) throws IOException, CodecException {
        long count = in.readUInt64();
        require(count == records, "the snapshot has " + records + " records, its end says " + count);
        ended = true;
    }

    private static void require(boolean holds, String message) throws CodecException {
        if (!holds) {
            throw new CodecException(message);
        }
    }
}
