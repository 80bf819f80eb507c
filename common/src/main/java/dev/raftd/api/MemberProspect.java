package dev.raftd.api;

import org.jspecify.annotations.Nullable;

/// What becomes of a member without anybody's further doing: the leader sees to it.
///
/// @param becomes    `voter` for a learner that has yet to catch up, `removed` for a member whose place another one takes
/// @param replaces   whose place the new voter takes, 0 for nobody's
/// @param replacedBy who takes its place, 0 for nobody
/// @param waitsFor   what is in the way yet, such as `120 entries behind`; null where only the leader knows
public record MemberProspect(String becomes, long replaces, long replacedBy, @Nullable String waitsFor) {
    public static final String VOTER = "voter";
    public static final String REMOVED = "removed";
}
