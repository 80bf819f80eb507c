package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Download;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.shell.Interrupts.Registration;
import dev.raftd.ctl.view.SnapshotView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "save", description = {"Saves all that a member has applied, from any member; a follower may be a little behind.",
        "The file gets its name when it is complete, verified and synced. Where the connection breaks it goes on, or is begun anew if that snapshot is there no more."})
final class SnapshotSaveCommand implements Callable<Integer> {
    private static final int ATTEMPTS = 3;
    private static final int PIECE_BYTES = 64 << 10;

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    SnapshotSaveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        Path target = file.toAbsolutePath().normalize();
        Path directory = target.getParent();
        if (directory == null || Files.isDirectory(target))
            throw CommandException.usage("usage", file + " is not a file", "give a file");
        requireFree(target);
        Path unnamed = unnamed(directory, target);
        try {
            fetch(unnamed);
            SnapshotView.Snapshot saved = SavedSnapshot.verify(unnamed, file);
            requireFree(target);
            name(unnamed, target, directory);
            return invocation.show(saved, SnapshotView::print);
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
            throw SavedSnapshot.io("cannot write into " + directory, e);
        }
    }

    private void fetch(Path unnamed) throws CommandException, RequestException {
        Cluster cluster = invocation.cluster();
        Download.Part part = null;
        int vain = 0;
        while (true) {
            long before = part == null ? 0 : part.bytes();
            try (Download download = cluster.snapshot(part); Registration _ = invocation.session().interrupts().on(download::cancel)) {
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
            throw SavedSnapshot.io("cannot write " + file, e);
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
            throw SavedSnapshot.io("cannot write " + file, e);
        }
    }

    private static void remove(Path unnamed) throws CommandException {
        try {
            Files.deleteIfExists(unnamed);
        } catch (IOException e) {
            throw SavedSnapshot.io("cannot remove " + unnamed, e);
        }
    }
}
