package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.raftd.api.Paths;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What users get wrong: one line that says what and what to do, the right exit status, and nothing lost.
final class BadInputIT {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start --id 1 --bogus                                              | --bogus
            start                                                             | --id
            start --id 0 --peers 1=http://127.0.0.1:1                         | --id
            start --id x --peers 1=http://127.0.0.1:1                         | --id
            start --id -1 --peers 1=http://127.0.0.1:1                        | --id
            start --id 99999999999999999999 --peers 1=http://127.0.0.1:1      | --id
            start --id 4 --peers 1=http://127.0.0.1:1,2=http://127.0.0.1:2    | not in --peers
            start --id 1 --peers 1=127.0.0.1:2380                             | http://
            start --id 1 --peers 1=http://127.0.0.1                           | port
            start --id 1 --peers 1=http://127.0.0.1:70000                     | port
            start --id 1 --peers 1=http://127.0.0.1:1,1=http://127.0.0.1:2    | twice
            start --id 1 --peers 1=http://127.0.0.1:1,2=http://127.0.0.1:1    | twice
            start --id 1 --peers nonsense                                     | ID=URL
            start --id 1 --peers 1=http://127.0.0.1:1 --heartbeat 0ms         | --heartbeat
            start --id 1 --peers 1=http://127.0.0.1:1 --heartbeat fast        | --heartbeat
            start --id 1 --peers 1=http://127.0.0.1:1 --election 100ms        | --election
            start --id 1 --peers 1=http://127.0.0.1:1 --segment-size 1B       | --segment-size
            start --id 1 --peers 1=http://127.0.0.1:1 --join http://127.0.0.1:2 | --join
            start --id 1 --peers 1=http://127.0.0.1:1 --listen-client http://0.0.0.0:2379 | --i-accept-plaintext
            start --id 1 --peers 1=http://127.0.0.1:2379                      | port of its own
            log ls                                                            | --data-dir
            """)
    void wrongCommandLinesAreRefusedInOneLineThatNamesTheOption(String args, String named) throws Exception {
        Dist.Result result = Dist.run("raftd", args.split(" +"));
        assertThat(result.err()).contains(named).startsWith("raftd: usage: ");
        assertOneLine(result.err());
        assertThat(result.status()).isEqualTo(64);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free = Dist.freePorts(1).getFirst();
            Dist.Result result = start(1, free, taken.getLocalPort(), dir.resolve("data"));
            assertRefusal(result, 69, "address_in_use", Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDataDirectoryOfAnotherNodeIsRefusedAndLeftAlone() throws Exception {
        Path data = dir.resolve("node-1");
        startAndStopNodeOne();
        assertRefusal(start(2, data), 76, "other_node", data.toString());
        try (Member again = nodeOne()) {
            assertThat(again.get(Paths.KV + "/kept").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLockedDataDirectoryIsRefused() throws Exception {
        try (Member running = nodeOne()) {
            assertRefusal(start(1, dir.resolve("node-1")), 73, "locked", dir.resolve("node-1").toString());
            assertThat(running.get(Paths.STATUS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDataDirectoryThatIsAFileIsRefused() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        assertRefusal(start(1, file), 73, "not_a_directory", file.toString());
    }

    @Test
    void aReadOnlyDataDirectoryIsRefused() throws Exception {
        Path readOnly = Files.createDirectory(dir.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = startCommand(1, readOnly);
        if (System.getProperty("user.name").equals("root")) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")),
                    "root may write anywhere, and there is no setpriv to be somebody else");
            command.addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
            assumeTrue(Dist.run("", List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "test", "-x",
                    Dist.HOME.resolve("bin/raftd").toString())).status() == 0, "the distribution is where only root may look");
        }
        assertRefusal(Dist.run("", command), 77, "no_permission", readOnly.toString());
    }

    @Test
    void anUnreachableEndpointIsNamed() throws Exception {
        String endpoint = "http://127.0.0.1:" + Dist.freePorts(1).getFirst();
        Dist.Result result = Dist.run("raftctl", "-e", endpoint, "get", "k");
        assertThat(result.err()).startsWith("raftctl: unreachable: ").contains(endpoint);
        assertOneLine(result.err());
        assertThat(result.status()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"--bogus", "put", "put onlykey", "members add x", "transfer x", "log --from x", "-o xml get k", "-e nonsense get k"})
    void wrongRaftctlCommandLinesAreUsageErrors(String args) throws Exception {
        Dist.Result result = Dist.run("raftctl", args.split(" "));
        assertThat(result.err()).startsWith("raftctl: usage: ");
        assertOneLine(result.err());
        assertThat(result.status()).isEqualTo(2);
    }

    @Test
    void keysAndValuesBeyondTheLimitsAreRefusedAndNothingIsLost() throws Exception {
        try (Member node = nodeOne()) {
            Dist.Result longKey = Dist.run("raftctl", "-e", node.clientUrl, "put", "k".repeat(4097), "v");
            assertThat(longKey.err()).startsWith("raftctl: key_too_long: ");
            assertThat(longKey.status()).isEqualTo(1);
            Dist.Result largeValue = Dist.run("v".repeat((1 << 20) + 1), Dist.command("raftctl", "-e", node.clientUrl, "put", "k", "-"));
            assertThat(largeValue.err()).startsWith("raftctl: value_too_large: ");
            assertThat(largeValue.status()).isEqualTo(1);
            Dist.Result largestValue = Dist.run("v".repeat(1 << 20),
                    Dist.command("raftctl", "-e", node.clientUrl, "put", "k".repeat(4096), "-"));
            assertThat(largestValue.status()).as(largestValue.err()).isZero();
            assertThat(node.get(Paths.KV + "/kept").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                          | malformed_json
            {"value":1}                | malformed_json
            {"valu":"x"}               | malformed_json
            {"value":"a","value":"b"}  | malformed_json
            {"value":"x"} trailing     | malformed_json
            []                         | malformed_json
            """)
    void malformedJsonIsRefusedWithAProblem(String body, String code) throws Exception {
        try (Member node = nodeOne()) {
            HttpResponse<String> response = node.post(Paths.MEMBERS, body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(response.body()).contains("\"code\":\"" + code + "\"").contains("\"outcome\":\"not-applied\"")
                    .doesNotContain("Exception");
        }
    }

    private Member nodeOne() throws IOException, InterruptedException {
        List<Integer> ports = Dist.freePorts(2);
        Member node = new Member(1, "http://127.0.0.1:" + ports.get(0), ports.get(1), dir, "--peers", "1=http://127.0.0.1:2380");
        node.start();
        Cluster.await("node 1 to take a write", () -> {
            try {
                return node.put("kept", "value", "kept").statusCode() == 200;
            } catch (IOException e) {
                assertThat(node.isRunning()).as(node.output()).isTrue();
                return false;
            }
        }, node::output);
        return node;
    }

    private void startAndStopNodeOne() throws IOException, InterruptedException {
        try (Member node = nodeOne()) {
            assertThat(node.stop()).isZero();
        }
    }

    private Dist.Result start(long id, Path data) throws IOException, InterruptedException {
        return Dist.run("", startCommand(id, data));
    }

    private static List<String> startCommand(long id, Path data) {
        List<Integer> ports = Dist.freePorts(2);
        return new ArrayList<>(startCommand(id, ports.get(0), ports.get(1), data));
    }

    private static Dist.Result start(long id, int peerPort, int clientPort, Path data) throws IOException, InterruptedException {
        return Dist.run("", startCommand(id, peerPort, clientPort, data));
    }

    private static List<String> startCommand(long id, int peerPort, int clientPort, Path data) {
        return Dist.command("raftd", "start", "--id", Long.toString(id), "--peers", id + "=http://127.0.0.1:" + peerPort, "--listen-client",
                "http://127.0.0.1:" + clientPort, "--data-dir", data.toString());
    }

    private static void assertRefusal(Dist.Result result, int status, String code, String named) {
        assertThat(result.err()).startsWith("raftd: " + code + ": ").contains(named);
        assertOneLine(result.err());
        assertThat(result.status()).isEqualTo(status);
    }

    private static void assertOneLine(String text) {
        assertThat(text.lines()).as(text).hasSize(1);
    }
}
