package dev.raftd.server.agreement;

import java.util.List;
import java.util.Objects;

/// What a member says of its store's hashes.
///
/// @param clusterId 16 hex digits
/// @param format    how they are computed: those of another format do not compare
/// @param first     the first index that it remembers
/// @param to        the index of the first hash given: what was asked for, or the last it has applied
/// @param hashes    by descending index; fewer than asked for where it does not remember, possibly none
public record HashAnswer(String clusterId, long member, int format, long first, long to, List<Long> hashes) {
    public HashAnswer {
        Objects.requireNonNull(clusterId);
        hashes = List.copyOf(hashes);
    }
}
