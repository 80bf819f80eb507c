package dev.raftd.bench;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it takes to make a batch of entries of 256 bytes durable on the disk that holds `target/`: append, one write, one fdatasync.
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
@State(Scope.Thread)
public class LogBenchmark {
    private static final int DATA_BYTES = 256;

    @Param({"1", "16", "256"})
    int entries;

    private Path path = Path.of("target");
    private SegmentedLog log;
    private DataDir dir;
    private long last;

    @Setup(Level.Trial)
    public void open() throws IOException {
        Path target = Files.createDirectories(Path.of("target"));
        path = Files.createTempDirectory(target, "log-benchmark");
        dir = DataDir.open(RealDisk.open(path), new Identity(1, 1));
        log = Recovery.open(dir, LogConfig.DEFAULT).log();
    }

    @Benchmark
    public long appendAndSync() {
        List<Entry> batch = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            batch.add(new Entry(1, ++last, EntryType.NORMAL, new byte[DATA_BYTES]));
        }
        log.append(new HardState(1, 1, last), batch);
        log.sync();
        return log.lastIndex();
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        log.close();
        dir.close();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
