package dev.raftd.ctl.command;

import dev.raftd.backup.BackupException;
import dev.raftd.backup.BackupReader;
import dev.raftd.backup.StoreTally;
import dev.raftd.ctl.view.SnapshotView;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A snapshot file on this machine.
final class SavedSnapshot {
    private SavedSnapshot() {}

    /// Reads all of it.
    ///
    /// @param name what it is called, or will be
    static SnapshotView.Snapshot verify(Path file, Path name) throws CommandException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            BackupReader reader = new BackupReader(channel::read, channel.size());
            StoreTally tally = new StoreTally();
            for (byte[] piece = reader.next(); piece != null; piece = reader.next())
                tally.add(piece);
            return new SnapshotView.Snapshot(name.toString(), String.format("%016x", reader.clusterId()), reader.metadata().index(),
                    reader.metadata().term(), tally.revision(), tally.keys(), reader.metadata().confState().voters(), reader.sizeBytes());
        } catch (BackupException e) {
            throw damaged(name, e);
        } catch (IOException e) {
            throw SavedFile.io("cannot read " + name, e);
        }
    }

    private static CommandException damaged(Path name, BackupException e) {
        return switch (e.kind()) {
            case NOT_A_SNAPSHOT -> new CommandException(ExitCode.DAMAGED, "not_a_snapshot", name + ": " + e.getMessage(),
                    "give a file that 'snapshot save' wrote");
            case NEWER_FORMAT ->
                new CommandException(ExitCode.DAMAGED, "newer_format", name + ": " + e.getMessage(), "use a newer raftctl");
            case DAMAGED -> new CommandException(ExitCode.DAMAGED, "corrupt", name + " is " + e.sentence(), "save another one");
        };
    }
}
