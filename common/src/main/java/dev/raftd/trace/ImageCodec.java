package dev.raftd.trace;

import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.quorum.Vote;
import dev.raftd.raft.Config;
import dev.raftd.raft.EntryId;
import dev.raftd.raft.NodeImage;
import dev.raftd.raft.ReadState;
import dev.raftd.raft.SoftState;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.tracker.Inflights;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.ProgressState;
import dev.raftd.tracker.TrackerConfig;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The bytes of a [NodeImage], each component in its order.
final class ImageCodec {
    private static final int FOLLOWING = 0;
    private static final int CAMPAIGNING = 1;
    private static final int LEADING = 2;

    private ImageCodec() {}

    /// About how many bytes the image takes: that of its payload.
    static long payloadBytes(NodeImage image) {
        long sum = 0;
        for (Entry e : image.log().unstable().entries()) {
            sum += e.data().length;
        }
        for (Message m : image.outgoing().messages()) {
            for (Entry e : m.entries()) {
                sum += e.data().length;
            }
        }
        return sum;
    }

    static void write(NodeImage image, ByteWriter out) {
        out.number(image.term());
        out.number(image.vote());
        out.number(image.lead());
        out.number(image.electionElapsed());
        out.number(image.randomizedElectionTimeout());
        write(image.part(), out);
        write(image.log(), out);
        write(image.group(), out);
        messages(image.outgoing().messages(), out);
        messages(image.outgoing().messagesAfterAppend(), out);
        out.number(image.outgoing().readStates().size());
        for (ReadState state : image.outgoing().readStates()) {
            out.number(state.index());
            out.bytes(state.requestContext());
        }
        write(image.handedOut(), out);
    }

    private static void write(NodeImage.Part part, ByteWriter out) {
        switch (part) {
            case NodeImage.Following f -> out.put(FOLLOWING);
            case NodeImage.Campaigning c -> {
                out.put(CAMPAIGNING);
                out.flag(c.pre());
                out.flag(c.hasOwnVote());
            }
            case NodeImage.Leading l -> {
                out.put(LEADING);
                out.number(l.pendingConfIndex());
                out.number(l.transferee());
                out.number(l.uncommittedBytes());
                out.number(l.heartbeatElapsed());
                messages(l.earlyReads(), out);
                write(l.reads(), out);
            }
        }
    }

    private static void write(NodeImage.Reads reads, ByteWriter out) {
        out.number(reads.waiting().size());
        for (NodeImage.WaitingRead read : reads.waiting()) {
            out.message(read.request());
            out.number(read.index());
        }
        out.number(reads.acks().size());
        reads.acks().forEach((id, number) -> {
            out.number(id);
            out.number(number);
        });
        out.number(reads.confirmed());
    }

    private static void write(NodeImage.Log log, ByteWriter out) {
        out.number(log.committed());
        out.number(log.applying());
        out.number(log.applied());
        out.number(log.applyingBytes());
        out.flag(log.applyingPaused());
        snapshot(log.unstable().snapshot(), out);
        out.flag(log.unstable().snapshotInProgress());
        out.number(log.unstable().offset());
        out.number(log.unstable().offsetInProgress());
        entries(log.unstable().entries(), out);
    }

    private static void write(NodeImage.Group group, ByteWriter out) {
        TrackerConfig config = group.config();
        ids(config.voters().incoming().ids(), out);
        ids(config.voters().outgoing().ids(), out);
        out.flag(config.autoLeave());
        ids(config.learners(), out);
        ids(config.learnersNext(), out);
        out.number(group.progress().size());
        group.progress().visit((id, progress) -> {
            out.number(id);
            write(progress, out);
        });
        out.number(group.votes().size());
        group.votes().forEach((id, vote) -> {
            out.number(id);
            out.put(vote.ordinal());
        });
    }

    private static void write(Progress pr, ByteWriter out) {
        out.number(pr.match());
        out.number(pr.next());
        out.number(pr.sentCommit());
        out.put(pr.state().ordinal());
        out.number(pr.pendingSnapshot());
        out.flag(pr.recentActive());
        out.flag(pr.msgAppFlowPaused());
        out.flag(pr.isLearner());
        Inflights inflights = pr.inflights();
        out.number(inflights.count());
        for (int i = 0; i < inflights.count(); i++) {
            out.number(inflights.lastIndex(i));
            out.number(inflights.sizeBytes(i));
        }
    }

    private static void write(NodeImage.HandedOut h, ByteWriter out) {
        out.number(h.softState().lead());
        out.put(h.softState().state().ordinal());
        hardState(h.hardState(), out);
        messages(h.ownMessages(), out);
        out.flag(h.appended());
        out.number(h.appendedInTerm());
        out.number(h.appendedLast().term());
        out.number(h.appendedLast().index());
        snapshot(h.appendedSnapshot(), out);
        entries(h.committedEntries(), out);
    }

