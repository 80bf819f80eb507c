package dev.raftd.api;

/// What a member did since it started, for rates between two moments, and what waits in it now. A smaller counter than before tells of a
/// restart.
///
/// @param entriesAppended    to its log
/// @param writes             requests of its clients, answered as applied
/// @param reads              requests of its clients, served
/// @param syncNanos          time spent in all syncs of the log
/// @param syncNanosMax       the longest sync
/// @param syncNanosMaxRecent the longest sync of the last ten seconds
/// @param batches            turns of the log writer that appended entries
/// @param elections          changes of leader seen
/// @param mailboxQueued      events that wait for the raft loop
/// @param logWriterQueued    storage work that waits for the log writer
/// @param uncommittedBytes   a leader's estimate of its entries' payload that is not applied yet; 0 on others
public record ActivityStatus(long entriesAppended, long entriesApplied, long writes, long reads, long syncs, long syncNanos,
        long syncNanosMax, long syncNanosMaxRecent, long batches, long elections, long messagesSent, long messagesReceived,
        int writesWaiting, int readsWaiting, int mailboxQueued, int logWriterQueued, long uncommittedBytes) {}
