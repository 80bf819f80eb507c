package dev.raftd.server.storage;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Room that is kept for a full disk: a file of zeros, given up when there is no space left, so that votes can be written, snapshots taken
/// and old segments released; made again when there is room for it and for the log to go on.
///
///     held ── no space left: file deleted ──> missing ── room again: zeros, sync, rename ──> held
///
/// While it is missing, what it took still counts as taken: entries do not get that room. Thread-safe.
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final String NAME = "reserve";
    private static final String UNNAMED = NAME + SegmentFormat.TEMPORARY_SUFFIX;

    private final Disk root;
    private final long sizeBytes;
    private volatile boolean held;

    private Reserve(Disk root, long sizeBytes) {
        this.root = root;
        this.sizeBytes = sizeBytes;
    }

    /// Where none is kept.
    static Reserve none(Disk root) {
        return new Reserve(root, 0);
    }

    /// As a former process left it. One of another size is removed.
    ///
    /// @param sizeBytes 0 for none
    static Reserve open(Disk root, long sizeBytes) throws IOException {
        Reserve reserve = new Reserve(root, sizeBytes);
        for (Disk.FileSize file : root.list()) {
            if (file.name().equals(NAME) && sizeBytes > 0 && file.sizeBytes() == sizeBytes) {
                reserve.held = true;
            } else if (file.name().equals(NAME) || file.name().equals(UNNAMED)) {
                root.delete(file.name());
            }
        }
        return reserve;
    }

    /// How much room is to be left alone because it is meant to be this.
    long missingBytes() {
        return held ? 0 : sizeBytes;
    }

    long heldBytes() {
        return held ? sizeBytes : 0;
    }

    /// True if it is missing and there is room for it.
    ///
    /// @param besidesBytes room that is to remain then
    boolean isDue(long besidesBytes) {
        return missingBytes() > 0 && root.freeBytes() >= sizeBytes + besidesBytes;
    }

    /// Gives the room up. False if there was nothing to give.
    synchronized boolean release() {
        if (!held) {
            return false;
        }
        held = false;
        try {
            root.delete(NAME);
            LOG.warn("the disk is full: gave up the {} bytes of {}", sizeBytes, root.path(NAME));
            return true;
        } catch (IOException e) {
            LOG.warn("cannot give up {}: {}", root.path(NAME), e.getMessage());
            return false;
        }
    }

    /// Makes it. False if the disk is full.
    ///
    /// @throws IOException another failure than a full disk
    synchronized boolean take() throws IOException {
        if (held) {
            return true;
        }
        try (DiskFile file = root.open(UNNAMED, Disk.OpenMode.CREATE)) {
            DiskIo.writeZeros(file, 0, sizeBytes);
            file.sync();
            root.rename(UNNAMED, NAME);
            root.sync();
        } catch (DiskException e) {
            DiskIo.discard(root, UNNAMED);
            if (DiskException.isNoSpace(e)) {
                return false;
            }
            throw e;
        }
        held = true;
        LOG.debug("set {} bytes aside in {}", sizeBytes, root.path(NAME));
        return true;
    }
}
