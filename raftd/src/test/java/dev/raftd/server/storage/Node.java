package dev.raftd.server.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.LoggerFactory;

/// A node's storage in a test: opened as the daemon does it.
record Node(DataDir dir, SegmentedLog log, SnapshotStore snapshots, Recovery.Recovered recovered) implements AutoCloseable {
    static {
        // Thousands of damaged logs are opened here, and each says so.
        ((Logger) LoggerFactory.getLogger("dev.raftd.server.storage")).setLevel(Level.OFF);
    }

    static final Identity IDENTITY = new Identity(1, 0xc0ffee);

    static Node open(Disk disk, LogConfig config) {
        DataDir dir = DataDir.open(disk, IDENTITY);
        try {
            Recovery.Recovered recovered = Recovery.open(dir, config);
            return new Node(dir, recovered.log(), recovered.snapshots(), recovered);
        } catch (RuntimeException e) {
            dir.close();
            throw e;
        }
    }

    /// Small segments and no cache: every read goes to the disk.
    static LogConfig config(int segmentBytes) {
        return new LogConfig(segmentBytes, 0, 1);
    }

    static Entry entry(long term, long index) {
        return new Entry(term, index, EntryType.NORMAL,
                ("entry " + index + " of term " + term).getBytes(StandardCharsets.UTF_8));
    }

    static List<Entry> entries(long term, long from, long to) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(entry(term, index));
        }
        return entries;
    }

    static Entry random(SplittableRandom random, long term, long index, int dataBytesMax) {
        byte[] data = new byte[random.nextInt(dataBytesMax + 1)];
        random.nextBytes(data);
        return new Entry(term, index, EntryType.values()[random.nextInt(3)], data);
    }

    List<Entry> all() {
        return log.entries(log.firstIndex(), log.lastIndex() + 1, Long.MAX_VALUE);
    }

    @Override
    public void close() {
        log.close();
        dir.close();
    }
}
