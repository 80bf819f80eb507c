package dev.raftd.raftpb;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.raftd.raftpb.oracle.Message.Builder;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// One type of the vocabulary with its codec and its oracle, so that a test is written once and runs for all.
///
/// @param <T>    our record
/// @param <P>    protoc's class of the same type
/// @param theirs the same value in protoc's class, with every field set that etcd always writes
/// @param ours   the record of what protoc's class holds, with protobuf's defaults for absent fields
record WireType<T, P extends com.google.protobuf.Message>(String name, Function<RandomValues, T> random, Function<T, byte[]> encode,
        ToIntFunction<T> sizeOf, Decode<T> decode, Parser<P> parser, Function<T, P> theirs, Function<P, T> ours) {

    @FunctionalInterface
    interface Decode<T> {
        T from(byte[] bytes) throws CodecException;
    }

    static final List<WireType<?, ?>> ALL = List.of(
            new WireType<>("Entry", RandomValues::entry, Codec::encode, Codec::sizeOf, Codec::decodeEntry,
                    dev.raftd.raftpb.oracle.Entry.parser(), WireType::theirs, WireType::ours),
            new WireType<>("Message", RandomValues::message, Codec::encode, Codec::sizeOf, Codec::decodeMessage,
                    dev.raftd.raftpb.oracle.Message.parser(), WireType::theirs, WireType::ours),
            new WireType<>("HardState", RandomValues::hardState, Codec::encode, Codec::sizeOf, Codec::decodeHardState,
                    dev.raftd.raftpb.oracle.HardState.parser(), WireType::theirs, WireType::ours),
            new WireType<>("Snapshot", RandomValues::snapshot, Codec::encode, Codec::sizeOf, Codec::decodeSnapshot,
                    dev.raftd.raftpb.oracle.Snapshot.parser(), WireType::theirs, WireType::ours),
            new WireType<>("SnapshotMetadata", RandomValues::snapshotMetadata, Codec::encode, Codec::sizeOf, Codec::decodeSnapshotMetadata,
                    dev.raftd.raftpb.oracle.SnapshotMetadata.parser(), WireType::theirs, WireType::ours),
            new WireType<>("ConfState", RandomValues::confState, Codec::encode, Codec::sizeOf, Codec::decodeConfState,
                    dev.raftd.raftpb.oracle.ConfState.parser(), WireType::theirs, WireType::ours),
            new WireType<>("ConfChange", RandomValues::confChange, Codec::encode, Codec::sizeOf, Codec::decodeConfChange,
                    dev.raftd.raftpb.oracle.ConfChange.parser(), WireType::theirs, WireType::ours),
            new WireType<>("ConfChangeV2", RandomValues::confChangeV2, Codec::encode, Codec::sizeOf, Codec::decodeConfChangeV2,
                    dev.raftd.raftpb.oracle.ConfChangeV2.parser(), WireType::theirs, WireType::ours),
            new WireType<>("ConfChangeSingle", RandomValues::confChangeSingle, Codec::encode, Codec::sizeOf, Codec::decodeConfChangeSingle,
                    dev.raftd.raftpb.oracle.ConfChangeSingle.parser(), WireType::theirs, WireType::ours));

    /// What protoc's class makes of the bytes, as our record.
    T parse(byte[] bytes) throws InvalidProtocolBufferException {
        return ours.apply(parser.parseFrom(bytes));
    }

    @Override
    public String toString() {
        return name;
    }

    private static dev.raftd.raftpb.oracle.Entry theirs(Entry e) {
        var b = dev.raftd.raftpb.oracle.Entry.newBuilder().setTerm(e.term()).setIndex(e.index());
        b.setType(dev.raftd.raftpb.oracle.EntryType.valueOf(e.type().toString()));
        if (e.data().length > 0)
            b.setData(ByteString.copyFrom(e.data()));
        return b.build();
    }

    private static Entry ours(dev.raftd.raftpb.oracle.Entry e) {
        return new Entry(e.getTerm(), e.getIndex(), named(EntryType.values(), e.getType()), e.getData().toByteArray());
    }

    private static dev.raftd.raftpb.oracle.HardState theirs(HardState h) {
        return dev.raftd.raftpb.oracle.HardState.newBuilder().setTerm(h.term()).setVote(h.vote()).setCommit(h.commit()).build();
    }

    private static HardState ours(dev.raftd.raftpb.oracle.HardState h) {
        return new HardState(h.getTerm(), h.getVote(), h.getCommit());
    }

    private static dev.raftd.raftpb.oracle.ConfState theirs(ConfState c) {
        var b = dev.raftd.raftpb.oracle.ConfState.newBuilder().addAllVoters(c.voters()).addAllLearners(c.learners());
        return b.addAllVotersOutgoing(c.votersOutgoing()).addAllLearnersNext(c.learnersNext()).setAutoLeave(c.autoLeave()).build();
    }

    private static ConfState ours(dev.raftd.raftpb.oracle.ConfState c) {
        return new ConfState(c.getVotersList(), c.getLearnersList(), c.getVotersOutgoingList(), c.getLearnersNextList(), c.getAutoLeave());
    }

    private static dev.raftd.raftpb.oracle.SnapshotMetadata theirs(SnapshotMetadata m) {
        var b = dev.raftd.raftpb.oracle.SnapshotMetadata.newBuilder().setConfState(theirs(m.confState()));
        return b.setIndex(m.index()).setTerm(m.term()).build();
    }

    private static SnapshotMetadata ours(dev.raftd.raftpb.oracle.SnapshotMetadata m) {
        return new SnapshotMetadata(ours(m.getConfState()), m.getIndex(), m.getTerm());
    }

    private static dev.raftd.raftpb.oracle.Snapshot theirs(Snapshot s) {
        var b = dev.raftd.raftpb.oracle.Snapshot.newBuilder().setMetadata(theirs(s.metadata()));
        if (s.data().length > 0)
            b.setData(ByteString.copyFrom(s.data()));
        return b.build();
    }

    private static Snapshot ours(dev.raftd.raftpb.oracle.Snapshot s) {
        return new Snapshot(s.getData().toByteArray(), ours(s.getMetadata()));
    }

    private static dev.raftd.raftpb.oracle.Message theirs(Message m) {
        Builder b = dev.raftd.raftpb.oracle.Message.newBuilder().setTo(m.to()).setFrom(m.from()).setTerm(m.term()).setLogTerm(m.logTerm());
        b.setType(dev.raftd.raftpb.oracle.MessageType.valueOf(m.type().toString())).setIndex(m.index()).setCommit(m.commit());
        b.setReject(m.reject()).setRejectHint(m.rejectHint()).setVote(m.vote());
        for (Entry e : m.entries())
            b.addEntries(theirs(e));
        if (m.snapshot() != null)
            b.setSnapshot(theirs(m.snapshot()));
        if (m.context().length > 0)
            b.setContext(ByteString.copyFrom(m.context()));
        for (Message r : m.responses())
            b.addResponses(theirs(r));
        return b.build();
    }

    private static Message ours(dev.raftd.raftpb.oracle.Message m) {
        Message.Builder b = Message.builder(named(MessageType.values(), m.getType())).to(m.getTo()).from(m.getFrom()).term(m.getTerm());
        b.logTerm(m.getLogTerm()).index(m.getIndex()).entries(m.getEntriesList().stream().map(WireType::ours).toList());
        b.commit(m.getCommit()).snapshot(m.hasSnapshot() ? ours(m.getSnapshot()) : null).reject(m.getReject());
        b.rejectHint(m.getRejectHint()).context(m.getContext().toByteArray()).vote(m.getVote());
        return b.responses(m.getResponsesList().stream().map(WireType::ours).toList()).build();
    }

    private static dev.raftd.raftpb.oracle.ConfChange theirs(ConfChange c) {
        var b = dev.raftd.raftpb.oracle.ConfChange.newBuilder().setId(c.id()).setNodeId(c.nodeId());
        b.setType(dev.raftd.raftpb.oracle.ConfChangeType.valueOf(c.type().toString()));
        if (c.context().length > 0)
            b.setContext(ByteString.copyFrom(c.context()));
        return b.build();
    }

    private static ConfChange ours(dev.raftd.raftpb.oracle.ConfChange c) {
        return new ConfChange(c.getId(), named(ConfChangeType.values(), c.getType()), c.getNodeId(), c.getContext().toByteArray());
    }

    private static dev.raftd.raftpb.oracle.ConfChangeSingle theirs(ConfChangeSingle c) {
        var type = dev.raftd.raftpb.oracle.ConfChangeType.valueOf(c.type().toString());
        return dev.raftd.raftpb.oracle.ConfChangeSingle.newBuilder().setType(type).setNodeId(c.nodeId()).build();
    }

    private static ConfChangeSingle ours(dev.raftd.raftpb.oracle.ConfChangeSingle c) {
        return new ConfChangeSingle(named(ConfChangeType.values(), c.getType()), c.getNodeId());
    }

    private static dev.raftd.raftpb.oracle.ConfChangeV2 theirs(ConfChangeV2 c) {
        var b = dev.raftd.raftpb.oracle.ConfChangeV2.newBuilder();
        b.setTransition(dev.raftd.raftpb.oracle.ConfChangeTransition.valueOf(c.transition().toString()));
        for (ConfChangeSingle change : c.changes())
            b.addChanges(theirs(change));
        if (c.context().length > 0)
            b.setContext(ByteString.copyFrom(c.context()));
        return b.build();
    }

    private static ConfChangeV2 ours(dev.raftd.raftpb.oracle.ConfChangeV2 c) {
        List<ConfChangeSingle> changes = c.getChangesList().stream().map(WireType::ours).toList();
        return new ConfChangeV2(named(ConfChangeTransition.values(), c.getTransition()), changes, c.getContext().toByteArray());
    }

    /// By name, not by number: a constant that has the right number and the wrong meaning is found out.
    private static <E extends Enum<E>> E named(E[] constants, Enum<?> theirs) {
        for (E c : constants) {
            if (c.toString().equals(theirs.name()))
                return c;
        }
        throw new AssertionError("no constant is printed as " + theirs.name());
    }
}
