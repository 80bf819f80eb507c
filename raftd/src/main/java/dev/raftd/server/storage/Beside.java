package dev.raftd.server.storage;

import dev.raftd.server.storage.LogScan.SegmentFile;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What the segments beside one that is missing, or whose header is damaged, say of the entries in it. Changes nothing.
final class Beside {
    private final Disk disk;

    Beside(Disk disk) {
        this.disk = disk;
    }

    /// The first index that may have been in the segment behind `before`.
    ///
    /// @param before null for none: then it is not known
    long first(@Nullable SegmentFile before) throws IOException {
        if (before == null) {
            return 1;
        }
        try (DiskFile file = disk.open(before.name(), Disk.OpenMode.READ)) {
            SegmentHeader header = SegmentReader.readHeader(file, before.sequence());
            IndexRange range = new IndexRange(header);
            long sizeBytes = file.size();
            new SegmentReader(file, header, sizeBytes).walk(sizeBytes, range);
            return range.firstAffected();
        } catch (BadBytesException e) {
            return 1;
        } catch (DiskException e) {
            return unknownIfMissing(e, 1);
        }
    }

    /// The last index that may have been in the segment before `behind`, at least `first`.
    ///
    /// @param behind null for none: then it is [Damage#UNKNOWN]
    long last(@Nullable SegmentFile behind, long first) throws IOException {
        if (behind == null) {
            return Damage.UNKNOWN;
        }
        try (DiskFile file = disk.open(behind.name(), Disk.OpenMode.READ)) {
            return Math.max(first, SegmentReader.readHeader(file, behind.sequence()).beforeIndex());
        } catch (BadBytesException e) {
            return Damage.UNKNOWN;
        } catch (DiskException e) {
            return unknownIfMissing(e, Damage.UNKNOWN);
        }
    }

    /// In the directory of a node that runs, it was released meanwhile.
    private static long unknownIfMissing(DiskException e, long unknown) throws DiskException {
        if (e.kind() != DiskException.Kind.MISSING) {
            throw e;
        }
        return unknown;
    }

    /// Where it is the segment between these two that cannot be read.
    Damage damage(String path, @Nullable SegmentFile before, @Nullable SegmentFile behind) throws IOException {
        long first = first(before);
        return new Damage(path, 0, first, last(behind, first));
    }
}
