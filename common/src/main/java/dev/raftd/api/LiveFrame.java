package dev.raftd.api;

import java.util.List;
import java.util.Objects;

/// One member at one moment, and what it said and heard since the frame before. The events of [Paths#LIVE] are of two names:
///
///     event: frame      data: LiveFrame
///     event: dropped    data: {"frames":N}     so many frames before the next one were left out, because this client was slow
///
/// @param seq             counts the member's frames; a gap without `dropped` is a restart of the member or of the stream
/// @param time            when it was made, ISO-8601 with offset Z
/// @param members         as far as this member has applied the log
/// @param terms           of the newest entries, oldest first
/// @param sent            since the frame before
/// @param received        since the frame before
/// @param messagesOmitted messages since the frame before that are in neither list, because there were too many kinds of them
public record LiveFrame(long seq, String time, StatusResponse status, List<Member> members, List<TermRun> terms, List<LiveMessage> sent,
        List<LiveMessage> received, long messagesOmitted) {
    public LiveFrame {
        Objects.requireNonNull(time);
        Objects.requireNonNull(status);
        members = List.copyOf(members);
        terms = List.copyOf(terms);
        sent = List.copyOf(sent);
        received = List.copyOf(received);
    }
}
