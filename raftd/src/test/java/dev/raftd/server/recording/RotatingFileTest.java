package dev.raftd.server.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.SimDisks;
import dev.raftd.trace.RecordingSink.Piece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a recording goes on the disk, and what a disk that fails costs.
class RotatingFileTest {
    private static final int SIZE_MAX = 8_000;

    @TempDir
    private Path temporary;

    private final byte[] opening = new byte[50];

    private Piece checkpoint() {
        return new Piece(opening, new byte[100], 0);
    }

    private static Piece events() {
        return new Piece(null, new byte[300], 10);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private long sizeBytes() throws IOException {
        long sum = 0;
        for (String name : names()) {
            sum += Files.size(temporary.resolve(name));
        }
        return sum;
    }

    @Test
    void filesBeginAtCheckpointsAndTheOldestGo() throws IOException {
        Files.write(temporary.resolve("notes.txt"), new byte[0]);
        RotatingFile file = new RotatingFile(RealDisk.open(temporary), 1, SIZE_MAX);
        for (int i = 0; i < 50; i++) {
            file.write(checkpoint());
            file.write(events());
            file.write(events());
            assertThat(sizeBytes()).isLessThanOrEqualTo(SIZE_MAX + 1_000);
        }
        file.close();

        assertThat(names()).contains("notes.txt", "member-1-000025.rec").doesNotContain("member-1-000001.rec");
        assertThat(file.lostEvents()).isZero();
    }

    @Test
    void nextRunGoesOnWithTheNumbersAndCountsWhatIsThere() throws IOException {
        for (int run = 0; run < 3; run++) {
            RotatingFile file = new RotatingFile(RealDisk.open(temporary), 1, SIZE_MAX);
            for (int i = 0; i < 20; i++) {
                file.write(checkpoint());
                file.write(events());
            }
            file.close();
        }

        assertThat(sizeBytes()).isLessThanOrEqualTo(SIZE_MAX + 1_000);
        assertThat(names().getLast()).isEqualTo("member-1-000021.rec");
    }

    @Test
    void memberThatIsStartedAgainAndAgainLeavesNoMoreThan64Files() throws IOException {
        for (int run = 0; run < 70; run++) {
            RotatingFile file = new RotatingFile(RealDisk.open(temporary), 1, 1 << 20);
            file.write(checkpoint());
            file.close();
        }

        assertThat(names()).hasSize(64).startsWith("member-1-000007.rec").endsWith("member-1-000070.rec");
    }

    @Test
    void eventsWithoutACheckpointAreOfNoUse() throws IOException {
        RotatingFile file = new RotatingFile(RealDisk.open(temporary), 1, SIZE_MAX);
        file.write(events());

        assertThat(file.lostEvents()).isEqualTo(10);
        assertThat(names()).isEmpty();
    }

    @Test
    void diskThatFailsCostsTheEventsUpToTheNextCheckpoint() throws IOException {
        Disk real = RealDisk.open(temporary.resolve("there"));
        Path directory = temporary.resolve("there");
        RotatingFile file = new RotatingFile(real, 1, SIZE_MAX);
        Files.delete(directory);
        file.write(checkpoint());
        file.write(events());
        file.write(events());
        assertThat(file.lostEvents()).isEqualTo(20);
        Files.createDirectory(directory);
        file.write(checkpoint());
        file.write(events());
        file.close();

        assertThat(file.lostEvents()).isEqualTo(20);
        assertThat(directory.resolve("member-1-000001.rec")).exists();
    }

    @Test
    void fullDiskIsNotLeftFullOfEmptyFiles() throws IOException {
        Disk disk = SimDisks.fresh();
        SimDisks.bytesMax(disk, 500);
        RotatingFile file = new RotatingFile(disk, 1, SIZE_MAX);
        file.write(checkpoint());
        for (int i = 0; i < 20; i++) {
            file.write(events());
            file.write(checkpoint());
        }
        assertThat(disk.list()).extracting(Disk.FileSize::name).containsExactly("member-1-000001.rec");

        SimDisks.bytesMax(disk, 5_000);
        file.write(checkpoint());
        file.write(events());
        file.close();
        assertThat(disk.list()).extracting(Disk.FileSize::name).containsExactly("member-1-000001.rec", "member-1-000002.rec");
    }
}
