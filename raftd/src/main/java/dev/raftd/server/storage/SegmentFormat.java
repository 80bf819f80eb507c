package dev.raftd.server.storage;

import java.util.OptionalLong;

/// Numbers and names that all of the segment code agrees on. The layout itself is told in the package's description.
final class SegmentFormat {
    static final int VERSION = 1;
    /// What the disk writes as a whole: damage by a power cut ends at its boundaries.
    static final int SECTOR_BYTES = 512;
    static final int HEADER_BYTES = SECTOR_BYTES;
    /// Room behind the batches: one mark that the last is durable, one that another segment follows.
    static final int MARKS_BYTES = 2 * SECTOR_BYTES;
    /// Length, checksum, type.
    static final int RECORD_HEADER_BYTES = 9;
    /// Records start at multiples of this, so that a length never straddles two sectors.
    static final int RECORD_ALIGNMENT = 4;
    /// A batch is one write; larger ones are a caller without limits.
    static final long BATCH_BYTES_MAX = 1 << 30;

    static final String SEGMENT_SUFFIX = ".wal";
    static final String SPARE_SUFFIX = ".spare";
    static final String TEMPORARY_SUFFIX = ".tmp";
    static final String TORN_SUFFIX = ".torn";
    private static final int NAME_DIGITS = 16;

    static String segmentName(long sequence) {
        return digits(sequence) + SEGMENT_SUFFIX;
    }

    static String digits(long number) {
        return String.format("%0" + NAME_DIGITS + "d", number);
    }

    /// The sequence number if it is a segment's name.
    static OptionalLong sequence(String name) {
        boolean isSegment = name.length() == NAME_DIGITS + SEGMENT_SUFFIX.length() && name.endsWith(SEGMENT_SUFFIX)
                && name.chars().limit(NAME_DIGITS).allMatch(c -> c >= '0' && c <= '9');
        return isSegment ? OptionalLong.of(Long.parseLong(name, 0, NAME_DIGITS, 10)) : OptionalLong.empty();
    }

    static long sectorUp(long offset) {
        return (offset + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
    }

    static int recordUp(int offset) {
        return (offset + RECORD_ALIGNMENT - 1) / RECORD_ALIGNMENT * RECORD_ALIGNMENT;
    }

    private SegmentFormat() {}
}