    private static void hardState(HardState h, ByteWriter out) {
        out.number(h.term());
        out.number(h.vote());
        out.number(h.commit());
    }

    private static void messages(List<Message> messages, ByteWriter out) {
        out.number(messages.size());
        messages.forEach(out::message);
    }

    static void entries(List<Entry> entries, ByteWriter out) {
        out.number(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            out.entry(entries.get(i));
        }
    }

    private static void ids(NodeIds ids, ByteWriter out) {
        out.number(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            out.number(ids.at(i));
        }
    }

    static void snapshot(@Nullable Snapshot s, ByteWriter out) {
        out.flag(s != null);
        if (s != null) {
            out.bytes(Codec.encode(s));
        }
    }

    // the same backwards

    static NodeImage read(ByteReader in, Config config) throws RecordingException {
        long term = in.number();
        long vote = in.number();
        long lead = in.number();
        int elapsed = in.small();
        int timeout = in.small();
        NodeImage.Part part = part(in);
        NodeImage.Log log = log(in);
        NodeImage.Group group = group(in, config);
        NodeImage.Outgoing outgoing = new NodeImage.Outgoing(in.list(in::message), in.list(in::message),
                in.list(() -> new ReadState(in.number(), in.bytes())));
        return new NodeImage(term, vote, lead, elapsed, timeout, part, log, group, outgoing, handedOut(in));
    }

    private static NodeImage.Part part(ByteReader in) throws RecordingException {
        return switch (in.take()) {
            case FOLLOWING -> new NodeImage.Following();
            case CAMPAIGNING -> new NodeImage.Campaigning(in.flag(), in.flag());
            case LEADING -> new NodeImage.Leading(in.number(), in.number(), in.number(), in.small(), in.list(in::message), reads(in));
            default -> throw in.refuse("a role that this version does not know");
        };
    }

    private static NodeImage.Reads reads(ByteReader in) throws RecordingException {
        List<NodeImage.WaitingRead> waiting = in.list(() -> new NodeImage.WaitingRead(in.message(), in.number()));
        SortedMap<Long, Long> acks = new TreeMap<>();
        for (int i = in.count(); i > 0; i--) {
            acks.put(in.number(), in.number());
        }
        return new NodeImage.Reads(waiting, acks, in.number());
    }

    private static NodeImage.Log log(ByteReader in) throws RecordingException {
        return new NodeImage.Log(in.number(), in.number(), in.number(), in.number(), in.flag(),
                new NodeImage.Tail(snapshot(in), in.flag(), in.number(), in.number(), in.list(in::entry)));
    }

    private static NodeImage.Group group(ByteReader in, Config config) throws RecordingException {
        JointConfig voters = new JointConfig(new MajorityConfig(ids(in)), new MajorityConfig(ids(in)));
        TrackerConfig tracked = new TrackerConfig(voters, in.flag(), ids(in), ids(in));
        ProgressMap progress = ProgressMap.EMPTY;
        for (int i = in.count(); i > 0; i--) {
            progress = progress.with(in.number(), progress(in, config));
        }
        SortedMap<Long, Vote> votes = new TreeMap<>();
        for (int i = in.count(); i > 0; i--) {
            votes.put(in.number(), in.constant(Vote.values()));
        }
        return new NodeImage.Group(tracked, progress, votes);
    }

    private static Progress progress(ByteReader in, Config config) throws RecordingException {
        long match = in.number();
        long next = in.number();
        long sentCommit = in.number();
        ProgressState state = in.constant(ProgressState.values());
        long pendingSnapshot = in.number();
        boolean recentActive = in.flag();
        boolean paused = in.flag();
        boolean learner = in.flag();
        Inflights inflights = new Inflights(config.maxInflightMsgs(), config.maxInflightBytes());
        for (int i = in.count(); i > 0; i--) {
            inflights.add(in.number(), in.number());
        }
        Progress pr = new Progress(match, next, inflights, learner);
        pr.sentCommit(sentCommit);
        pr.resumeState(state, pendingSnapshot);
        pr.recentActive(recentActive);
        pr.msgAppFlowPaused(paused);
        return pr;
    }

    private static NodeImage.HandedOut handedOut(ByteReader in) throws RecordingException {
        SoftState soft = new SoftState(in.number(), in.constant(StateType.values()));
        HardState hard = new HardState(in.number(), in.number(), in.number());
        return new NodeImage.HandedOut(soft, hard, in.list(in::message), in.flag(), in.number(), new EntryId(in.number(), in.number()),
                snapshot(in), in.list(in::entry));
    }

    private static NodeIds ids(ByteReader in) throws RecordingException {
        return NodeIds.of(in.list(in::number));
    }

    static @Nullable Snapshot snapshot(ByteReader in) throws RecordingException {
        if (!in.flag()) {
            return null;
        }
        try {
            return Codec.decodeSnapshot(in.bytes());
        } catch (CodecException e) {
            throw in.refuse(e.getMessage());
        }
    }
}
