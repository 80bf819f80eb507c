package dev.raftd.server.agreement;

import java.util.List;
import java.util.SortedMap;

/// The member whose store is compared with the others'. All methods are called on the thread of the comparison.
public interface Self {
    /// Who is compared.
    ///
    /// @param id             this member's
    /// @param clusterId      16 hex digits
    /// @param voters         of the configuration in force
    /// @param votersOutgoing those of the configuration that a joint one leaves; else none
    /// @param others         the other members' peer URLs, by id
    record Group(long id, String clusterId, List<Long> voters, List<Long> votersOutgoing, SortedMap<Long, String> others) {}

    Group group();

    HashRing hashes();

    /// Whether this member's store is known to be wrong: then it has nothing to say about the others'.
    boolean isWrong();

    /// All that could be asked have the same store, up to that index at least.
    void agreed(long index);

    void differs(Difference difference);
}
