package dev.raftd.raft;

import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.tracker.ProgressMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a Raft group, driven by hand: inputs go in, a [Ready] tells what they ask for.
public final class RawNode {
    public RawNode(Config config) {
        throw new UnsupportedOperationException();
    }

    /// Starts a new group: the peers become its first members by configuration changes that count as committed. The storage must be empty.
    ///
    /// @throws IllegalArgumentException without peers
    /// @throws IllegalStateException    if the storage holds something
    public void bootstrap(List<Peer> peers) {
        throw new UnsupportedOperationException();
    }

    public void tick() {
        throw new UnsupportedOperationException();
    }

    public StepResult campaign() {
        throw new UnsupportedOperationException();
    }

    public StepResult propose(byte[] data) {
        throw new UnsupportedOperationException();
    }

    /// Many proposals as one.
    public StepResult propose(List<Entry> proposals) {
        throw new UnsupportedOperationException();
    }

    public StepResult proposeConfChange(ConfChangeI change) {
        throw new UnsupportedOperationException();
    }

    public ConfState applyConfChange(ConfChangeI change) {
        throw new UnsupportedOperationException();
    }

    public StepResult step(Message m) {
        throw new UnsupportedOperationException();
    }

    public boolean hasReady() {
        throw new UnsupportedOperationException();
    }

    public Ready ready() {
        throw new UnsupportedOperationException();
    }

    public void advance() {
        throw new UnsupportedOperationException();
    }

    public Status status() {
        throw new UnsupportedOperationException();
    }

    public BasicStatus basicStatus() {
        throw new UnsupportedOperationException();
    }

    public LogState logState() {
        throw new UnsupportedOperationException();
    }

    /// A leader's view of its peers, by id; nothing on other nodes. The visitor must not change or keep what it is given.
    public void withProgress(ProgressMap.Visitor visitor) {
        throw new UnsupportedOperationException();
    }

    /// The entries `lo <= index < hi`, stable or not, cut to the size, yet at least one; null if `lo` was compacted.
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        throw new UnsupportedOperationException();
    }

    /// The term of an entry; [Storage#COMPACTED] or [Storage#UNAVAILABLE].
    public long term(long index) {
        throw new UnsupportedOperationException();
    }

    public StepResult reportUnreachable(long id) {
        throw new UnsupportedOperationException();
    }

    public StepResult reportSnapshot(long id, SnapshotStatus status) {
        throw new UnsupportedOperationException();
    }

    public StepResult transferLeader(long transferee) {
        throw new UnsupportedOperationException();
    }

    public StepResult readIndex(byte[] requestContext) {
        throw new UnsupportedOperationException();
    }

    public StepResult forgetLeader() {
        throw new UnsupportedOperationException();
    }

    /// For tests and the lab: replaces the timeout drawn last, until the next one is drawn.
    public void setRandomizedElectionTimeout(int ticks) {
        throw new UnsupportedOperationException();
    }
}
