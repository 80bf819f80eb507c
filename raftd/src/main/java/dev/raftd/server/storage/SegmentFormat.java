package dev.raftd.server.storage;

/// The numbers of the segment file.
final class SegmentFormat {
    static final int SECTOR_BYTES = 512;

    private SegmentFormat() {}
}
