package dev.raftd.ctl.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where histories are kept: the shell's in `RAFTCTL_HISTORY`, else `$XDG_STATE_HOME/raftctl/history`, else `~/.raftctl_history`; that of
/// another language beside it, as `history-NAME`.
public final class HistoryFile {
    private HistoryFile() {}

    /// The file, made so that only its owner reads it, for values may be secret; null where none can be kept.
    public static @Nullable Path prepare(Map<String, String> environment) {
        return prepare(path(environment));
    }

    /// The same for the language of that name.
    public static @Nullable Path prepare(Map<String, String> environment, String language) {
        Path shells = path(environment);
        return prepare(shells == null ? null : shells.resolveSibling(shells.getFileName() + "-" + language));
    }

    private static @Nullable Path prepare(@Nullable Path file) {
        if (file == null)
            return null;
        try {
            if (file.getParent() != null)
                Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return file;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
        return file;
    }

    static @Nullable Path path(Map<String, String> environment) {
        String named = environment.getOrDefault("RAFTCTL_HISTORY", "");
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (!named.isEmpty())
            return Path.of(named);
        if (!state.isEmpty())
            return Path.of(state, "raftctl", "history");
        return home.isEmpty() ? null : Path.of(home, ".raftctl_history");
    }
}
