package dev.raftd.server.recording;

import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.DiskFile;
import dev.raftd.trace.RecordingFormat;
import dev.raftd.trace.RecordingSink.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A member's recording files: `member-1-000007.rec` and those before it. Confined, but for [#lostEvents].
final class RotatingFile {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);
    private static final String SUFFIX = ".rec";
    /// So much of what is kept is lost when the oldest file goes.
    private static final int FILES = 8;
    /// A member that is started again and again leaves many small ones.
    private static final int FILES_MAX = 64;
    /// So that a file can be replayed whatever all of them may take.
    private static final long FILE_BYTES_MAX = 256 << 20;

    private final Disk directory;
    private final String prefix;
    private final long sizeBytesMax;
    private final long fileBytesMax;
    private final Deque<Disk.FileSize> old = new ArrayDeque<>();
    private long oldBytes;
    private long number;
    private @Nullable DiskFile file;
    private String name = "";
    private long fileBytes;
    private boolean listed;
    private boolean failing;
    private volatile long lostEvents;

    RotatingFile(Disk directory, long member, long sizeBytesMax) {
        this.directory = directory;
        this.prefix = "member-" + Long.toUnsignedString(member) + "-";
        this.sizeBytesMax = sizeBytesMax;
        this.fileBytesMax = Math.min(sizeBytesMax / FILES, Math.max(FILE_BYTES_MAX, sizeBytesMax / FILES_MAX));
    }

    long lostEvents() {
        return lostEvents;
    }

    /// What cannot be written is passed over up to the next checkpoint.
    void write(Piece piece) {
        try {
            byte[] opening = piece.opening();
            if (opening != null && (file == null || fileBytes >= fileBytesMax)) {
                begin(opening);
            }
            if (file == null) {
                lostEvents += piece.events();
                return;
            }
            append(RecordingFormat.frame(piece));
            failing = false;
        } catch (IOException e) {
            lostEvents += piece.events();
            fail(e);
        }
    }

    private void fail(IOException e) {
        if (!failing) {
            LOG.warn("the recording cannot be written to {}: {}", directory.path(name), e.getMessage());
        }
        failing = true;
        close();
    }

    private void begin(byte[] opening) throws IOException {
        list();
        close();
        makeRoom();
        number++;
        name = String.format(Locale.ROOT, "%s%06d%s", prefix, number, SUFFIX);
        fileBytes = 0;
        file = directory.open(name, Disk.OpenMode.CREATE);
        try {
            append(opening);
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    /// A full disk is tried again and again: a file without its opening is of no use, and many of them would do harm.
    private void abandon() throws IOException {
        DiskFile begun = file;
        file = null;
        number--;
        if (begun != null) {
            begun.close();
        }
        directory.delete(name);
    }

    /// Those of the runs before.
    private void list() throws IOException {
        if (listed) {
            return;
        }
        for (Disk.FileSize there : directory.list()) {
            long its = number(there.name());
            if (its > 0) {
                old.addLast(there);
                oldBytes += there.sizeBytes();
                number = Math.max(number, its);
            }
        }
        listed = true;
    }

    /// 0 for a file of somebody else.
    private long number(String there) {
        if (!there.startsWith(prefix) || !there.endsWith(SUFFIX)) {
            return 0;
        }
        try {
            return Long.parseLong(there.substring(prefix.length(), there.length() - SUFFIX.length()));
        } catch (NumberFormatException other) {
            return 0;
        }
    }

    private void makeRoom() throws IOException {
        while (!old.isEmpty() && (oldBytes > sizeBytesMax - fileBytesMax || old.size() >= FILES_MAX)) {
            Disk.FileSize oldest = old.removeFirst();
            oldBytes -= oldest.sizeBytes();
            directory.delete(oldest.name());
        }
    }

    private void append(byte[] bytes) throws IOException {
        DiskFile to = file;
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); to != null && rest.hasRemaining();) {
            fileBytes += to.write(rest, fileBytes);
        }
    }

    void close() {
        DiskFile closed = file;
        file = null;
        if (closed == null) {
            return;
        }
        old.addLast(new Disk.FileSize(name, fileBytes));
        oldBytes += fileBytes;
        try {
            closed.close();
        } catch (IOException e) {
            LOG.warn("the recording {} cannot be closed: {}", directory.path(name), e.getMessage());
        }
    }
}
