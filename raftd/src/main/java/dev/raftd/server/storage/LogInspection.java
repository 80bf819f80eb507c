package dev.raftd.server.storage;

import dev.raftd.raftpb.Entry;
import dev.raftd.server.storage.LogScan.SegmentFile;
import dev.raftd.server.storage.SegmentReader.End;
import dev.raftd.server.storage.SegmentReader.Later;
import dev.raftd.server.storage.StorageException.Damage;
import dev.raftd.server.storage.StorageException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks into the log of a stopped or a running node: no lock, no change. A tail that is being written is not an error, nor is a segment
/// that is released meanwhile. Confined to one thread.
public final class LogInspection {
    /// Where a segment stands.
    public enum SegmentState {
        /// Complete; another one follows.
        SEALED,
        /// The one that is written to.
        ACTIVE,
        /// Damaged: [#verify] says where.
        DAMAGED
    }

    /// A segment file.
    ///
    /// @param firstIndex the lowest index of an entry in it, 0 if there is none
    /// @param lastIndex  the highest one
    public record SegmentInfo(String file, long sequence, long firstIndex, long lastIndex, long sizeBytes, long usedBytes,
            SegmentState state) {}

    /// An entry and its place.
    ///
    /// @param offset byte position of its record in the file
    public record EntryInfo(Entry entry, String file, long offset) {}

    /// What [#verify] found.
    ///
    /// @param firstIndex the first log index that may be affected
    /// @param lastIndex  the last one, [StorageException.Damage#UNKNOWN] for all behind
    public record Finding(String file, long offset, long firstIndex, long lastIndex, String problem) {}

    /// A snapshot file.
    ///
    /// @param index    by its name if it is damaged
    /// @param term     0 if it is damaged
    /// @param received from a leader, not taken by this node
    public record SnapshotInfo(String file, long index, long term, boolean received, long sizeBytes, boolean damaged) {}

    private record Checked(SegmentInfo info, @Nullable Finding finding) {}

    private final Disk root;
    private final Disk wal;

    /// @param root the data directory, such as [RealDisk#openReadOnly]
    /// @throws StorageException MISSING if there is no log in it
    public LogInspection(Disk root) {
        this.root = root;
        try {
            wal = root.directory(DataDir.WAL);
            wal.list();
        } catch (DiskException e) {
            if (e.kind() == DiskException.Kind.MISSING) {
                throw new StorageException(Code.MISSING, "this is not a member's data directory: there is no " + root.path(DataDir.WAL),
                        "Check the path given with --data-dir.");
            }
            throw StorageException.of(e, "cannot open " + root.path(DataDir.WAL));
        } catch (IOException e) {
            throw StorageException.of(e, "cannot open " + root.path(DataDir.WAL));
        }
    }

    /// The segments, the oldest first.
    public List<SegmentInfo> segments() {
        return check().stream().map(Checked::info).toList();
    }

    /// The snapshots, by index; read and checked as a whole.
    public List<SnapshotInfo> snapshots() {
        return checkSnapshots().stream().map(SnapshotInspection.Checked::info).toList();
    }

    /// Reads and checks every record and every snapshot, and whether they fit together; empty if all is well.
    public List<Finding> verify() {
        List<SnapshotInspection.Checked> snapshots = checkSnapshots();
        List<Checked> segments = check();
        List<Finding> findings = new ArrayList<>();
        missing().forEach(findings::add);
        segments.stream().map(Checked::finding).filter(Objects::nonNull).forEach(findings::add);
        snapshots.stream().map(SnapshotInspection.Checked::finding).filter(Objects::nonNull).forEach(findings::add);
        if (findings.isEmpty()) {
            gap(snapshots).ifPresent(findings::add);
        }
        return findings;
    }

