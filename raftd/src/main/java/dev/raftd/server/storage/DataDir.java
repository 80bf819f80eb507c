package dev.raftd.server.storage;

import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A node's data directory, locked and known to be its own.
///
///     LOCK        held while raftd runs
///     identity    node, cluster, format version, checksum; written last when the directory is made
///     epoch       the directory's own number, how often it was started, and the processes of the last starts
///     peers       what the node remembers of the others
///     removed     there once the node was removed from its cluster and nobody needs it any more; empty
///     wal/        the segmented log
///     snap/       snapshots
public final class DataDir implements AutoCloseable {
    static final String WAL = "wal";
    static final String SNAPSHOTS = "snap";
    private static final String LOCK = "LOCK";
    static final String IDENTITY = "identity";
    private static final String EPOCH = "epoch";
    private static final String PEERS = "peers";
    private static final String REMOVED = "removed";
    private static final int VERSION = 1;
    private static final int IDENTITY_BYTES_MAX = 4096;
    private static final Pattern IDENTITY_TEXT = Pattern
            .compile("(raftd data directory, format (\\d{1,9})\n(?:.*\n)*?)checksum ([0-9a-f]{8})\n");
    private static final Pattern VERSION_1_TEXT = Pattern.compile("[^\n]*\nnode (\\d{1,20})\ncluster ([0-9a-f]{16})\n");

    private final Disk root;
    private final Identity identity;
    private final Closeable lock;
    private boolean isNew;

    private DataDir(Disk root, Identity identity, Closeable lock, boolean isNew) {
        this.root = root;
        this.identity = identity;
        this.lock = lock;
        this.isNew = isNew;
    }

    /// Locks the directory and checks whose it is. An empty one becomes this node's by [Recovery#open].
    ///
    /// @throws StorageException LOCKED, OTHER_NODE, OTHER_CLUSTER, NEWER_FORMAT, NOT_WRITABLE, CORRUPT, IO
    public static DataDir open(Disk root, Identity identity) {
        try {
            Closeable lock = lock(root);
            try {
                Identity found = read(root);
                if (found != null) {
                    requireSame(root, identity, found);
                }
                return new DataDir(root, identity, lock, found == null);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw StorageException.of(e, "cannot open the data directory " + root.path(""));
        }
    }

    /// Locks the directory and empties it: what is there is left of an attempt to make it that did not come to its end.
    ///
    /// @throws StorageException LOCKED, NOT_WRITABLE, IO
    public static DataDir anew(Disk root, Identity identity) {
        try {
            Closeable lock = lock(root);
            try {
                empty(root);
                return new DataDir(root, identity, lock, true);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw StorageException.of(e, "cannot make the data directory " + root.path(""));
        }
    }

    /// The lock's file stays: another one of that name would be another lock.
    private static void empty(Disk root) throws IOException {
        for (Disk part : List.of(root, root.directory(WAL), root.directory(SNAPSHOTS))) {
            for (Disk.FileSize file : part.list()) {
                if (!file.name().equals(LOCK)) {
                    part.delete(file.name());
                }
            }
        }
    }

    static Closeable lock(Disk root) throws IOException {
        Closeable lock = root.lock(LOCK);
        if (lock == null) {
            throw new StorageException(Code.LOCKED, "another raftd has the data directory " + root.path(""),
                    "Stop it, or give this one a directory of its own.");
        }
        return lock;
    }

    private static void requireSame(Disk root, Identity wanted, Identity found) {
        if (found.clusterId() != wanted.clusterId()) {
            throw new StorageException(Code.OTHER_CLUSTER,
                    root.path("") + " belongs to cluster " + Identity.hex(found.clusterId()) + ", not " + Identity.hex(wanted.clusterId()),
                    "Check --data-dir and --peers.");
        }
        if (found.nodeId() != wanted.nodeId()) {
            throw new StorageException(Code.OTHER_NODE,
                    root.path("") + " belongs to node " + Long.toUnsignedString(found.nodeId()) + ", not "
                            + Long.toUnsignedString(wanted.nodeId()),
                    "Check --data-dir and --id.");
        }
    }

    /// Whose directory it is, null if it is nobody's. Takes no lock.
    ///
    /// @throws StorageException NEWER_FORMAT, CORRUPT, NOT_WRITABLE (unreadable), IO
    public static @Nullable Identity identityOf(Disk root) {
        try {
            return read(root);
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + root.path(IDENTITY));
        }
    }

    /// Of a directory that is nobody's: it is new, or its making was interrupted. Takes no lock.
    ///
    /// @throws StorageException CORRUPT (a member's, without its identity), NOT_WRITABLE (unreadable), IO
    public static void requireNothingStored(Disk root) {
        try {
            Recovery.requireNothingStored(root.directory(WAL), root.directory(SNAPSHOTS), null);
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + root.path(""));
        }
    }

