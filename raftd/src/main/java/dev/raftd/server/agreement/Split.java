package dev.raftd.server.agreement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Who has the same store as whom at one index.
///
/// @param groups   of equal stores, the largest first
/// @param majority the group that a majority of all voters is in; empty if there is none
record Split(List<SortedSet<Long>> groups, SortedSet<Long> majority) {
    Split {
        groups = List.copyOf(groups);
        majority = Collections.unmodifiableSortedSet(majority);
    }

    /// @param hashes of the members whose hash at the index is known
    static Split of(SortedMap<Long, Long> hashes, Self.Group group) {
        Map<Long, SortedSet<Long>> equal = new TreeMap<>();
        hashes.forEach((member, hash) -> equal.computeIfAbsent(hash, h -> new TreeSet<>(Long::compareUnsigned)).add(member));
        List<SortedSet<Long>> groups = new ArrayList<>(equal.values());
        groups.sort(Comparator.<SortedSet<Long>>comparingInt(SortedSet::size).reversed()
                .thenComparing(SortedSet::first, Long::compareUnsigned));
        SortedSet<Long> majority = groups.stream()
                .filter(g -> isMajority(g, group.voters()) && (group.votersOutgoing().isEmpty() || isMajority(g, group.votersOutgoing())))
                .findFirst().orElse(new TreeSet<>(Long::compareUnsigned));
        return new Split(groups, majority);
    }

    private static boolean isMajority(Collection<Long> members, List<Long> voters) {
        return 2 * voters.stream().filter(members::contains).count() > voters.size();
    }

    /// Whether its store is another one than the majority's.
    boolean isWrong(long member) {
        return !majority.isEmpty() && !majority.contains(member) && groups.stream().anyMatch(g -> g.contains(member));
    }

    /// The members whose store is another one than the majority's.
    SortedSet<Long> wrong() {
        return groups.stream().flatMap(SortedSet::stream).filter(this::isWrong)
                .collect(Collectors.toCollection(() -> new TreeSet<>(Long::compareUnsigned)));
    }
}
