package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.StorageException.Code;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same on files of this machine.
class RealDiskTest {
    private static final LogConfig CONFIG = Node.config(4096);

    @TempDir
    private Path temporary;

    private static Code refusal(Runnable open) {
        StorageException e = catchThrowableOfType(StorageException.class, open::run);
        assertThat(e.nextStep()).endsWith(".");
        return e.code();
    }

    @Test
    void whatIsWrittenIsThereAfterReopening() {
        Path path = temporary.resolve("a/b/data");
        try (Node node = Node.open(RealDisk.open(path), CONFIG)) {
            for (int i = 1; i <= 100; i++) {
                node.log().append(new HardState(1, 1, i), Node.entries(1, i, i));
                node.log().sync();
            }
        }
        try (Node node = Node.open(RealDisk.open(path), CONFIG)) {
            assertThat(node.all()).isEqualTo(Node.entries(1, 1, 100));
            assertThat(node.log().initialState().hardState()).isEqualTo(new HardState(1, 1, 100));
        }
    }

    @Test
    void nobodyElseMayReadTheFiles() throws IOException {
        Path path = temporary.resolve("data");
        Node.open(RealDisk.open(path), CONFIG).close();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void segmentsHaveTheirSizeFromTheStart() throws IOException {
        Node.open(RealDisk.open(temporary), CONFIG).close();
        assertThat(Files.size(temporary.resolve("wal/0000000000000001.wal"))).isEqualTo(4096);
    }

    @Test
    void aLockedDirectoryIsRefused() {
        try (Node node = Node.open(RealDisk.open(temporary), CONFIG)) {
            assertThat(node.dir().isNew()).isFalse();
            assertThat(refusal(() -> Node.open(RealDisk.open(temporary), CONFIG))).isEqualTo(Code.LOCKED);
        }
        Node.open(RealDisk.open(temporary), CONFIG).close();
    }

    @Test
    void aFileIsNotADirectory() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "text");
        assertThat(refusal(() -> RealDisk.open(file))).isEqualTo(Code.NOT_A_DIRECTORY);
        assertThat(refusal(() -> RealDisk.openReadOnly(file))).isEqualTo(Code.NOT_A_DIRECTORY);
        assertThat(refusal(() -> RealDisk.open(file.resolve("data")))).isEqualTo(Code.NOT_A_DIRECTORY);
    }

    @Test
    void aMissingDirectoryCannotBeLookedInto() {
        assertThat(refusal(() -> RealDisk.openReadOnly(temporary.resolve("none")))).isEqualTo(Code.MISSING);
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void whereNothingMayBeWrittenNothingStarts() {
        assertThat(refusal(() -> RealDisk.open(Path.of("/proc/raftd-data")))).isIn(Code.NOT_WRITABLE, Code.MISSING, Code.IO);
    }

    @Test
    void lookingChangesNothing() throws IOException {
        try (Node node = Node.open(RealDisk.open(temporary), CONFIG)) {
            node.log().append(HardState.EMPTY, Node.entries(1, 1, 9));
            node.log().sync();
            List<Path> before = walk();
            Disk disk = RealDisk.openReadOnly(temporary);
            assertThat(new LogInspection(disk).segments()).hasSize(1);
            assertThat(new LogInspection(disk).verify()).isEmpty();
            assertThat(DataDir.identityOf(disk)).isEqualTo(Node.IDENTITY);
            assertThatThrownBy(() -> disk.open("x", Disk.OpenMode.CREATE)).isInstanceOf(DiskException.class);
            assertThatThrownBy(() -> disk.delete("identity")).isInstanceOf(DiskException.class);
            assertThatThrownBy(() -> disk.rename("identity", "x")).isInstanceOf(DiskException.class);
            assertThat(disk.lock("LOCK")).as("of a member that runs").isNull();
            assertThat(walk()).isEqualTo(before);
        }
    }

    @Test
    void whoOnlyLooksKeepsAMemberFromStarting() throws IOException {
        Node.open(RealDisk.open(temporary), CONFIG).close();
        Disk disk = RealDisk.openReadOnly(temporary);
        try (Closeable lock = disk.lock("LOCK")) {
            assertThat(lock).isNotNull();
            assertThat(refusal(() -> Node.open(RealDisk.open(temporary), CONFIG))).isEqualTo(Code.LOCKED);
        }
        Files.delete(temporary.resolve("LOCK"));
        try (Closeable lock = disk.lock("LOCK")) {
            assertThat(lock).as("of a copy without the file").isNotNull();
            assertThat(temporary.resolve("LOCK")).doesNotExist();
        }
        Node.open(RealDisk.open(temporary), CONFIG).close();
    }

    private List<Path> walk() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.sorted().toList();
        }
    }

    @Test
    void filesKeepTheirPromises() throws IOException {
        Disk disk = RealDisk.open(temporary);
        try (DiskFile file = disk.open("f", Disk.OpenMode.CREATE)) {
            assertThat(DiskIo.write(file, ByteBuffer.wrap(new byte[]{1, 2, 3, 4}), 2)).isEqualTo(6);
            file.sync();
            ByteBuffer read = ByteBuffer.allocate(10);
            assertThat(DiskIo.read(file, read, 1)).isEqualTo(5);
            assertThat(read.array()).startsWith(0, 1, 2, 3, 4);
            assertThat(file.read(ByteBuffer.allocate(1), 6)).isEqualTo(-1);
            file.truncate(3);
            assertThat(file.size()).isEqualTo(3);
        }
        disk.rename("f", "g");
        disk.sync();
        assertThat(disk.list()).containsExactly(new Disk.FileSize("g", 3));
        assertThat(disk.freeBytes()).isPositive();
        disk.delete("g");
        assertThat(disk.list()).isEmpty();
        assertThat(catchThrowableOfType(DiskException.class, () -> disk.open("g", Disk.OpenMode.READ)).kind())
                .isEqualTo(DiskException.Kind.MISSING);
    }

    private interface Replacement {
        void of(Path file, Path elsewhere) throws Exception;
    }

    /// Some segments; the file is moved away, and something else is put in its place.
    private void assertRefused(String file, Code code, String named, Replacement replacement) throws Exception {
        Path data = Files.createTempDirectory(temporary, "data");
        try (Node node = Node.open(RealDisk.open(data), CONFIG)) {
            writeSegments(node);
            assertThat(node.log().stats().segments()).isGreaterThan(3);
        }
        Path elsewhere = temporary.resolve(data.getFileName() + "-elsewhere");
        Files.move(data.resolve(file), elsewhere);
        replacement.of(data.resolve(file), elsewhere);
        StorageException e = catchThrowableOfType(StorageException.class, () -> Node.open(RealDisk.open(data), CONFIG));
        assertThat(e.code()).isEqualTo(code);
        assertThat(e.getMessage()).contains(named);
        assertThat(e.nextStep()).endsWith(".");
    }

    private static final List<Replacement> NO_FILES = List.of((file, elsewhere) -> Files.createSymbolicLink(file, elsewhere),
            (file, elsewhere) -> Files.createSymbolicLink(file, file.resolveSibling("nowhere")),
            (file, elsewhere) -> Files.createDirectory(file),
            (file, elsewhere) -> new ProcessBuilder("mkfifo", file.toString()).start().waitFor());

    @Test
    void aSegmentThatIsALinkADirectoryOrAPipeIsMissing() throws Exception {
        for (Replacement replacement : NO_FILES) {
            assertRefused("wal/0000000000000001.wal", Code.CORRUPT, "the log starts", replacement);
            assertRefused("wal/0000000000000002.wal", Code.CORRUPT, "0000000000000002.wal", replacement);
        }
    }

    @Test
    void theNewestSegmentIsMissedToo() throws Exception {
        String newest = "wal/" + newestSegment();
        for (Replacement replacement : NO_FILES) {
            assertRefused(newest, Code.CORRUPT, newest, replacement);
        }
        assertRefused(newest, Code.CORRUPT, newest, (file, elsewhere) -> {});
    }

    private static void writeSegments(Node node) {
        for (int i = 1; i < 200; i += 10) {
            node.log().append(new HardState(1, 1, i), Node.entries(1, i, i + 9));
            node.log().sync();
        }
    }

    private String newestSegment() throws Exception {
        Path data = temporary.resolve("newest");
        try (Node node = Node.open(RealDisk.open(data), CONFIG)) {
            writeSegments(node);
        }
        return new LogInspection(RealDisk.openReadOnly(data)).segments().getLast().file();
    }

    @Test
    void partsOfTheDirectoryThatAreSomethingElseAreNamed() throws Exception {
        assertRefused("wal", Code.IO, "wal is not a directory", (file, elsewhere) -> Files.writeString(file, "text"));
        assertRefused("snap", Code.IO, "snap is not a directory", (file, elsewhere) -> Files.writeString(file, "text"));
        for (Replacement replacement : NO_FILES) {
            assertRefused("LOCK", Code.IO, "LOCK is not a regular file", replacement);
            assertRefused("identity", Code.CORRUPT, "'identity' beside it is missing", replacement);
        }
    }

    @Test
    void aLogDirectoryMayBeALinkToAnotherDisk() throws Exception {
        Path data = temporary.resolve("data");
        Node.open(RealDisk.open(data), CONFIG).close();
        Files.move(data.resolve("wal"), temporary.resolve("fast"));
        Files.createSymbolicLink(data.resolve("wal"), temporary.resolve("fast"));
        Node.open(RealDisk.open(data), CONFIG).close();
    }
}
