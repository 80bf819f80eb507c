package dev.raftd.server.kv;

import com.google.protobuf.CodedOutputStream;
import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/// A root as a stream of bytes, made as it is asked for: what is in memory at a time is one chunk.
///
///     record*                           record = length(varint) kind(1 byte) fields
///       kind 1 head      format(1 byte) revision appliedIndex hash(8 bytes) content(8 bytes)   first, once
///       kind 2 key       key value createRevision modRevision version                  in key order
///       kind 3 member    id peerUrl hasClientUrl(1 byte) clientUrl course(1 byte) member  in id order
///       kind 4 removed   id index                                                      in id order
///       kind 5 answer    idempotencyKey fingerprint(4 bytes) index term result...      in index order
///       kind 6 origin    member incarnation(8 bytes) sequence(8 bytes)                 in member order, the oldest run first
///       kind 7 end       number of records before it                                   last, once
///
/// The same store gives the same bytes on every member. Checksums are the snapshot file's concern.
public final class SnapshotEncoder implements Iterator<byte[]> {
    static final int FORMAT = 2;
    static final int HEAD = 1;
    static final int KEY = 2;
    static final int MEMBER = 3;
    static final int REMOVED = 4;
    static final int ANSWER = 5;
    static final int ORIGIN = 6;
    static final int END = 7;
    static final int WRITTEN = 1;
    static final int COMPARE_FAILED = 2;
    private static final int CHUNK_BYTES = 64 << 10;

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private final KvRoot root;
    private final Iterator<Kept> keys;
    private final Iterator<MemberInfo> members;
    private final Iterator<Map.Entry<Long, Long>> removed;
    private final Iterator<Bytes> answers;
    private final Iterator<Origin> origins;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES + 1024);
    private final ByteArrayOutputStream scratch = new ByteArrayOutputStream();
    // kept, because a new one for each record would be more garbage than the record
    private final CodedOutputStream length = CodedOutputStream.newInstance(chunk);
    private final CodedOutputStream body = CodedOutputStream.newInstance(scratch);
    private long records;
    private boolean ended;

    public SnapshotEncoder(KvRoot root) {
        this.root = root;
        keys = root.keys().values().iterator();
        members = root.memberMap().values().iterator();
        removed = root.removed().entrySet().iterator();
        answers = root.answerOrder().values().iterator();
        origins = root.runs().values().stream().flatMap(runs -> runs.last().stream()).iterator();
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    /// The next chunk, about 64 KiB; a record may go on in the chunk that follows.
    @Override
    public byte[] next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        chunk.reset();
        try {
            while (!ended && chunk.size() < CHUNK_BYTES) {
                record();
            }
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return chunk.toByteArray();
    }

    private void record() throws IOException {
        if (records == 0) {
            record(HEAD, this::head);
        } else if (keys.hasNext()) {
            KeyValue kv = keys.next().kv();
            record(KEY, out -> key(out, kv));
        } else if (members.hasNext()) {
            MemberInfo member = members.next();
            record(MEMBER, out -> member(out, member));
        } else if (removed.hasNext()) {
            Map.Entry<Long, Long> id = removed.next();
            record(REMOVED, out -> removed(out, id));
        } else if (answers.hasNext()) {
            Answered answered = root.answers().get(answers.next());
            record(ANSWER, out -> answer(out, answered));
        } else if (origins.hasNext()) {
            Origin origin = origins.next();
            record(ORIGIN, out -> origin(out, origin));
        } else {
            record(END, out -> out.writeUInt64NoTag(records));
            ended = true;
        }
    }

    private void record(int kind, Fields fields) throws IOException {
        scratch.reset();
        body.write((byte) kind);
        fields.write(body);
        body.flush();
        length.writeUInt32NoTag(scratch.size());
        length.flush();
        scratch.writeTo(chunk);
        records++;
    }

    private void head(CodedOutputStream out) throws IOException {
        out.write((byte) FORMAT);
        out.writeUInt64NoTag(root.revision());
        out.writeUInt64NoTag(root.appliedIndex());
        out.writeFixed64NoTag(root.hash());
        out.writeFixed64NoTag(root.content());
    }

    private static void key(CodedOutputStream out, KeyValue kv) throws IOException {
        out.writeByteArrayNoTag(kv.key().array());
        out.writeByteArrayNoTag(kv.value().array());
        out.writeUInt64NoTag(kv.createRevision());
        out.writeUInt64NoTag(kv.modRevision());
        out.writeUInt64NoTag(kv.version());
    }

    private static void member(CodedOutputStream out, MemberInfo member) throws IOException {
        String clientUrl = member.clientUrl();
        out.writeUInt64NoTag(member.id());
        out.writeStringNoTag(member.peerUrl());
        out.writeBoolNoTag(clientUrl != null);
        out.writeStringNoTag(clientUrl == null ? "" : clientUrl);
        out.write((byte) member.course().kind().ordinal());
        out.writeUInt64NoTag(member.course().member());
    }

    private static void removed(CodedOutputStream out, Map.Entry<Long, Long> id) throws IOException {
        out.writeUInt64NoTag(id.getKey());
        out.writeUInt64NoTag(id.getValue());
    }

    private static void origin(CodedOutputStream out, Origin origin) throws IOException {
        out.writeUInt64NoTag(origin.member());
        out.writeFixed64NoTag(origin.incarnation());
        out.writeFixed64NoTag(origin.sequence());
    }

    private static void answer(CodedOutputStream out, Answered answered) throws IOException {
        out.writeByteArrayNoTag(answered.key().array());
        out.writeFixed32NoTag(answered.fingerprint());
        out.writeUInt64NoTag(answered.index());
        out.writeUInt64NoTag(answered.term());
        out.writeUInt64NoTag(answered.result().revision());
        switch (answered.result()) {
            case WriteResult.Written w -> {
                out.write((byte) WRITTEN);
                out.writeBoolNoTag(w.existed());
            }
            case WriteResult.CompareFailed c -> {
                out.write((byte) COMPARE_FAILED);
                out.writeUInt64NoTag(c.modRevision());
            }
            case WriteResult.KeyReused r -> throw new AssertionError("never remembered");
        }
    }
}
