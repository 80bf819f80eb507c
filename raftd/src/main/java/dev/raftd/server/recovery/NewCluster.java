package dev.raftd.server.recovery;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.kv.SnapshotEncoder;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SnapshotWriter;
import dev.raftd.server.storage.StorageException;
import java.io.IOException;
import java.util.List;

/// Makes a data directory whose log begins behind a snapshot of the store.
///
///     NEW.tmp: snapshot, log, report, all synced ──> its parent synced ──> renamed NEW ──> its parent synced
///
/// What a former attempt left as NEW.tmp is overwritten, unless that one is still at work.
final class NewCluster {
    /// The file of the report.
    static final String REPORT = "recovery.txt";
    private static final String UNNAMED_SUFFIX = ".tmp";
    /// Small: the log gets segments of the size that raftd is started with as it grows.
    private static final LogConfig SIZES = new LogConfig(64 << 10, 0, 0);

    private NewCluster() {}

    /// @param parent where the directory is made
    /// @param name   the directory's; nothing that is not empty bears it
    /// @throws StorageException NO_SPACE, NOT_WRITABLE, LOCKED (two at once), IO
    static void make(Disk parent, String name, Founding founding) {
        String unnamed = name + UNNAMED_SUFFIX;
        try {
            Disk dir = parent.directory(unnamed);
            // locked until it has its name: of two at once, one is refused
            try (DataDir data = DataDir.anew(dir, founding.identity())) {
                fill(data, founding);
                ReportFile.write(dir, REPORT, founding.report());
                parent.sync();
                parent.rename(unnamed, name);
                parent.sync();
            }
        } catch (IOException e) {
            throw StorageException.of(e, "cannot make " + parent.path(name));
        }
    }

    private static void fill(DataDir data, Founding founding) {
        Recovery.Recovered fresh = Recovery.open(data, SIZES);
        try (var log = fresh.log(); SnapshotWriter writer = fresh.snapshots().begin(founding.metadata())) {
            SnapshotEncoder chunks = new SnapshotEncoder(founding.root());
            while (chunks.hasNext()) {
                byte[] chunk = chunks.next();
                writer.write(chunk, 0, chunk.length);
            }
            writer.commit();
            log.installSnapshot(founding.metadata());
            log.append(new HardState(founding.term(), 0, founding.metadata().index()), List.of());
            log.sync();
        }
    }
}
