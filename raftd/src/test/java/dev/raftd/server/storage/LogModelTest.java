package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The log against a map, under random use with segments and caches of all sizes; every answer of [Storage] is compared.
class LogModelTest {
    @Test
    void theLogAnswersAsAMapDoesWhateverTheSizesAre() {
        for (long seed = 0; seed < 60; seed++) {
            try {
                run(new SplittableRandom(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void run(SplittableRandom random) {
        int segmentBytes = 1024 << random.nextInt(7);
        LogConfig config = new LogConfig(segmentBytes, random.nextInt(3) * segmentBytes, random.nextInt(3));
        SimDisk disk = new SimDisk().writeBytesMax(random.nextBoolean() ? Integer.MAX_VALUE : 700);
        LogScript script = new LogScript(random.nextLong(), config, Math.min(2000, segmentBytes / 4)).open(disk);
        for (int i = 0; i < 150; i++) {
            script.act();
            compare(script.node().log(), script.promised, random);
            if (random.nextInt(40) == 0) {
                script.sync();
                script.node().close();
                Node again = Node.open(disk, config);
                script.check(again);
                script.on(again);
            }
        }
    }

    private static void compare(SegmentedLog log, Oracle oracle, SplittableRandom random) {
        assertThat(log.lastIndex()).isEqualTo(oracle.last());
        assertThat(log.firstIndex()).isBetween(oracle.base + 1, Math.max(oracle.base, oracle.compacted) + 1);
        assertThat(log.initialState().hardState()).isEqualTo(oracle.hardState);
        assertThat(log.snapshot().metadata().index()).isEqualTo(oracle.snapshot);
        assertThat(log.term(log.firstIndex() - 2)).isEqualTo(Storage.COMPACTED);
        assertThat(log.term(log.lastIndex() + 1)).isEqualTo(Storage.UNAVAILABLE);
        assertThat(log.entries(log.firstIndex() - 1, log.lastIndex() + 1, 0)).isNull();
        for (int i = 0; i < 3 && log.firstIndex() <= log.lastIndex(); i++) {
            long lo = random.nextLong(log.firstIndex(), log.lastIndex() + 1);
            long hi = random.nextLong(lo, log.lastIndex() + 2);
            long sizeBytesMax = random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(5000);
            assertThat(log.entries(lo, hi, sizeBytesMax)).isEqualTo(expected(oracle, lo, hi, sizeBytesMax));
            assertThat(log.term(lo)).isEqualTo(oracle.entries.get(lo).term());
        }
    }

    private static List<Entry> expected(Oracle oracle, long lo, long hi, long sizeBytesMax) {
        List<Entry> entries = new ArrayList<>();
        long sizeBytes = 0;
        for (Entry entry : oracle.entries.subMap(lo, hi).values()) {
            sizeBytes += Codec.sizeOf(entry);
            if (sizeBytes > sizeBytesMax && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }
}
