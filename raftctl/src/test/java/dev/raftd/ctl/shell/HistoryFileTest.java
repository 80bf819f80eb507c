package dev.raftd.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @Test
    void prefersTheVariableThenTheStateDirectoryThenTheHome() {
        Map<String, String> home = Map.of("HOME", "/h");
        assertThat(HistoryFile.path(home)).isEqualTo(Path.of("/h/.raftctl_history"));
        assertThat(HistoryFile.path(Map.of("HOME", "/h", "XDG_STATE_HOME", "/s"))).isEqualTo(Path.of("/s/raftctl/history"));
        assertThat(HistoryFile.path(Map.of("HOME", "/h", "RAFTCTL_HISTORY", "/x"))).isEqualTo(Path.of("/x"));
        assertThat(HistoryFile.path(Map.of())).isNull();
    }

    @Test
    void isReadOnlyByItsOwner(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("new/history");
        assertThat(HistoryFile.prepare(Map.of("RAFTCTL_HISTORY", file.toString()))).isEqualTo(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void otherLanguagesHaveTheirsBesideIt(@TempDir Path dir) {
        Path shells = dir.resolve("history");
        assertThat(HistoryFile.prepare(Map.of("RAFTCTL_HISTORY", shells.toString()), "lab")).isEqualTo(dir.resolve("history-lab"));
        assertThat(HistoryFile.prepare(Map.of(), "lab")).isNull();
    }

    @Test
    void whereNoneCanBeKeptThereIsNone() {
        assertThat(HistoryFile.prepare(Map.of("RAFTCTL_HISTORY", "/proc/nowhere/history"))).isNull();
    }
}
