package dev.raftd.server.transport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which file a snapshot request is about: a part of it that was received on one connection goes on on another only if all of this is equal.
///
/// @param checksum of the whole file, as the sender has verified it
record SnapshotName(long index, long term, long sizeBytes, int checksum) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})/(\\d{1,18})/(\\d{1,18})/([0-9a-f]{8})");

    /// Null if it is not one.
    static @Nullable SnapshotName of(@Nullable String text) {
        Matcher parts = TEXT.matcher(text == null ? "" : text);
        return parts.matches()
                ? new SnapshotName(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)),
                        Integer.parseUnsignedInt(parts.group(4), 16))
                : null;
    }

    @Override
    public String toString() {
        return String.format("%d/%d/%d/%08x", index, term, sizeBytes, checksum);
    }
}
