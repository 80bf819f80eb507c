package dev.raftd.trace;

import dev.raftd.raft.StateType;
import dev.raftd.raft.TraceSink;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;

/// A sink that may look at the node in the middle of an event: what storage is asked meanwhile is not the node's question.
final class Aside implements TraceSink {
    private final TraceSink sink;
    private final ReplayStorage storage;

    Aside(TraceSink sink, ReplayStorage storage) {
        this.sink = sink;
        this.storage = storage;
    }

    @Override
    public void received(Message m) {
        storage.aside(() -> sink.received(m));
    }

    @Override
    public void sent(Message m) {
        storage.aside(() -> sink.sent(m));
    }

    @Override
    public void became(StateType state) {
        storage.aside(() -> sink.became(state));
    }

    @Override
    public void committed() {
        storage.aside(sink::committed);
    }

    @Override
    public void replicates(List<Entry> entries) {
        storage.aside(() -> sink.replicates(entries));
    }

    @Override
    public void confChangeProposed(ConfChangeV2 change) {
        storage.aside(() -> sink.confChangeProposed(change));
    }

    @Override
    public void configured() {
        storage.aside(sink::configured);
    }

    @Override
    public void ready() {
        storage.aside(sink::ready);
    }
}
