package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.command.Ctl.Run;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.kv.SnapshotEncoder;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SnapshotWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshot files as raftd writes them, as raftctl saves and reads them.
class SnapshotTest {
    private static final String GET = "GET /v1/snapshot";
    private static final byte[] SNAPSHOT = snapshot(40);

    @TempDir
    private Path dir;

    private final FakeMember member = new FakeMember();

    @AfterEach
    void close() {
        member.close();
    }

    /// As a member writes it.
    private static byte[] snapshot(int keys) {
        KvStore store = new KvStore();
        for (int i = 1; i <= keys; i++) {
            Command put = new Command.Put(Bytes.utf8("key" + i), Bytes.of(new byte[10_000]), Command.UNCONDITIONAL);
            store.apply(new Entry(3, i, EntryType.NORMAL, CommandCodec.encode(new Proposal(new Origin(1, 1, i), null, put))));
        }
        SimDisk disk = new SimDisk();
        DataDir data = DataDir.open(disk, new Identity(1, 0xc0ffee));
        Recovery.Recovered fresh = Recovery.open(data, new LogConfig(4096, 0, 0));
        try (SnapshotWriter writer = fresh.snapshots().begin(new SnapshotMetadata(ConfState.of(List.of(1L, 2L, 3L)), keys, 3))) {
            new SnapshotEncoder(store.root()).forEachRemaining(chunk -> writer.write(chunk, 0, chunk.length));
            writer.commit();
        }
        return disk.below("snap").contents().values().iterator().next();
    }

    private static MockResponse.Builder response(byte[] bytes) {
        return new MockResponse.Builder().code(200).setHeader("Content-Type", "application/octet-stream").body(new Buffer().write(bytes));
    }

    private static MockResponse whole(byte[] bytes) {
        return response(bytes).build();
    }

    /// Announced whole, and then the connection ends.
    private static MockResponse cut(int bytes) {
        return response(Arrays.copyOf(SNAPSHOT, bytes)).setHeader("Content-Length", SNAPSHOT.length)
                .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE).build();
    }

    /// From there on, announced to the end, and then the connection ends.
    private static MockResponse rest(int from, int to) {
        return response(Arrays.copyOfRange(SNAPSHOT, from, to)).code(206).setHeader("Content-Length", SNAPSHOT.length - from)
                .setHeader("Content-Range", "bytes " + from + "-" + (SNAPSHOT.length - 1) + "/" + SNAPSHOT.length)
                .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE).build();
    }

    private static MockResponse tagged(MockResponse response) {
        return response.newBuilder().setHeader("ETag", "\"40-3\"").build();
    }

    private Run save(String... options) {
        return run(Stream.concat(Stream.of("snapshot", "save", dir.resolve("b").toString()), Stream.of(options)).toArray(String[]::new));
    }

    private Run run(String... words) {
        return Ctl.at(member.url()).run(words);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    @Test
    void whatAMemberSendsIsVerifiedAndNamed() throws IOException {
        member.on(GET, whole(SNAPSHOT));
        Run saved = save();
        assertThat(saved).isEqualTo(new Run(0, dir.resolve("b") + ": index 40  term 3  revision 40  keys 40  size " + SNAPSHOT.length
                + "  cluster 0000000000c0ffee  voters 1 2 3  verified\n", ""));
        assertThat(dir.resolve("b")).hasBinaryContent(SNAPSHOT);
        assertThat(files()).containsExactly("b");
        assertThat(Ctl.alone().run("snapshot", "status", dir.resolve("b").toString())).isEqualTo(saved);
        assertThat(run("snapshot", "status", dir.resolve("b").toString(), "-o", "json").out()).contains("\"revision\":40,\"keys\":40");
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
        member.on(GET, whole(SNAPSHOT));
        Files.writeString(dir.resolve("b"), "mine");
        assertThat(save().status()).isEqualTo(2);
        assertThat(dir.resolve("b")).hasContent("mine");
        assertThat(save("--force").status()).isZero();
        assertThat(dir.resolve("b")).hasBinaryContent(SNAPSHOT);
    }

    @Test
    void aDownloadThatBreaksIsBegunAnew() {
        member.on(GET, cut(100_000)).on(GET, cut(200_000)).on(GET, whole(SNAPSHOT));
        assertThat(save().status()).isZero();
        assertThat(dir.resolve("b")).hasBinaryContent(SNAPSHOT);
    }

    /// More breaks than there are attempts, each behind the one before.
    @Test
    void aDownloadThatBreaksGoesOnWhereItStopped() throws InterruptedException {
        int parts = 8;
        int partBytes = SNAPSHOT.length / parts;
        member.on(GET, tagged(cut(partBytes)));
        for (int i = 1; i < parts - 1; i++)
            member.on(GET, tagged(rest(i * partBytes, (i + 1) * partBytes)));
        member.on(GET, tagged(rest((parts - 1) * partBytes, SNAPSHOT.length)));
        assertThat(save().status()).isZero();
        assertThat(dir.resolve("b")).hasBinaryContent(SNAPSHOT);
        assertThat(member.requests()).hasSize(parts);
        assertThat(member.requests().getLast().getHeaders().get("Range")).startsWith("bytes=");
        assertThat(member.requests().getLast().getHeaders().get("If-Range")).isEqualTo("\"40-3\"");
    }

    @Test
    void aDownloadWhoseSnapshotIsGoneIsBegunAnewWithAnotherOne() {
        member.on(GET, tagged(cut(100_000))).on(GET, tagged(whole(SNAPSHOT)));
        assertThat(save().status()).isZero();
        assertThat(dir.resolve("b")).hasBinaryContent(SNAPSHOT);
    }

    @Test
    void aDownloadThatBreaksAlwaysIsGivenUpAndLeavesNothing() throws IOException {
        member.on(GET, cut(100_000));
        Run run = save();
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).startsWith("raftctl: unreachable: the connection to " + member.url() + " broke after ")
                .contains(" of " + SNAPSHOT.length + " bytes: the member closed it;");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatArrivesDamagedGetsNoName() throws IOException {
        byte[] damaged = SNAPSHOT.clone();
        damaged[300_000] ^= 1;
        member.on(GET, whole(damaged));
        Run run = save();
        assertThat(run.status()).isEqualTo(78);
        assertThat(run.err()).startsWith("raftctl: corrupt: " + dir.resolve("b") + " is damaged at offset ");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsNoSnapshotGetsNoName() throws IOException {
        member.on(GET, whole("<html>hello</html>".getBytes(StandardCharsets.US_ASCII)));
        assertThat(save().status()).isEqualTo(78);
        assertThat(files()).isEmpty();
    }

    @Test
    void aRefusalIsTold() throws IOException {
        member.refuse(GET, ErrorCode.NO_SPACE, null);
        assertThat(save()).extracting(Run::status).isEqualTo(1);
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsTold() {
        member.on(GET, whole(SNAPSHOT));
        assertThat(run("snapshot", "save", dir.resolve("none/b").toString()).status()).isEqualTo(74);
        assertThat(run("snapshot", "save", dir.toString()).status()).isEqualTo(2);
    }

    @Test
    void everyTruncationOfASavedFileIsRefused() throws IOException {
        byte[] small = snapshot(1);
        for (int size = 0; size < small.length; size += 97) {
            Files.write(dir.resolve("t"), Arrays.copyOf(small, size));
            assertThat(Ctl.alone().run("snapshot", "status", dir.resolve("t").toString()).status()).as("%d bytes", size).isEqualTo(78);
        }
    }
}
