package dev.raftd.server.recovery;

import dev.raftd.backup.BackupException;
import dev.raftd.backup.BackupReader;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.recovery.RecoveryException.Code;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.DiskException;
import dev.raftd.server.storage.DiskFile;
import dev.raftd.server.storage.StorageException;
import java.io.IOException;
import java.util.List;

/// Makes a new cluster from a backup.
public final class Restoring {
    private Restoring() {}

    /// @param disk where the file is
    /// @return the report, which is in the new directory too
    /// @throws StorageException  NO_SPACE, NOT_WRITABLE, LOCKED, MISSING, IO
    /// @throws RecoveryException NOT_A_SNAPSHOT, NEWER_FORMAT, CORRUPT, UNUSABLE
    public static List<String> run(Disk disk, String name, Target target) throws RecoveryException {
        String path = disk.path(name);
        try (DiskFile file = disk.open(name, Disk.OpenMode.READ)) {
            BackupReader backup = new BackupReader(file::read, file.size());
            KvRoot old = Store.of(backup, path);
            KvRoot root = old.foundedBy(Store.sole(old, target.identity().nodeId(), target.peerUrl()), target.revisions());
            Founding unreported = new Founding(target.identity(), root, backup.metadata().term(), List.of());
            List<String> report = target.report("the snapshot " + path, backup.clusterId(), unreported, List.of());
            NewCluster.make(target.parent(), target.name(), new Founding(target.identity(), root, unreported.term(), report));
            return report;
        } catch (BackupException e) {
            throw refusal(path, e);
        } catch (IOException e) {
            if (e instanceof DiskException d && d.kind() == DiskException.Kind.MISSING)
                throw new RecoveryException(Code.MISSING, "there is no file " + path + "; check the path");
            throw StorageException.of(e, "cannot read " + path);
        }
    }

    private static RecoveryException refusal(String path, BackupException e) {
        return switch (e.kind()) {
            case NOT_A_SNAPSHOT -> new RecoveryException(Code.NOT_A_SNAPSHOT,
                    path + ": " + e.getMessage() + "; give a file that 'raftctl snapshot save' wrote");
            case NEWER_FORMAT -> new RecoveryException(Code.NEWER_FORMAT, path + ": " + e.getMessage() + "; use the newer raftd");
            case DAMAGED -> new RecoveryException(Code.CORRUPT, path + " is " + e.sentence() + "; nothing was made; use another backup");
        };
    }
}
