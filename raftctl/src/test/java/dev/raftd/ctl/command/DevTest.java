package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.ctl.command.Ctl.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A development cluster of processes that only look like raftd.
class DevTest {
    @TempDir
    private Path home = Path.of("");

    @TempDir
    private Path data = Path.of("");

    @BeforeEach
    void bin() throws IOException {
        Files.createDirectory(home.resolve("bin"));
    }

    /// A daemon that notes its process id and arguments in its data directory and then serves as [FakeRaftd].
    private void serving() throws IOException {
        raftd("exec " + java() + " -cp '" + System.getProperty("java.class.path") + "' " + FakeRaftd.class.getName() + " \"$@\"");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    }

    private void raftd(String script) throws IOException {
        Path launcher = home.resolve("bin/raftd");
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ctl ctl() {
        return Ctl.alone().environment(Map.of("RAFTD_HOME", home.toString()));
    }

    private List<Long> processes() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(f -> f.endsWith("pid")).map(DevTest::read).map(Long::parseLong).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void startsTheMembersRunsTheCommandAndStopsThem() throws IOException {
        serving();
        Run run = ctl().run("dev", "--nodes", "2", "--data-dir", data.resolve("d").toString(), "-o", "json", "--", "get", "--serializable",
                "k");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("\"value\":\"served\"");
        assertThat(run.status()).isZero();
        assertThat(processes()).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        String arguments = read(data.resolve("d/node-2/data/arguments"));
        assertThat(arguments).matches("start --id 2 --peers 1=http://127\\.0\\.0\\.1:\\d+,2=http://127\\.0\\.0\\.1:\\d+"
                + " --listen-client http://127\\.0\\.0\\.1:\\d+ --listen-peer http://127\\.0\\.0\\.1:\\d+ --data-dir .*/d/node-2/data");
        assertThat(read(data.resolve("d/node-1/raftd.log"))).contains("serving");
    }

    @Test
    void readsCommandsFromStandardInputAndExitsWithTheirStatus() throws IOException {
        serving();
        Run run = ctl().input("get k\nget none\n").run("dev", "--nodes", "1");
        assertThat(run.out()).isEqualTo("served\n");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void keepsThePortsWithTheData() throws IOException {
        serving();
        String dir = data.resolve("d").toString();
        ctl().run("dev", "--nodes", "1", "--data-dir", dir, "get", "k");
        String first = read(data.resolve("d/node-1/data/arguments"));
        assertThat(ctl().run("dev", "--data-dir", dir, "--", "get", "k").status()).isZero();
        assertThat(read(data.resolve("d/node-1/data/arguments"))).isEqualTo(first);
        assertThat(ctl().run("dev", "--nodes", "3", "--data-dir", dir).err()).isEqualTo("raftctl: usage: " + dir
                + " has 1 nodes; leave --nodes out\n");
    }

    @Test
    void aMemberThatEndsIsToldWithItsLastLines() throws IOException {
        raftd("echo first; echo 'raftd: no_space: the disk is full'; exit 1");
        Run run = ctl().run("dev", "--nodes", "1");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err())
                .isEqualTo("raftctl: raftd_exited: node 1 ended with status 1: first | raftd: no_space: the disk is full; correct that,"
                        + " or look closer with --data-dir\n");
    }

    @Test
    void triesOtherPortsWhereOneWasTakenMeanwhile() throws IOException {
        Path mark = data.resolve("second-time");
        raftd("if [ ! -e '" + mark + "' ]; then : > '" + mark + "'; echo 'Address already in use'; exit 1; fi\nexec " + java() + " -cp '"
                + System.getProperty("java.class.path") + "' " + FakeRaftd.class.getName() + " \"$@\"");
        assertThat(ctl().run("dev", "--nodes", "1", "--", "get", "k").out()).isEqualTo("served\n");
    }

    @Test
    void aMemberThatDoesNotServeInTimeIsStopped() throws IOException {
        raftd("echo $$ > '" + data.resolve("pid") + "'; exec sleep 1000");
        Run run = ctl().run("dev", "--nodes", "1", "--start-timeout", "300ms");
        assertThat(run.err()).startsWith("raftctl: raftd_exited: node 1 does not serve in time");
        assertThat(ProcessHandle.of(Long.parseLong(read(data.resolve("pid")).strip()))).isEmpty();
    }

    @Test
    void aDirectoryWithOtherFilesIsLeftAlone() throws IOException {
        raftd("exit 1");
        Files.writeString(data.resolve("precious"), "x");
        assertThat(ctl().run("dev", "--data-dir", data.toString()).status()).isEqualTo(2);
        assertThat(data.resolve("precious")).exists();
    }

    @Test
    void saysWhereRaftdIsLookedFor() {
        assertThatThrownBy(() -> DevCommand.raftd(Map.of(), null)).hasMessage("where raftd is installed is not known");
        assertThatThrownBy(() -> DevCommand.raftd(Map.of("RAFTD_HOME", "/a"), "/b"))
                .hasMessage("/b/bin/raftd is not there or not executable");
        assertThat(Ctl.alone().run("dev", "--nodes", "0").status()).isEqualTo(2);
    }
}