    private List<SnapshotInspection.Checked> checkSnapshots() {
        Identity identity = DataDir.identityOf(root);
        if (identity == null) {
            return List.of();
        }
        try {
            return new SnapshotInspection(root.directory(DataDir.SNAPSHOTS), identity.clusterId()).check();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + root.path(DataDir.SNAPSHOTS));
        }
    }

    /// Segments that are not there between those that are; seen twice, since a directory is not listed in one instant.
    private List<Finding> missing() {
        try {
            List<Finding> first = missingOnce();
            while (!first.isEmpty()) {
                List<Finding> again = missingOnce();
                if (again.equals(first)) {
                    return again;
                }
                first = again;
            }
            return first;
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + wal.path(""));
        }
    }

    private List<Finding> missingOnce() throws IOException {
        List<Finding> findings = new ArrayList<>();
        SegmentFile before = null;
        for (SegmentFile file : LogScan.segmentFiles(wal)) {
            if (before != null && file.sequence() != before.sequence() + 1) {
                Damage damage = new Beside(wal).damage(wal.path(SegmentFormat.segmentName(before.sequence() + 1)), before, file);
                findings.add(new Finding(damage.file(), 0, damage.firstIndex(), damage.lastIndex(),
                        LogScan.missing(file.name() + " is there")));
            }
            before = file;
        }
        // a directory has its identity only once its first segment is durable
        if (before == null && DataDir.identityOf(root) != null) {
            findings.add(new Finding(wal.path(""), 0, 1, Damage.UNKNOWN, "the directory was in use and has no segment"));
        }
        return findings;
    }

    /// What a log without its beginning lacks: a snapshot that reaches to where it starts. A running node takes a snapshot before it releases
    /// segments, so the snapshots are looked at first.
    private Optional<Finding> gap(List<SnapshotInspection.Checked> snapshots) {
        try {
            List<SegmentFile> files = LogScan.segmentFiles(wal);
            SegmentHeader first = files.isEmpty() ? null : headerOf(files.getFirst());
            long base = first == null ? 0 : first.beforeIndex();
            long reached = newest(snapshots);
            if (base <= reached || base <= newest(checkSnapshots())) {
                return Optional.empty();
            }
            return Optional.of(new Finding(wal.path(files.getFirst().name()), 0, reached + 1, base,
                    "the log starts behind index " + base + " and no whole snapshot reaches there"));
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + wal.path(""));
        }
    }

    private static long newest(List<SnapshotInspection.Checked> snapshots) {
        return snapshots.stream().filter(SnapshotInspection.Checked::isWhole).mapToLong(s -> s.info().index()).max().orElse(0);
    }

    private List<Checked> check() {
        List<Checked> checked = new ArrayList<>();
        try {
            for (SegmentFile file : LogScan.segmentFiles(wal)) {
                Checked segment = checkTwice(file);
                if (segment != null) {
                    checked.add(segment);
                }
            }
            return checked;
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + wal.path(""));
        }
    }

    /// Null if it was released meanwhile. A finding counts if it is found again: the writer may have been at work.
    private @Nullable Checked checkTwice(SegmentFile file) throws IOException {
        Checked first = check(file, successor(file));
        while (first != null && first.finding() != null) {
            Checked again = check(file, successor(file));
            if (first.equals(again)) {
                return again;
            }
            first = again;
        }
        return first;
    }

    /// The segment behind, as of now; null for the newest.
    private @Nullable SegmentFile successor(SegmentFile file) throws IOException {
        return LogScan.segmentFiles(wal).stream().filter(f -> f.sequence() > file.sequence()).findFirst().orElse(null);
    }

    private static boolean follows(SegmentFile file, @Nullable SegmentFile next) {
        return next != null && next.sequence() == file.sequence() + 1;
    }

    /// Released meanwhile.
    private static @Nullable SegmentHeader nullIfMissing(DiskException e) throws DiskException {
        if (e.kind() != DiskException.Kind.MISSING) {
            throw e;
        }
        return null;
    }

    private @Nullable SegmentFile predecessor(SegmentFile file) throws IOException {
        return LogScan.segmentFiles(wal).stream().filter(f -> f.sequence() < file.sequence()).reduce((a, b) -> b).orElse(null);
    }

    private @Nullable Checked check(SegmentFile file, @Nullable SegmentFile next) throws IOException {
        try (DiskFile opened = wal.open(file.name(), Disk.OpenMode.READ)) {
            SegmentHeader header = SegmentReader.readHeader(opened, file.sequence());
            return check(file, opened, header, next != null && follows(file, next) ? headerOf(next) : null, next != null);
        } catch (DiskException e) {
            if (e.kind() == DiskException.Kind.MISSING) {
                return null;
            }
            throw e;
        } catch (BadBytesException e) {
            Damage damage = new Beside(wal).damage(wal.path(file.name()), predecessor(file), next);
            return new Checked(new SegmentInfo(file.name(), file.sequence(), 0, 0, file.sizeBytes(), 0, SegmentState.DAMAGED),
                    new Finding(damage.file(), e.offset(), damage.firstIndex(), damage.lastIndex(), String.valueOf(e.getMessage())));
        }
    }

    /// Null if it cannot be read; that is found when its turn comes.
    private @Nullable SegmentHeader headerOf(SegmentFile file) throws IOException {
        try (DiskFile opened = wal.open(file.name(), Disk.OpenMode.READ)) {
            return SegmentReader.readHeader(opened, file.sequence());
        } catch (BadBytesException e) {
            return null;
        } catch (DiskException e) {
            return nullIfMissing(e);
        }
    }

    /// @param next  the header of the segment behind, null if it cannot be read or there is none
    /// @param isOld another segment is there that is newer
    private Checked check(SegmentFile file, DiskFile opened, SegmentHeader header, @Nullable SegmentHeader next, boolean isOld)
            throws IOException {
        long sizeBytes = opened.size();
        SegmentReader reader = new SegmentReader(opened, header, sizeBytes);
        IndexRange range = new IndexRange(header);
        long[] newest = {file.sequence()};
        End end = reader.walk(next == null ? sizeBytes : Math.min(next.previousEnd(), sizeBytes), batch -> {
            range.batch(batch);
            newest[0] = Math.max(newest[0], batch.header().durable().sequence());
        });
        Later later = reader.after(end.offset());
        boolean lostNext = !isOld && newest[0] > file.sequence();
        String problem = lostNext ? "it was followed by a segment that is not there" : problem(header, next, isOld, sizeBytes, end, later);
        SegmentState state = isOld ? SegmentState.SEALED : SegmentState.ACTIVE;
        Finding finding = problem == null
                ? null
                : new Finding(wal.path(file.name()), Math.min(end.badOffset(), sizeBytes), range.firstAffected(),
                        lastAffected(range.firstAffected(), next, later), problem);
        return new Checked(new SegmentInfo(file.name(), file.sequence(), range.lowest(), range.highest(), sizeBytes, end.offset(),
                problem == null ? state : SegmentState.DAMAGED), finding);
    }

    private static long lastAffected(long first, @Nullable SegmentHeader next, @Nullable Later later) {
        if (later != null) {
            return Math.max(first, later.beforeIndex());
        }
        return next == null ? Damage.UNKNOWN : Math.max(first, next.beforeIndex());
    }

    /// As recovery judges; null if there is none.
    private static @Nullable String problem(SegmentHeader header, @Nullable SegmentHeader next, boolean isOld, long sizeBytes, End end,
            @Nullable Later later) {
        if (next == null && isOld) {
            // up to where is not known: what is wrong with the one behind is told there
            return null;
        }
        if (next != null) {
            boolean reached = end.offset() == next.previousEnd();
            return reached ? null : end.problem().isEmpty() ? "its batches end before " + next.previousEnd() : end.problem();
        }
        if (sizeBytes < header.sizeBytes()) {
            return "the file has " + sizeBytes + " of " + header.sizeBytes() + " bytes";
        }
        boolean laterSaysSo = later != null && later.durable().compareTo(new Place(header.sequence(), end.offset())) > 0;
        return laterSaysSo || end.offset() < header.bornEnd() ? end.problem() : null;
    }

    /// The log's entries `from <= index <= to` in order; those that were overwritten are left out. In a damaged log those before the damage
    /// come first.
    ///
    /// @throws StorageException CORRUPT, MISSING, IO
    public void dump(long from, long to, Consumer<EntryInfo> each) {
        LogDump dump = new LogDump(wal, from, to, each);
        boolean done = false;
        while (!done) {
            done = dump.attempt();
        }
    }
}
