package dev.raftd.raft;

import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;

/// Sees every input of a node before it takes effect, and every Ready. Together with what [Storage] and [ElectionTimeouts] answer meanwhile,
/// the inputs decide all that the node does. Called on the node's thread; it must not touch the node.
///
/// Between an input and its [#done] the node works: only then do the answers of storage matter.
public interface Witness {
    /// Sees nothing.
    Witness NONE = new Witness() {
        @Override
        public void tick() {}

        @Override
        public void step(Message m) {}

        @Override
        public void order(Message m) {}

        @Override
        public void propose(List<Entry> proposals) {}

        @Override
        public void applyConfChange(ConfChangeV2 change) {}

        @Override
        public void setRandomizedElectionTimeout(int ticks) {}

        @Override
        public void takeReady() {}

        @Override
        public void advance() {}

        @Override
        public void ready(Ready ready) {}

        @Override
        public void done() {}
    };

    void tick();

    /// A message of a peer or of a storage thread.
    void step(Message m);

    /// What the node's owner orders by a local message: to campaign, to hand over, to read, to forget, to know of a lost message.
    void order(Message m);

    void propose(List<Entry> proposals);

    void applyConfChange(ConfChangeV2 change);

    void setRandomizedElectionTimeout(int ticks);

    /// A Ready is asked for.
    void takeReady();

    void advance();

    /// The Ready that was asked for.
    void ready(Ready ready);

    /// The input has taken effect.
    void done();
}
