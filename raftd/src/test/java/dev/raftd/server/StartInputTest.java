package dev.raftd.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Data directories that `raftd start` refuses: one line that says what and what next, and an exit status for each.
class StartInputTest {
    private static final LogConfig CONFIG = new LogConfig(64 << 10, 0, 1);

    @TempDir
    private Path temporary;

    private record Ended(int status, String said) {}

    private Ended start(Path dataDir, String... more) throws IOException {
        CommandLine line = Main.commandLine();
        StringWriter said = new StringWriter();
        line.setErr(new PrintWriter(said));
        List<String> args = new ArrayList<>(List.of("start", "--id", "1", "--data-dir", dataDir.toString(), "--listen-peer", free(),
                "--listen-client", free()));
        args.addAll(List.of(more));
        int status = line.execute(args.toArray(String[]::new));
        assertThat(said.toString().lines()).as(said.toString()).hasSize(1);
        return new Ended(status, said.toString());
    }

    private static String free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private Path made(Identity identity) {
        return made(identity, HardState.EMPTY);
    }

    private Path made(Identity identity, HardState state) {
        Path data = temporary.resolve("data");
        try (DataDir dir = DataDir.open(RealDisk.open(data), identity); SegmentedLog log = Recovery.open(dir, CONFIG).log()) {
            if (!state.isEmpty()) {
                log.append(state, List.of());
                log.sync();
            }
        }
        return data;
    }

    private static void assertRefused(Ended ended, int status, String code, String... named) {
        assertThat(ended.said()).startsWith("raftd: " + code + ": ").contains(named);
        assertThat(ended.status()).isEqualTo(status);
    }

    @Test
    void theDirectoryOfARemovedMemberSaysSoToThatMemberAlone() throws IOException {
        for (long id : new long[]{1, 2}) {
            Path data = temporary.resolve("of-" + id);
            try (DataDir dir = DataDir.open(RealDisk.open(data), new Identity(id, 7))) {
                Recovery.open(dir, CONFIG).log().close();
                dir.markRemoved();
            }
        }
        assertRefused(start(temporary.resolve("of-1")), ExitStatus.REMOVED, "node_removed", "member 1 was removed");
        assertRefused(start(temporary.resolve("of-2")), ExitStatus.OTHER_IDENTITY, "other_node", "belongs to node 2, not 1", "--id");
    }

    @Test
    void aStartThatNamesNoClusterMakesNoDirectory() throws IOException {
        Path data = temporary.resolve("none/data");
        assertRefused(start(data), ExitStatus.USAGE, "usage", "--peers", "--join");
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void aStartThatNobodyAnswersMakesNoDirectory() throws IOException {
        Path data = temporary.resolve("data");
        assertRefused(start(data, "--join", free()), ExitStatus.UNAVAILABLE, "no_member_answers", "start one of them");
        assertThat(data).doesNotExist();
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertRefused(start(file), ExitStatus.CANNOT_CREATE, "not_a_directory", file.toString());
        assertRefused(start(file.resolve("below"), "--peers", "1=" + free()), ExitStatus.CANNOT_CREATE, "not_a_directory", file.toString());
    }

    @Test
    void aLinkToNowhereIsNoDirectory() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("nowhere"));
        assertThat(start(link, "--peers", "1=" + free()).status()).isIn(ExitStatus.CANNOT_CREATE, ExitStatus.IO_ERROR);
    }

    @Test
    void anotherNodesDirectoryIsNamed() throws IOException {
        assertRefused(start(made(new Identity(7, 42))), ExitStatus.OTHER_IDENTITY, "other_node", "belongs to node 7, not 1");
    }

    @Test
    void aNewerFormatIsNamed() throws IOException {
        Path data = made(new Identity(1, 42));
        String text = "raftd data directory, format 9\nnode 1\ncluster 000000000000002a\n";
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(data.resolve("identity"), text + "checksum %08x\n".formatted(crc.getValue()));
        assertRefused(start(data), ExitStatus.OTHER_IDENTITY, "newer_format", "version 9", "start the raftd version that wrote it");
    }

    @Test
    void aDirectoryInUseIsNamed() throws IOException {
        Path data = made(new Identity(1, 42));
        try (DataDir running = DataDir.open(RealDisk.open(data), new Identity(1, 42))) {
            assertThat(running.isNew()).isFalse();
            assertRefused(start(data), ExitStatus.CANNOT_CREATE, "locked", data.toString());
        }
    }

    @Test
    void aDamagedIdentityIsNamed() throws IOException {
        Path data = made(new Identity(1, 42));
        Files.writeString(data.resolve("identity"), "raftd data directory, format 1\n");
        assertRefused(start(data), ExitStatus.CORRUPT, "corrupt", "identity", "replace this member");
    }

    @Test
    void aMissingSegmentIsNamedWithItsIndexesAndTheNextStep() throws IOException {
        Path data = made(new Identity(1, 42));
        Files.move(data.resolve("wal/0000000000000001.wal"), data.resolve("wal/0000000000000002.wal"));
        assertRefused(start(data), ExitStatus.CORRUPT, "corrupt", "0000000000000002.wal", "offset 0", "indexes from 1 on",
                "replace this member");
    }

    @Test
    void aLogWithoutAnIdentityIsNamedHoweverTheMemberIsStarted() throws IOException {
        Path data = made(new Identity(1, 42), new HardState(1, 0, 0));
        Files.delete(data.resolve("identity"));
        for (String[] how : new String[][]{{}, {"--peers", "1=" + free()}, {"--join", free()}})
            assertRefused(start(data, how), ExitStatus.CORRUPT, "corrupt", "identity", "is missing", "replace this member");
        Files.delete(data.resolve("wal/0000000000000001.wal"));
        assertRefused(start(data), ExitStatus.USAGE, "usage", "nothing is stored");
        Files.createFile(data.resolve("snap/0000000000000005-0000000000000001.snap"));
        assertRefused(start(data), ExitStatus.CORRUPT, "corrupt", "identity", "is missing", "replace this member");
    }

    @Test
    void whatAnInterruptedMakingLeavesIsNothing() throws IOException {
        Path data = made(new Identity(1, 42));
        Files.delete(data.resolve("identity"));
        assertRefused(start(data), ExitStatus.USAGE, "usage", "nothing is stored");
    }

    @Test
    void aRecordingThatHasNowhereToGoIsSaidBeforeAnythingIsMade() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        Path dataDir = temporary.resolve("data");
        Ended ended = start(dataDir, "--record", file.toString());
        assertThat(ended.status()).isEqualTo(ExitStatus.CANNOT_CREATE);
        assertThat(ended.said()).isEqualTo("raftd: not_a_directory: " + file + " is not a directory; give a directory\n");
        assertThat(dataDir).doesNotExist();
    }
}
