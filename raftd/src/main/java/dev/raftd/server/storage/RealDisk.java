package dev.raftd.server.storage;

import dev.raftd.server.storage.StorageException.Code;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A directory of this machine: the only class that touches files. Files get mode 0600, directories 0700. No thread that is in here may
/// be interrupted: that would close the file.
public final class RealDisk implements Disk {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> LOCK = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final boolean readOnly;

    private RealDisk(Path path, boolean readOnly) {
        this.path = path;
        this.readOnly = readOnly;
    }

    /// The directory, made durably if it is missing.
    ///
    /// @throws StorageException NOT_A_DIRECTORY, NOT_WRITABLE, NO_SPACE, IO
    public static Disk open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            makeDurably(path);
            return new RealDisk(path, false);
        } catch (IOException e) {
            throw StorageException.of(translate(e), "cannot make the directory " + path);
        }
    }

    /// The directory for looking only: creates and changes nothing. Its lock can be held beside others who only look.
    ///
    /// @throws StorageException MISSING, NOT_A_DIRECTORY, NOT_WRITABLE (unreadable), IO
    public static Disk openReadOnly(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        requireDirectoryIfThere(path);
        if (!Files.exists(path)) {
            throw new StorageException(Code.MISSING, "there is no data directory " + path, "Check the path given with --data-dir.");
        }
        if (!Files.isReadable(path)) {
            throw new StorageException(Code.NOT_WRITABLE, "no permission to read the data directory " + path,
                    "Run as the user that owns it.");
        }
        return new RealDisk(path, true);
    }

    /// Whether there is anything of that name, were it no directory.
    public static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /// The size of the file system that a directory is on, 0 if that is not known.
    public static long totalBytes(Path directory) {
        return directory.toFile().getTotalSpace();
    }

    private static void requireDirectoryIfThere(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new StorageException(Code.NOT_A_DIRECTORY, path + " is not a directory", "Give a directory.");
        }
    }

    private static void makeDurably(Path path) throws IOException {
        requireDirectoryIfThere(path);
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent == null) {
            throw new NotDirectoryException(path.toString());
        }
        makeDurably(parent);
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        syncDirectory(parent);
    }

    private static void syncDirectory(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public DiskFile open(String name, OpenMode mode) throws IOException {
        return new RealFile(channel(name, switch (mode) {
            case READ -> READ;
            case WRITE -> WRITE;
            case CREATE -> CREATE;
        }));
    }

    private FileChannel channel(String name, Set<OpenOption> options) throws IOException {
        requireWritable(options != READ);
        try {
            requireRegularIfThere(path.resolve(name));
            return FileChannel.open(path.resolve(name), options,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw translate(e);
        }
    }

    /// Opening a pipe would wait for its other end. Asked once: what is looked at may be deleted at any moment.
    private static void requireRegularIfThere(Path file) throws IOException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
                throw new IOException(file + " is not a regular file");
            }
        } catch (NoSuchFileException e) {
            // a new file, or one whose absence opening it tells
        }
    }

    private void requireWritable(boolean forWriting) throws IOException {
        if (forWriting && readOnly) {
            throw new DiskException(DiskException.Kind.REFUSED, "opened for looking only: " + path);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        requireWritable(true);
        try {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw translate(e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        requireWritable(true);
        try {
            Files.delete(path.resolve(name));
        } catch (IOException e) {
            throw translate(e);
        }
    }

    @Override
    public List<FileSize> list() throws IOException {
        List<FileSize> files = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(path)) {
            for (Path file : stream) {
                addTo(files, file);
            }
        } catch (IOException e) {
            throw translate(e);
        }
        files.sort(Comparator.comparing(FileSize::name));
        return files;
    }

    private static void addTo(List<FileSize> files, Path file) throws IOException {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                files.add(new FileSize(file.getFileName().toString(), Files.size(file)));
            }
        } catch (NoSuchFileException e) {
            // deleted since it was listed: whoever looks into a running node's directory sees that
        }
    }

    @Override
    public void sync() throws IOException {
        requireWritable(true);
        try {
            syncDirectory(path);
        } catch (IOException e) {
            throw translate(e);
        }
    }

    @Override
    public Disk directory(String name) throws IOException {
        Path below = path.resolve(name);
        if (!readOnly && !Files.isDirectory(below)) {
            if (Files.exists(below, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(below + " is not a directory");
            }
            try {
                Files.createDirectory(below, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (IOException e) {
                throw translate(e);
            }
        }
        return new RealDisk(below, readOnly);
    }

    @Override
    public long freeBytes() {
        return path.toFile().getUsableSpace(); // FileStore needs the table of mounts, which a container may not show
    }

    @Override
    public @Nullable Closeable lock(String name) throws IOException {
        if (readOnly && !Files.exists(path.resolve(name))) {
            return () -> {};
        }
        FileChannel channel = channel(name, readOnly ? READ : LOCK);
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, readOnly);
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // this very process has it: the answer is the same
        } catch (IOException e) {
            channel.close();
            throw translate(e);
        }
        channel.close();
        return null;
    }

    @Override
    public String path(String name) {
        return path.resolve(name).toString();
    }

    /// The kinds that matter, told apart by type or by the system's text, which is all that Java passes on.
    private static IOException translate(IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : String.valueOf(e.getMessage());
        DiskException.Kind kind = kind(e, reason);
        return kind == null ? e : cause(new DiskException(kind, e.getMessage() == null ? reason : e.getMessage()), e);
    }

    private static DiskException.@Nullable Kind kind(IOException e, String reason) {
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            return DiskException.Kind.NO_SPACE;
        }
        if (e instanceof AccessDeniedException || reason.contains("Read-only file system") || reason.contains("not permitted")) {
            return DiskException.Kind.REFUSED;
        }
        return e instanceof NoSuchFileException ? DiskException.Kind.MISSING : null;
    }

    private static IOException cause(DiskException translated, IOException original) {
        translated.initCause(original);
        return translated;
    }

    private record RealFile(FileChannel channel) implements DiskFile {
        @Override
        public int write(ByteBuffer buffer, long offset) throws IOException {
            try {
                return channel.write(buffer, offset);
            } catch (IOException e) {
                throw translate(e);
            }
        }

        @Override
        public int read(ByteBuffer buffer, long offset) throws IOException {
            return channel.read(buffer, offset);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            channel.truncate(sizeBytes);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void sync() throws IOException {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw translate(e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
