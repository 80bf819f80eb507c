package dev.raftd.api;

import java.util.List;

/// Keys in order.
///
/// @param more whether keys follow that the limit left out: ask again with `after` the last one
public record RangeResponse(long index, long revision, List<KeyValue> kvs, boolean more) {}
