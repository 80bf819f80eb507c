package dev.raftd.server.storage;

import dev.raftd.raftpb.Entry;
import dev.raftd.server.storage.LogInspection.EntryInfo;
import dev.raftd.server.storage.LogScan.SegmentFile;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gives out the entries of a log that may be written to meanwhile. What looks wrong is looked at again: damage stays where it is, while a
/// writer goes on and releases segments. Confined to one thread.
final class LogDump {
    private final Disk wal;
    private final long to;
    private final Consumer<EntryInfo> each;
    /// The next index to give out.
    private long next;
    private @Nullable StorageException problem;

    LogDump(Disk wal, long from, long to, Consumer<EntryInfo> each) {
        this.wal = wal;
        this.next = from;
        this.to = to;
        this.each = each;
    }

    /// Goes on as far as possible.
    ///
    /// @return false if it is to be called again
    /// @throws StorageException what was found twice; what comes before it was given out
    boolean attempt() {
        StableLog log = new StableLog(0);
        LogScan scan = new LogScan(wal, Disk.OpenMode.READ, log);
        try {
            StorageException found = fill(log, scan);
            if (found != null && !isSame(found, problem)) {
                problem = found;
                return false;
            }
            StorageException hit = visit(log);
            if (hit != null && !isSame(hit, problem)) {
                problem = hit;
                return false;
            }
            if (hit != null) {
                throw hit;
            }
            if (found != null) {
                throw found;
            }
            return true;
        } finally {
            scan.close();
        }
    }

    /// What keeps the entries from being read, null if nothing does.
    private @Nullable StorageException visit(StableLog log) {
        long end = to < log.last() ? to + 1 : log.last() + 1;
        try {
            new LogReads(log).visit(Math.max(next, log.base() + 1), end, this::give);
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    private boolean give(Entry entry, Segment segment, long offset) {
        next = entry.index() + 1;
        each.accept(new EntryInfo(entry, segment.path(), offset));
        return true;
    }

    private static boolean isSame(StorageException e, @Nullable StorageException before) {
        return before != null && e.code() == before.code() && Objects.equals(e.getMessage(), before.getMessage());
    }

    /// What keeps the log from being read further than it was; null if it was read whole.
    private @Nullable StorageException fill(StableLog log, LogScan scan) {
        try {
            List<SegmentFile> files = LogScan.segmentFiles(wal);
            if (files.isEmpty()) {
                return null;
            }
            for (SegmentReader.Batch batch : scan.run(files, null).doubtful()) {
                log.apply(batch.records(), batch.offsets());
            }
            return null;
        } catch (StorageException e) {
            if (e.code() == Code.NEWER_FORMAT) {
                throw e;
            }
            return e;
        } catch (IOException e) {
            return StorageException.of(e, "cannot read " + wal.path(""));
        } catch (BadBytesException e) {
            return StorageException.corrupt(new Damage(wal.path(""), e.offset(), log.last() + 1, Damage.UNKNOWN),
                    String.valueOf(e.getMessage()));
        }
    }
}
