package dev.raftd.server.http;

import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.atomic.AtomicBoolean;

/// What the connections of the client port share.
///
/// @param draining set once the server is being closed
record ServerContext(HttpConfig config, HeadCheck check, Router router, HttpMetrics metrics, Admission admission, Owed owed, RequestIds ids,
        ChannelGroup connections, AtomicBoolean draining) {}
