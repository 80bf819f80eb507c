package dev.raftd.server.storage;

import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A file of a few bytes that are replaced as a whole, durably, and without asking for room: a full disk cannot keep a node from it.
/// Confined to one thread at a time.
///
///     place 0, place 1      written in turns, so that a crash harms at most the one that does not count yet
///     place                 checksum 4, length 4, sequence 8, content, padding to a multiple of 4 KiB; the checksum begins with the place
///
/// The content is that of the valid place with the greater sequence. A former process may have failed to sync it, and the page cache does
/// not tell: so the file is made anew when it is opened, unless the disk is full.
public final class SmallFile implements AutoCloseable {
    private static final int HEADER_BYTES = 16;
    private static final int CHECKED_FROM = 4;
    /// No write to one place can harm the other, on disks of large sectors neither.
    private static final int SECTOR_BYTES_MAX = 4096;

    private record Content(long sequence, byte[] bytes) {}

    private final Disk disk;
    private final String name;
    private final int placeBytes;
    private final PlaceChecksum checksum;
    private final DiskFile file;
    private Content content;

    private SmallFile(Disk disk, String name, int placeBytes, long clusterId, DiskFile file) throws IOException {
        this.disk = disk;
        this.name = name;
        this.placeBytes = placeBytes;
        this.file = file;
        checksum = new PlaceChecksum(clusterId);
        content = newest();
    }

    /// Opens the file; made durably, with `initial` in it, if it is missing.
    ///
    /// @param clusterId salts the checksum
    /// @param bytesMax  of its content, ever
    static SmallFile open(Disk disk, String name, long clusterId, int bytesMax, byte[] initial) throws IOException {
        int placeBytes = Math.ceilDiv(HEADER_BYTES + bytesMax, SECTOR_BYTES_MAX) * SECTOR_BYTES_MAX;
        if (disk.list().stream().noneMatch(f -> f.name().equals(name))) {
            make(disk, name, clusterId, placeBytes, new Content(0, initial));
        }
        boolean anew;
        try (SmallFile found = openAsItIs(disk, name, placeBytes, clusterId)) {
            anew = makeAnew(disk, name, clusterId, placeBytes, found.content);
        }
        SmallFile file = openAsItIs(disk, name, placeBytes, clusterId);
        if (!anew) {
            // a process that was killed may have left a place half written: before the other one is written, it is whole
            file.file.sync();
        }
        return file;
    }

    /// @return false if there is no room for it
    private static boolean makeAnew(Disk disk, String name, long clusterId, int placeBytes, Content content) throws IOException {
        try {
            make(disk, name, clusterId, placeBytes, content);
            return true;
        } catch (DiskException e) {
            if (!DiskException.isNoSpace(e)) {
                throw e;
            }
            DiskIo.discard(disk, name + SegmentFormat.TEMPORARY_SUFFIX);
            return false;
        }
    }

    private static SmallFile openAsItIs(Disk disk, String name, int placeBytes, long clusterId) throws IOException {
        DiskFile file = disk.open(name, Disk.OpenMode.WRITE);
        try {
            return new SmallFile(disk, name, placeBytes, clusterId, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void make(Disk disk, String name, long clusterId, int placeBytes, Content content) throws IOException {
        String unnamed = name + SegmentFormat.TEMPORARY_SUFFIX;
        try (DiskFile file = disk.open(unnamed, Disk.OpenMode.CREATE)) {
            ByteBuffer places = ByteBuffer.allocate(2 * placeBytes);
            int place = (int) (content.sequence & 1);
            places.put(place * placeBytes, encode(new PlaceChecksum(clusterId), place, content), 0, HEADER_BYTES + content.bytes.length);
            DiskIo.write(file, places, 0);
            file.sync();
        }
        disk.rename(unnamed, name);
        DiskIo.syncNames(disk);
    }

    private Content newest() throws IOException {
        Content first = read(0);
        Content second = read(1);
        if (first == null && second == null) {
            throw StorageException.corrupt(new Damage(disk.path(name), 0, 0, Damage.UNKNOWN), "neither of its two places is valid");
        }
        return second == null || first != null && first.sequence > second.sequence ? first : second;
    }

    private @Nullable Content read(int place) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(placeBytes);
        long offset = (long) place * placeBytes;
        if (DiskIo.read(file, in, offset) < placeBytes) {
            return null;
        }
        int length = in.getInt(4);
        long sequence = in.getLong(8);
        boolean possible = length >= 0 && length <= placeBytes - HEADER_BYTES && (sequence & 1) == place;
        if (!possible || in.getInt(0) != checksum.at(place, sequence).add(in, CHECKED_FROM, HEADER_BYTES + length).value()) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(HEADER_BYTES, bytes);
        return new Content(sequence, bytes);
    }

    private static ByteBuffer encode(PlaceChecksum checksum, int place, Content content) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + content.bytes.length);
        out.putInt(0).putInt(content.bytes.length).putLong(content.sequence).put(content.bytes);
        return out.putInt(0, checksum.at(place, content.sequence).add(out, CHECKED_FROM, out.capacity()).value()).flip();
    }

    public byte[] content() {
        return content.bytes.clone();
    }

    /// Durable when it returns. After a failure the file is not to be used again: what is on the disk is not known until the next start.
    ///
    /// @throws StorageException IO
    public void replace(byte[] bytes) {
        Content next = new Content(content.sequence + 1, bytes.clone());
        int place = (int) (next.sequence & 1);
        if (bytes.length > placeBytes - HEADER_BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes do not fit " + name);
        }
        try {
            DiskIo.write(file, encode(checksum, place, next), (long) place * placeBytes);
            file.sync();
            content = next;
        } catch (IOException e) {
            throw StorageException.of(e, "cannot write " + disk.path(name));
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot close " + disk.path(name));
        }
    }
}
