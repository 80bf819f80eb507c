package dev.raftd.server.transport;

import java.util.Map;

/// The members as of the last change. Immutable.
record Peers(long self, Map<Long, String> urls) {
    Peers {
        urls = Map.copyOf(urls);
    }

    boolean isMember(long id) {
        return urls.containsKey(id);
    }
}
