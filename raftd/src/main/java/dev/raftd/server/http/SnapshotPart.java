package dev.raftd.server.http;

import dev.raftd.server.replica.Backup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rest of a snapshot, whose beginning a client has. Files of one snapshot are the same on all members, so index and term name it.
///
/// @param from where the rest begins
record SnapshotPart(long index, long term, long from) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");
    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})-(\\d{1,18})\"");

    /// What is asked for; null for all, also where the rest of nothing certain is asked for.
    static @Nullable SnapshotPart asked(HttpHeaders headers) {
        Matcher range = RANGE.matcher(headers.get(HttpHeaderNames.RANGE, ""));
        Matcher tag = TAG.matcher(headers.get(HttpHeaderNames.IF_RANGE, ""));
        return range.matches() && tag.matches()
                ? new SnapshotPart(Long.parseLong(tag.group(1)), Long.parseLong(tag.group(2)), Long.parseLong(range.group(1)))
                : null;
    }

    /// Where in this file the rest begins, 0 if it is another one.
    long fromOf(Backup backup) {
        boolean same = backup.metadata().index() == index && backup.metadata().term() == term;
        return same && from < backup.file().sizeBytes() ? from : 0;
    }

    static String tag(Backup backup) {
        return "\"" + backup.metadata().index() + "-" + backup.metadata().term() + "\"";
    }
}
