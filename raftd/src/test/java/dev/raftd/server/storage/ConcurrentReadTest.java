package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The raft loop reads, a third thread makes spares, while the log-writer appends, releases and recycles segments of a real disk.
@Timeout(60)
class ConcurrentReadTest {
    private static final int LAST = 10_000;

    @Test
    void readersSeeWholeEntriesWhileSegmentsAreWrittenReleasedAndUsedAgain(@TempDir Path path) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (Node node = Node.open(RealDisk.open(path), new LogConfig(8192, 2000, 2));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            node.log().append(new HardState(1, 0, 0), Node.entries(1, 1, 10));
            node.log().sync();
            Future<Long> near = threads.submit(reading(node.log(), done, 5));
            Future<Long> far = threads.submit(reading(node.log(), done, 1000));
            Future<Long> looks = threads.submit(looking(RealDisk.openReadOnly(path), done));
            Future<?> spares = threads.submit(() -> makeSpares(node.log(), done));
            Future<Long> passes = threads.submit(scrubbing(node.recovered().scrub(), done));
            try {
                write(node);
            } finally {
                done.set(true);
            }
            spares.get();
            assertThat(passes.get()).isPositive();
            assertThat(near.get()).isPositive();
            assertThat(far.get()).isPositive();
            assertThat(looks.get()).isPositive();
            assertThat(node.log().firstIndex()).isGreaterThan(LAST / 2);
            assertThat(node.all()).isEqualTo(Node.entries(1, node.log().firstIndex(), LAST));
        }
    }

    private static void write(Node node) {
        for (int index = 11; index <= LAST; index += 10) {
            node.log().append(HardState.EMPTY, Node.entries(1, index, index + 9));
            node.log().append(new HardState(1, 0, index + 9), List.of());
            node.log().sync();
            if (index % 200 == 1) {
                SnapshotMetadata metadata = new SnapshotMetadata(Oracle.CONF, index, 1);
                try (SnapshotWriter writer = node.snapshots().begin(metadata)) {
                    writer.commit();
                }
                node.log().markSnapshot(metadata);
                node.log().sync();
                node.log().compact(index - 100);
            }
        }
        node.log().append(HardState.EMPTY, Node.entries(1, node.log().lastIndex() + 1, LAST));
        node.log().sync();
    }

    private static Callable<Long> reading(SegmentedLog log, AtomicBoolean done, int span) {
        SplittableRandom random = new SplittableRandom(span);
        return () -> {
            long reads = 0;
            while (!done.get()) {
                long last = log.lastIndex();
                long lo = random.nextLong(Math.max(log.firstIndex(), last - 2000), last + 1);
                List<Entry> entries = log.entries(lo, Math.min(lo + span, last + 1), 3000);
                if (entries != null) {
                    assertThat(entries).isNotEmpty().isEqualTo(Node.entries(1, lo, lo + entries.size() - 1));
                    reads++;
                }
            }
            return reads;
        };
    }

    /// Looks as another process does: by the files alone.
    private static Callable<Long> looking(Disk disk, AtomicBoolean done) {
        return () -> {
            LogInspection inspection = new LogInspection(disk);
            long looks = 0;
            while (!done.get()) {
                assertThat(inspection.verify()).isEmpty();
                long[] last = new long[1];
                inspection.dump(1, Long.MAX_VALUE, place -> {
                    assertThat(place.entry()).isEqualTo(Node.entry(1, place.entry().index()));
                    assertThat(last[0] == 0 || place.entry().index() > last[0]).isTrue();
                    last[0] = place.entry().index();
                });
                looks++;
            }
            return looks;
        };
    }

    private static Callable<Long> scrubbing(Scrub scrub, AtomicBoolean done) {
        SplittableRandom random = new SplittableRandom(1);
        return () -> {
            while (!done.get()) {
                scrub.step(random.nextInt(1, 20_000));
            }
            return scrub.progress().passes();
        };
    }

    private static void makeSpares(SegmentedLog log, AtomicBoolean done) {
        while (!done.get()) {
            if (log.needsSpare()) {
                assertThat(log.prepareSpare()).isTrue();
            }
            Thread.onSpinWait();
        }
    }
}
