package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `raftd log`: what is on the disk of a member, running or not, whole or damaged.
final class LogIT {
    private static final int WRITES = 20;
    private static final Pattern PLACE = Pattern.compile("\\d+/(\\d+) EntryNormal \\d+ (\\S+)@(\\d+) put \"key-3\" \"value\"");

    @TempDir
    Path dir;

    @Test
    void theLogCanBeLookedIntoWhileTheMemberRunsAndAfterwards() throws Exception {
        try (Member node = written()) {
            assertWhole();
            assertThat(node.stop()).isZero();
            assertWhole();
        }
    }

    @Test
    void damageIsFoundNamedAndNeverCutOff() throws Exception {
        try (Member node = written()) {
            assertThat(node.stop()).isZero();
        }
        Matcher place = place();
        flipByte(dir.resolve("node-1/wal").resolve(place.group(2)), Long.parseLong(place.group(3)) + 20);

        Dist.Result verify = log("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains(place.group(2)).containsPattern("offset \\d+")
                .contains("indexes");

        for (int start = 0; start < 2; start++) { // the refusal changes nothing: the second start says the same
            List<Integer> ports = Dist.freePorts(2);
            Dist.Result refused = Dist.run("raftd", "start", "--id", "1", "--listen-peer", "http://127.0.0.1:" + ports.get(0),
                    "--listen-client", "http://127.0.0.1:" + ports.get(1), "--data-dir", dir.resolve("node-1").toString());
            assertThat(refused.status()).as(refused.err()).isEqualTo(78);
            assertThat(refused.err().lines().toList().getLast()).startsWith("raftd: corrupt: ").contains(".wal").contains("offset")
                    .contains("index");
        }
        assertThat(log("verify").out()).isEqualTo(verify.out());
    }

    private void assertWhole() throws Exception {
        Dist.Result ls = log("ls");
        assertThat(ls.status()).as(ls.err()).isZero();
        assertThat(ls.out()).contains(".wal").contains("active");
        Dist.Result dump = log("dump");
        assertThat(dump.status()).isZero();
        for (int i = 0; i < WRITES; i++)
            assertThat(dump.out()).contains("put \"key-" + i + "\" \"value\"");
        Dist.Result verify = log("verify");
        assertThat(verify.status()).as(verify.out()).isZero();
        assertThat(verify.out()).contains("0 damaged");
    }

    private Matcher place() throws Exception {
        Matcher place = PLACE.matcher(log("dump").out());
        assertThat(place.find()).isTrue();
        return place;
    }

    private static void flipByte(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 1);
        }
    }

    private Dist.Result log(String command) throws IOException, InterruptedException {
        return Dist.run("raftd", "log", command, "--data-dir", dir.resolve("node-1").toString());
    }

    private Member written() throws IOException, InterruptedException {
        List<Integer> ports = Dist.freePorts(2);
        String peerUrl = "http://127.0.0.1:" + ports.get(0);
        Member node = new Member(1, peerUrl, ports.get(1), dir, "--peers", "1=" + peerUrl);
        node.start();
        for (int i = 0; i < WRITES; i++) {
            String key = "key-" + i;
            Cluster.await("the write of " + key, () -> put(node, key), node::output);
        }
        return node;
    }

    private static boolean put(Member node, String key) throws InterruptedException {
        try {
            return node.put(key, "value", key).statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet listening
        }
    }
}
