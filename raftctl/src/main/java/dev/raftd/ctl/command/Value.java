package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A value from where the user has it: the argument, standard input or a file.
///
/// @param in standard input, or null where a shell reads it
record Value(@Nullable InputStream in) {
    /// More than any member takes; it only keeps an endless stream from filling the memory.
    private static final int BYTES_MAX = 64 << 20;

    Bytes of(@Nullable String argument, @Nullable Path file) throws CommandException {
        if ((argument == null) == (file == null))
            throw CommandException.usage("usage", "a value is wanted from exactly one of VALUE and --file", "see 'raftctl put --help'");
        if (file != null)
            return ofFile(file);
        return "-".equals(argument) ? ofInput() : Bytes.utf8(argument);
    }

    private Bytes ofInput() throws CommandException {
        if (in == null)
            throw CommandException.usage("usage", "standard input is the shell's own", "use --file, or put outside of the shell");
        try {
            return read(in, "standard input");
        } catch (IOException e) {
            throw unreadable("standard input", e);
        }
    }

    private static Bytes ofFile(Path file) throws CommandException {
        try (InputStream stream = Files.newInputStream(file)) {
            return read(stream, file.toString());
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static Bytes read(InputStream stream, String name) throws IOException, CommandException {
        byte[] bytes = stream.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX)
            throw CommandException.usage("value_too_large", name + " has more than " + BYTES_MAX + " bytes", "use a smaller value");
        return Bytes.of(bytes);
    }

    private static CommandException unreadable(String name, IOException e) {
        boolean absent = e instanceof NoSuchFileException || e instanceof FileNotFoundException;
        String reason = absent ? "it does not exist" : String.valueOf(e.getMessage());
        return CommandException.usage("unreadable", "cannot read " + name + ": " + reason, "check its name and its permissions");
    }
}
