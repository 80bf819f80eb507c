package dev.raftd.server.replica;

import dev.raftd.server.agreement.Difference;
import dev.raftd.server.agreement.HashRing;
import dev.raftd.server.agreement.Self;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The replica as the comparison of the stores sees it, and what came of that. Thread-safe.
final class Comparison implements Self {
    private final ReplicaConfig.Self self;
    private final Supplier<View> view;
    private final HashRing hashes;
    private final Alarms alarms;
    private final Consumer<SortedSet<Long>> onWrong;
    private volatile boolean wrong;
    private volatile long agreedIndex;

    /// @param onWrong told the members that have the majority's store when this one has not; may be told again
    Comparison(ReplicaConfig.Self self, Supplier<View> view, HashRing hashes, Alarms alarms, Consumer<SortedSet<Long>> onWrong) {
        this.self = self;
        this.view = view;
        this.hashes = hashes;
        this.alarms = alarms;
        this.onWrong = onWrong;
    }

    @Override
    public Group group() {
        View now = view.get();
        TreeMap<Long, String> others = new TreeMap<>(Long::compareUnsigned);
        now.root().members().forEach((id, member) -> others.put(id, member.peerUrl()));
        others.remove(self.id());
        return new Group(self.id(), self.clusterId(), now.conf().voters(), now.conf().votersOutgoing(), others);
    }

    @Override
    public HashRing hashes() {
        return hashes;
    }

    @Override
    public boolean isWrong() {
        return wrong;
    }

    @Override
    public void agreed(long index) {
        agreedIndex = index;
        alarms.clear(Difference.CODE);
    }

    @Override
    public void differs(Difference difference) {
        alarms.raise(difference.alarm());
        if (difference.isWrong(self.id())) {
            wrong = true;
            onWrong.accept(difference.majority());
        }
    }

    /// Up to where all stores that could be asked about were last found to be the same.
    long agreedIndex() {
        return agreedIndex;
    }
}
