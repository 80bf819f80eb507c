package dev.raftd.server.storage;

/// Sizes of a node's storage.
///
/// @param segmentBytes        size of a segment file; a batch that does not fit gets a larger one
/// @param cacheBytes          entries kept in memory, the newest ones, by their data's size
/// @param sparesMax           released segments kept for reuse
/// @param reserveBytes        room kept for a full disk, 0 for none; see [Reserve]
/// @param scrubBytesPerSecond how fast what is durable is read again and checked, 0 for never; see [Scrub]
public record LogConfig(int segmentBytes, long cacheBytes, int sparesMax, long reserveBytes, long scrubBytesPerSecond) {
    public static final LogConfig DEFAULT = new LogConfig(64 << 20, 64L << 20, 2, 64L << 20, 256L << 10);

    public LogConfig {
        if (segmentBytes < 2 * SegmentFormat.SECTOR_BYTES || segmentBytes % SegmentFormat.SECTOR_BYTES != 0 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("segmentBytes is a multiple of 512 from 1 KiB to 1 GiB: " + segmentBytes);
        }
        if (cacheBytes < 0 || sparesMax < 0 || reserveBytes < 0 || scrubBytesPerSecond < 0) {
            throw new IllegalArgumentException("negative size");
        }
    }

    /// Without reserve and scrub.
    public LogConfig(int segmentBytes, long cacheBytes, int sparesMax) {
        this(segmentBytes, cacheBytes, sparesMax, 0, 0);
    }
}
