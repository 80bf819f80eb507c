package dev.raftd.server.journey;

import dev.raftd.raftpb.Entry;
import java.util.List;

/// A turn of the log writer that made entries durable.
///
/// @param entries  those of each MsgStorageAppend
/// @param ackTo    whom they were acknowledged to, 0 for nobody
/// @param ackIndex up to where
/// @param ackNanos when
public record Stored(List<List<Entry>> entries, long begunNanos, long syncedNanos, long ackTo, long ackIndex, long ackNanos) {}
