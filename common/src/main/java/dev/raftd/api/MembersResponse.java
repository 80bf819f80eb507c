package dev.raftd.api;

import java.util.List;

/// The members as of an applied index.
public record MembersResponse(String clusterId, long index, List<Member> members) {}
