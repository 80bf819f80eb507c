package dev.raftd.raftpb;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads each type up to the end of the input or of the limit pushed on it. What is refused, and how repeated, missing and unknown
/// fields are taken, is said in [Codec]; every refusal is an [IOException] whose message completes "not a valid X: …".
///
/// A type that another one embeds once (rather than in a list) is read on top of a base value: protobuf merges such a field when it
/// occurs twice, so the second occurrence starts from what the first one left.
final class Decoder {
    private static final int VARINT = WIRETYPE_VARINT;
    private static final int BYTES = WIRETYPE_LENGTH_DELIMITED;
    private static final byte[] NONE = {};
    private static final EntryType[] ENTRY_TYPES = EntryType.values();
    private static final MessageType[] MESSAGE_TYPES = MessageType.values();
    private static final ConfChangeType[] CHANGE_TYPES = ConfChangeType.values();
    private static final ConfChangeTransition[] TRANSITIONS = ConfChangeTransition.values();

    /// Reads one value, all of what `in` has up to its limit.
    @FunctionalInterface
    interface Read<T> {
        T from(CodedInputStream in) throws IOException;
    }

    private Decoder() {}

    static Entry entry(CodedInputStream in) throws IOException {
        EntryType type = EntryType.NORMAL;
        long term = 0;
        long index = 0;
        byte[] data = NONE;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> type = constant(in, ENTRY_TYPES, "Entry.Type");
                case 2 << 3 | VARINT -> term = nonNegative(in, "Entry.Term");
                case 3 << 3 | VARINT -> index = nonNegative(in, "Entry.Index");
                case 4 << 3 | BYTES -> data = in.readByteArray();
                default -> skip(in, tag, "Entry", 4);
            }
        }
        return new Entry(term, index, type, data);
    }

    static ConfState confState(CodedInputStream in, ConfState base) throws IOException {
        List<Long> voters = new ArrayList<>(base.voters());
        List<Long> learners = new ArrayList<>(base.learners());
        List<Long> votersOutgoing = new ArrayList<>(base.votersOutgoing());
        List<Long> learnersNext = new ArrayList<>(base.learnersNext());
        boolean autoLeave = base.autoLeave();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT, 1 << 3 | BYTES -> addIds(in, tag, voters);
                case 2 << 3 | VARINT, 2 << 3 | BYTES -> addIds(in, tag, learners);
                case 3 << 3 | VARINT, 3 << 3 | BYTES -> addIds(in, tag, votersOutgoing);
                case 4 << 3 | VARINT, 4 << 3 | BYTES -> addIds(in, tag, learnersNext);
                case 5 << 3 | VARINT -> autoLeave = in.readBool();
                default -> skip(in, tag, "ConfState", 5);
            }
        }
        return new ConfState(voters, learners, votersOutgoing, learnersNext, autoLeave);
    }

    static SnapshotMetadata snapshotMetadata(CodedInputStream in, SnapshotMetadata base) throws IOException {
        ConfState confState = base.confState();
        long index = base.index();
        long term = base.term();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | BYTES -> {
                    int outer = enter(in);
                    confState = confState(in, confState);
                    leave(in, outer);
                }
                case 2 << 3 | VARINT -> index = nonNegative(in, "SnapshotMetadata.index");
                case 3 << 3 | VARINT -> term = nonNegative(in, "SnapshotMetadata.term");
                default -> skip(in, tag, "SnapshotMetadata", 3);
            }
        }
        return new SnapshotMetadata(confState, index, term);
    }

    static Snapshot snapshot(CodedInputStream in, Snapshot base) throws IOException {
        byte[] data = base.data();
        SnapshotMetadata metadata = base.metadata();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | BYTES -> data = in.readByteArray();
                case 2 << 3 | BYTES -> {
                    int outer = enter(in);
                    metadata = snapshotMetadata(in, metadata);
                    leave(in, outer);
                }
                default -> skip(in, tag, "Snapshot", 2);
            }
        }
        return new Snapshot(data, metadata);
    }

    /// @param depthLeft how many more levels of responses may follow
    static Message message(CodedInputStream in, int depthLeft) throws IOException {
        MessageType type = MessageType.MSG_HUP;
        long to = 0;
        long from = 0;
        long term = 0;
        long logTerm = 0;
        long index = 0;
        List<Entry> entries = List.of();
        long commit = 0;
        Snapshot snapshot = null;
        boolean reject = false;
        long rejectHint = 0;
        byte[] context = NONE;
        long vote = 0;
        List<Message> responses = List.of();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> type = constant(in, MESSAGE_TYPES, "Message.type");
                case 2 << 3 | VARINT -> to = in.readUInt64();
                case 3 << 3 | VARINT -> from = in.readUInt64();
                case 4 << 3 | VARINT -> term = nonNegative(in, "Message.term");
                case 5 << 3 | VARINT -> logTerm = nonNegative(in, "Message.logTerm");
                case 6 << 3 | VARINT -> index = nonNegative(in, "Message.index");
                case 7 << 3 | BYTES -> entries = append(entries, in, Decoder::entry);
                case 8 << 3 | VARINT -> commit = nonNegative(in, "Message.commit");
                case 9 << 3 | BYTES -> snapshot = embeddedSnapshot(in, snapshot);
                case 10 << 3 | VARINT -> reject = in.readBool();
                case 11 << 3 | VARINT -> rejectHint = nonNegative(in, "Message.rejectHint");
                case 12 << 3 | BYTES -> context = in.readByteArray();
                case 13 << 3 | VARINT -> vote = in.readUInt64();
                case 14 << 3 | BYTES -> responses = append(responses, in, nested -> response(nested, depthLeft));
                default -> skip(in, tag, "Message", 14);
            }
        }
        return new Message(type, to, from, term, logTerm, index, sealed(entries), commit, snapshot, reject, rejectHint, context, vote,
                sealed(responses));
    }

    private static Snapshot embeddedSnapshot(CodedInputStream in, @Nullable Snapshot base) throws IOException {
        int outer = enter(in);
        Snapshot snapshot = snapshot(in, base == null ? Snapshot.EMPTY : base);
        leave(in, outer);
        return snapshot;
    }

    private static Message response(CodedInputStream in, int depthLeft) throws IOException {
        if (depthLeft == 0)
            throw refuse("Message.responses nest deeper than " + Codec.RESPONSES_DEPTH_MAX + " levels");
        return message(in, depthLeft - 1);
    }

    static HardState hardState(CodedInputStream in) throws IOException {
        long term = 0;
        long vote = 0;
        long commit = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> term = nonNegative(in, "HardState.term");
                case 2 << 3 | VARINT -> vote = in.readUInt64();
                case 3 << 3 | VARINT -> commit = nonNegative(in, "HardState.commit");
                default -> skip(in, tag, "HardState", 3);
            }
        }
        return new HardState(term, vote, commit);
    }

    static ConfChange confChange(CodedInputStream in) throws IOException {
        long id = 0;
        ConfChangeType type = ConfChangeType.ADD_NODE;
        long nodeId = 0;
        byte[] context = NONE;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> id = in.readUInt64();
                case 2 << 3 | VARINT -> type = constant(in, CHANGE_TYPES, "ConfChange.type");
                case 3 << 3 | VARINT -> nodeId = in.readUInt64();
                case 4 << 3 | BYTES -> context = in.readByteArray();
                default -> skip(in, tag, "ConfChange", 4);
            }
        }
        return new ConfChange(id, type, nodeId, context);
    }

    static ConfChangeSingle confChangeSingle(CodedInputStream in) throws IOException {
        ConfChangeType type = ConfChangeType.ADD_NODE;
        long nodeId = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> type = constant(in, CHANGE_TYPES, "ConfChangeSingle.type");
                case 2 << 3 | VARINT -> nodeId = in.readUInt64();
                default -> skip(in, tag, "ConfChangeSingle", 2);
            }
        }
        return new ConfChangeSingle(type, nodeId);
    }

    static ConfChangeV2 confChangeV2(CodedInputStream in) throws IOException {
        ConfChangeTransition transition = ConfChangeTransition.AUTO;
        List<ConfChangeSingle> changes = List.of();
        byte[] context = NONE;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | VARINT -> transition = constant(in, TRANSITIONS, "ConfChangeV2.transition");
                case 2 << 3 | BYTES -> changes = append(changes, in, Decoder::confChangeSingle);
                case 3 << 3 | BYTES -> context = in.readByteArray();
                default -> skip(in, tag, "ConfChangeV2", 3);
            }
        }
        return new ConfChangeV2(transition, changes, context);
    }

    /// Starts an embedded message; the result goes to [#leave]. The input being an array, a length that reaches beyond it is refused here,
    /// before anything is read or allocated for it.
    private static int enter(CodedInputStream in) throws IOException {
        return in.pushLimit(in.readRawVarint32());
    }

    private static void leave(CodedInputStream in, int outerLimit) {
        in.popLimit(outerLimit);
    }

    /// Adds an element to the immutable empty list, by then a new one, or to the list that an earlier call made.
    private static <T> List<T> append(List<T> list, CodedInputStream in, Read<T> read) throws IOException {
        List<T> grown = list.isEmpty() ? new ArrayList<>() : list;
        int outer = enter(in);
        grown.add(read.from(in));
        leave(in, outer);
        return grown;
    }

    private static <T> List<T> sealed(List<T> list) {
        return list.isEmpty() ? List.of() : Collections.unmodifiableList(list);
    }

    /// One id, or as many as a packed field holds: the numbers are the same, and which form is used is the writer's choice.
    private static void addIds(CodedInputStream in, int tag, List<Long> ids) throws IOException {
        if (WireFormat.getTagWireType(tag) == VARINT) {
            ids.add(in.readUInt64());
            return;
        }
        int outer = enter(in);
        while (!in.isAtEnd())
            ids.add(in.readUInt64());
        leave(in, outer);
    }

    private static <E extends Enum<E>> E constant(CodedInputStream in, E[] constants, String name) throws IOException {
        long number = in.readUInt64();
        if (number < 0 || number >= constants.length)
            throw refuse(name + " has no constant " + Long.toUnsignedString(number));
        return constants[(int) number];
    }

    private static long nonNegative(CodedInputStream in, String name) throws IOException {
        long v = in.readUInt64();
        if (v < 0)
            throw refuse(name + " is not below 2^63: " + Long.toUnsignedString(v));
        return v;
    }

    /// Passes over a field that a later version may have added, but not over one of ours that is of another type.
    private static void skip(CodedInputStream in, int tag, String type, int lastField) throws IOException {
        int field = WireFormat.getTagFieldNumber(tag);
        if (field <= lastField)
            throw refuse(type + " field " + field + " cannot have wire type " + WireFormat.getTagWireType(tag));
        if (!in.skipField(tag))
            throw refuse(type + " has the end of a group that did not begin");
    }

    private static IOException refuse(String message) {
        return new InvalidProtocolBufferException(message);
    }
}
