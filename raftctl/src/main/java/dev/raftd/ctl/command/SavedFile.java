package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Download;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.shell.Interrupts.Registration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file that a member sends: it gets its name when it is complete, verified and synced. Where the connection breaks it goes on, or
/// is begun anew if the member has that file no more.
final class SavedFile {
    private static final int ATTEMPTS = 3;
    private static final int PIECE_BYTES = 64 << 10;

    /// Asks for the file.
    @FunctionalInterface
    interface Opening {
        /// @param part what is there of it already, null if nothing is
        Download from(Cluster cluster, Download.@Nullable Part part) throws RequestException;
    }

    /// Reads all of it, and says what it is.
    @FunctionalInterface
    interface Verifier<T> {
        /// @param unnamed where it is
        /// @param name    what it is to be called
        T verified(Path unnamed, Path name) throws CommandException;
    }

    private final Invocation invocation;
    private final Path file;
    private final boolean force;

    /// @param force whether it replaces one that is there
    SavedFile(Invocation invocation, Path file, boolean force) {
        this.invocation = invocation;
        this.file = file;
        this.force = force;
    }

    <T> T save(Opening opening, Verifier<T> verifier) throws CommandException, RequestException {
        Path target = file.toAbsolutePath().normalize();
        Path directory = target.getParent();
        if (directory == null || Files.exists(target) && !Files.isRegularFile(target))
            throw CommandException.usage("usage", file + " is not a file", "give a file");
        requireFree(target);
        Path unnamed = unnamed(directory, target);
        try {
            fetch(opening, unnamed);
            T verified = verifier.verified(unnamed, file);
            requireFree(target);
            name(unnamed, target, directory);
            return verified;
        } finally {
            remove(unnamed);
        }
    }

    private void requireFree(Path target) throws CommandException {
        if (!force && Files.exists(target))
            throw CommandException.usage("file_exists", file + " is there already", "give another name, or --force to replace it");
    }

    private Path unnamed(Path directory, Path target) throws CommandException {
        try {
            return Files.createTempFile(directory, "." + target.getFileName() + "-", ".part");
        } catch (IOException e) {
            throw io("cannot write into " + directory, e);
        }
    }

    private void fetch(Opening opening, Path unnamed) throws CommandException, RequestException {
        Cluster cluster = invocation.cluster();
        Download.Part part = null;
        int vain = 0;
        while (true) {
            long before = part == null ? 0 : part.bytes();
            try (Download download = opening.from(cluster, part); Registration _ = invocation.session().interrupts().on(download::cancel)) {
                RequestException broken = copy(download, unnamed);
                if (broken == null)
                    return;
                part = download.part();
                boolean further = part != null && part.bytes() > before;
                vain = further ? 1 : vain + 1;
                if (vain == ATTEMPTS)
                    throw broken;
                if (invocation.session().isTerminal())
                    invocation.session().err().line(broken.problem().detail() + (part == null ? "; beginning anew" : "; going on"));
            }
        }
    }

    /// @return why the connection broke, null if all came
    private @Nullable RequestException copy(Download download, Path unnamed) throws CommandException, RequestException {
        Progress progress = new Progress(invocation.session().err(), invocation.session().isTerminal() && !invocation.isJson());
        byte[] piece = new byte[PIECE_BYTES];
        try (FileChannel out = FileChannel.open(unnamed, StandardOpenOption.WRITE)) {
            long bytes = download.fromBytes();
            out.truncate(bytes).position(bytes);
            for (int n = download.read(piece); n >= 0; n = download.read(piece)) {
                bytes += n;
                for (ByteBuffer rest = ByteBuffer.wrap(piece, 0, n); rest.hasRemaining();)
                    out.write(rest);
                progress.at(bytes, download.sizeBytes());
            }
            out.force(true);
            return null;
        } catch (RequestException e) {
            if (e.kind() != RequestException.Kind.UNREACHABLE)
                throw e;
            return e;
        } catch (IOException e) {
            throw io("cannot write " + file, e);
        } finally {
            progress.end();
        }
    }

    private void name(Path unnamed, Path target, Path directory) throws CommandException {
        try {
            Files.move(unnamed, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw io("cannot write " + file, e);
        }
    }

    private static void remove(Path unnamed) throws CommandException {
        try {
            Files.deleteIfExists(unnamed);
        } catch (IOException e) {
            throw io("cannot remove " + unnamed, e);
        }
    }

    static CommandException io(String what, IOException e) {
        String reason = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
        return new CommandException(ExitCode.IO_ERROR, "io", what + ": " + reason, "check the path and the disk");
    }
}
