package dev.raftd.server.storage;

/// Sizes of the segmented log.
///
/// @param segmentBytes size of a segment file; a batch that does not fit gets a larger one
/// @param cacheBytes   entries kept in memory, the newest ones, by their data's size
/// @param sparesMax    released segments kept for reuse
public record LogConfig(int segmentBytes, long cacheBytes, int sparesMax) {
    public static final LogConfig DEFAULT = new LogConfig(64 << 20, 64L << 20, 2);

    public LogConfig {
        if (segmentBytes < 2 * SegmentFormat.SECTOR_BYTES || segmentBytes % SegmentFormat.SECTOR_BYTES != 0 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("segmentBytes is a multiple of 512 from 1 KiB to 1 GiB: " + segmentBytes);
        }
        if (cacheBytes < 0 || sparesMax < 0) {
            throw new IllegalArgumentException("negative size");
        }
    }
}
