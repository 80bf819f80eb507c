package dev.raftd.api;

import org.jspecify.annotations.Nullable;

/// A member of the cluster.
///
/// @param clientUrl where it serves clients; null until it first announced it
public record Member(long id, String peerUrl, @Nullable String clientUrl, boolean learner, boolean leader) {}
