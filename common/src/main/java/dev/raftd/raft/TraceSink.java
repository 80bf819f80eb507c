package dev.raftd.raft;

import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;

/// Sees a node's steps at the places where etcd's TLA+ specification has its actions. What it is told has just happened, except where it says
/// otherwise. It must not touch the node.
public interface TraceSink {
    /// Sees nothing.
    TraceSink NONE = new TraceSink() {
        @Override
        public void received(Message m) {}

        @Override
        public void sent(Message m) {}

        @Override
        public void became(StateType state) {}

        @Override
        public void committed() {}

        @Override
        public void replicates(List<Entry> entries) {}

        @Override
        public void confChangeProposed(ConfChangeV2 change) {}

        @Override
        public void configured() {}

        @Override
        public void ready() {}
    };

    /// A message came in, and nothing was done about it yet.
    void received(Message m);

    void sent(Message m);

    void became(StateType state);

    /// A leader committed by counting.
    void committed();

    /// A leader is about to append entries.
    void replicates(List<Entry> entries);

    void confChangeProposed(ConfChangeV2 change);

    void configured();

    void ready();
}
