package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.sim.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A node that does to its storage what a node does, at random, and remembers what was promised.
final class LogScript {
    private final SplittableRandom random;
    private final LogConfig config;
    private final int dataBytesMax;
    /// Synced; and with what waits for the sync.
    Oracle promised = new Oracle();
    Oracle offered = new Oracle();
    private Node node;

    LogScript(long seed, LogConfig config, int dataBytesMax) {
        this.random = new SplittableRandom(seed);
        this.config = config;
        this.dataBytesMax = dataBytesMax;
    }

    LogScript open(Disk disk) {
        return on(Node.open(disk, config));
    }

    /// Goes on with a node that holds what was promised.
    LogScript on(Node opened) {
        node = opened;
        return this;
    }

    Node node() {
        return node;
    }

    void run(int actions) {
        for (int i = 0; i < actions; i++) {
            act();
        }
    }

    void act() {
        int luck = random.nextInt(100);
        if (luck < 45) {
            append();
        } else if (luck < 75) {
            sync();
        } else if (luck < 84) {
            takeSnapshot();
        } else if (luck < 87) {
            receiveSnapshot();
        } else if (luck < 93) {
            compact();
        } else if (luck < 97) {
            sync();
            node.log().writeSyncMark();
        } else {
            node.log().prepareSpare();
            if (node.log().needsReserve()) {
                node.log().prepareReserve();
            }
        }
    }

    private void append() {
        HardState old = offered.hardState;
        long term = Math.max(1, old.term() + (random.nextInt(4) == 0 ? 1 : 0));
        long lowest = Math.max(old.commit(), node.log().firstIndex() - 1) + 1;
        boolean overwrites = random.nextInt(4) == 0 && lowest <= offered.last();
        long from = overwrites ? random.nextLong(lowest, offered.last() + 1) : offered.last() + 1;
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            entries.add(Node.random(random, term, from + entries.size(), dataBytesMax));
        }
        HardState state = new HardState(term, term == old.term() ? old.vote() : random.nextInt(4), old.commit());
        long last = entries.getLast().index();
        state = new HardState(term, state.vote(), random.nextLong(old.commit(), last + 1));
        offered.append(state, entries);
        node.log().append(state, entries);
    }

    void sync() {
        node.log().sync();
        promised = offered.copy();
    }

    private void takeSnapshot() {
        sync();
        long index = promised.hardState.commit();
        if (index <= promised.snapshot || index < node.log().firstIndex()) {
            return;
        }
        SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, index, node.log().term(index));
        try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
            byte[] content = Oracle.content(index);
            writer.write(content, 0, content.length);
            writer.commit();
        }
        offered.snapshot = index;
        node.log().markSnapshot(metadata);
        sync();
        node.snapshots().retain(2, index);
    }

    private void receiveSnapshot() {
        sync();
        long index = promised.last() + random.nextInt(1, 20);
        long term = promised.hardState.term() + 1;
        SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, index, term);
        try (SnapshotReceiver receiver = node.snapshots().receive()) {
            receiver.write(ByteBuffer.wrap(file(metadata)));
            assertThat(receiver.commit()).isEqualTo(metadata);
        }
        HardState state = new HardState(term, 0, index);
        offered.install(metadata);
        offered.append(state, List.of());
        node.log().installSnapshot(metadata);
        node.log().append(state, List.of());
        sync();
        node.snapshots().retain(2, index);
    }

    /// A snapshot's file as another node has it.
    static byte[] file(SnapshotMetadata metadata) {
        try {
            SnapshotStore store = SnapshotStore.open(new SimDisk(), Node.IDENTITY.clusterId());
            try (SnapshotWriter writer = store.begin(metadata)) {
                byte[] content = Oracle.content(metadata.index());
                writer.write(content, 0, content.length);
                writer.commit();
            }
            try (RawSnapshot raw = store.openRaw(metadata)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) raw.sizeBytes());
                raw.read(bytes, 0);
                return bytes.array();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compact() {
        long index = promised.snapshot == 0 ? 0 : random.nextLong(promised.snapshot + 1);
        offered.compacted = Math.max(offered.compacted, index);
        promised.compacted = Math.max(promised.compacted, index);
        node.log().compact(index);
    }

    /// The node, opened after a crash, holds what was promised, or that and what waited; from now on that is promised.
    void check(Node opened) {
        Oracle.checkConsistent(opened);
        String notOffered = offered.difference(opened);
        String notPromised = notOffered == null ? null : promised.difference(opened);
        assertThat(notOffered == null || notPromised == null).as("offered: %s; promised: %s", notOffered, notPromised).isTrue();
        promised = (notOffered == null ? offered : promised).copy();
        HardState state = opened.log().initialState().hardState();
        promised.hardState = state;
        promised.snapshot = opened.recovered().snapshot().index();
        offered = promised.copy();
    }
}