    private static @Nullable Identity read(Disk root) throws IOException {
        if (root.list().stream().noneMatch(f -> f.name().equals(IDENTITY))) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(IDENTITY_BYTES_MAX);
        try (DiskFile file = root.open(IDENTITY, Disk.OpenMode.READ)) {
            DiskIo.read(file, bytes, 0);
        }
        return parse(root, StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString());
    }

    private static Identity parse(Disk root, String text) {
        Matcher whole = IDENTITY_TEXT.matcher(text);
        if (!whole.matches() || !whole.group(3).equals(checksum(whole.group(1)))) {
            throw corrupt(root, "its checksum is wrong");
        }
        int version = Integer.parseInt(whole.group(2));
        if (version > VERSION) {
            throw new StorageException(Code.NEWER_FORMAT,
                    root.path("") + " has format version " + version + ", this raftd knows " + VERSION,
                    "Start the raftd version that wrote it, or a newer one.");
        }
        Matcher fields = VERSION_1_TEXT.matcher(whole.group(1));
        if (!fields.matches()) {
            throw corrupt(root, "it cannot be read");
        }
        return new Identity(Long.parseUnsignedLong(fields.group(1)), Long.parseUnsignedLong(fields.group(2), 16));
    }

    private static StorageException corrupt(Disk root, String problem) {
        return StorageException.corrupt(new Damage(root.path(IDENTITY), 0, 0, Damage.UNKNOWN), problem);
    }

    private static String checksum(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return String.format("%08x", PlaceChecksum.plain(ByteBuffer.wrap(bytes), 0, bytes.length));
    }

    public Identity identity() {
        return identity;
    }

    /// True if nothing was ever stored here: the node is to be bootstrapped. Becomes false by [Recovery#open].
    public boolean isNew() {
        return isNew;
    }

    Disk wal() throws IOException {
        return root.directory(WAL);
    }

    Disk snapshots() throws IOException {
        return root.directory(SNAPSHOTS);
    }

    /// The room kept for a full disk.
    ///
    /// @param sizeBytes 0 for none
    Reserve reserve(long sizeBytes) throws IOException {
        return Reserve.open(root, sizeBytes);
    }

    /// The directories below are durable.
    void sync() throws IOException {
        root.sync();
    }

    /// The first segment is durable: from now on a directory without one is damaged.
    void writeIdentity() throws IOException {
        String text = "raftd data directory, format " + VERSION + "\nnode " + Long.toUnsignedString(identity.nodeId()) + "\ncluster "
                + Identity.hex(identity.clusterId()) + "\n";
        String unnamed = IDENTITY + SegmentFormat.TEMPORARY_SUFFIX;
        try (DiskFile file = root.open(unnamed, Disk.OpenMode.CREATE)) {
            byte[] bytes = (text + "checksum " + checksum(text) + "\n").getBytes(StandardCharsets.ISO_8859_1);
            DiskIo.write(file, ByteBuffer.wrap(bytes), 0);
            file.sync();
        }
        root.rename(unnamed, IDENTITY);
        root.sync();
        isNew = false;
    }

    /// Counts one more start, durably: nobody is told of it before. To be called once, after [Recovery#open].
    ///
    /// @param store       the directory's number if it has none yet
    /// @param incarnation the process's number
    /// @throws StorageException CORRUPT, NO_SPACE, IO
    public Start start(long store, long incarnation) {
        try (SmallFile file = SmallFile.open(root, EPOCH, identity.clusterId(), Start.BYTES_MAX, Start.none(store).encode())) {
            Start start = Start.decode(file.content()).next(incarnation);
            file.replace(start.encode());
            return start;
        } catch (IOException e) {
            throw StorageException.of(e, "cannot open " + root.path(EPOCH));
        }
    }

    /// The file of what the node remembers of the others; empty at first.
    ///
    /// @param bytesMax of its content, ever
    /// @throws StorageException CORRUPT, NO_SPACE, IO
    public SmallFile peers(int bytesMax) {
        try {
            return SmallFile.open(root, PEERS, identity.clusterId(), bytesMax, new byte[0]);
        } catch (IOException e) {
            throw StorageException.of(e, "cannot open " + root.path(PEERS));
        }
    }

    /// Puts down that the node is no longer a member, and that the others can do without it: there is no further start.
    ///
    /// @throws StorageException NO_SPACE, IO
    public void markRemoved() {
        try (DiskFile file = root.open(REMOVED, Disk.OpenMode.CREATE)) {
            file.sync();
            root.sync();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot write " + root.path(REMOVED));
        }
    }

    /// Whether it is the directory of a node that was removed. Takes no lock.
    ///
    /// @throws StorageException NOT_WRITABLE (unreadable), IO
    public static boolean isOfRemoved(Disk root) {
        try {
            return root.list().stream().anyMatch(f -> f.name().equals(REMOVED));
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + root.path(""));
        }
    }

    /// Gives the lock back. Close the log before.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot unlock " + root.path(LOCK));
        }
    }
}
