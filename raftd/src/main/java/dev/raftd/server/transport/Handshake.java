package dev.raftd.server.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/// Who speaks to whom, said in a request's headers before any frame.
///
/// @param incarnation chosen at random when the sender's process started
/// @param number      of this request among the sender's, growing
record Handshake(int version, String clusterId, long from, long to, long incarnation, long number) {
    static final int VERSION = 1;
    private static final String VERSION_HEADER = "Raftd-Protocol";
    private static final String CLUSTER_HEADER = "Raftd-Cluster";
    private static final String FROM_HEADER = "Raftd-From";
    private static final String TO_HEADER = "Raftd-To";
    private static final String INCARNATION_HEADER = "Raftd-Incarnation";
    private static final String NUMBER_HEADER = "Raftd-Number";

    Headers headers() {
        return new Headers.Builder().add(VERSION_HEADER, Integer.toString(version))
                .add(CLUSTER_HEADER, clusterId)
                .add(FROM_HEADER, Long.toUnsignedString(from))
                .add(TO_HEADER, Long.toUnsignedString(to))
                .add(INCARNATION_HEADER, Long.toUnsignedString(incarnation))
                .add(NUMBER_HEADER, Long.toUnsignedString(number))
                .build();
    }

    /// Null if a header is missing, repeated or not a number.
    static @Nullable Handshake of(HttpHeaders headers) {
        try {
            String version = single(headers, VERSION_HEADER);
            return new Handshake(Integer.parseInt(version), single(headers, CLUSTER_HEADER), number(headers, FROM_HEADER),
                    number(headers, TO_HEADER), number(headers, INCARNATION_HEADER), number(headers, NUMBER_HEADER));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static long number(HttpHeaders headers, String name) {
        return Long.parseUnsignedLong(single(headers, name));
    }

    private static String single(HttpHeaders headers, String name) {
        List<String> values = headers.getAll(name);
        if (values.size() != 1)
            throw new IllegalArgumentException(name);
        return values.getFirst();
    }

    /// Whether the sender may speak to this member; null if it may. The order matters: ids mean nothing across clusters.
    @Nullable
    Refusal refusal(TransportConfig self, Peers peers, ClusterView view) {
        if (version != VERSION)
            return Refusal.WRONG_VERSION;
        if (!clusterId.equals(self.clusterId()))
            return Refusal.WRONG_CLUSTER;
        if (to != self.id())
            return Refusal.WRONG_RECEIVER;
        if (from == self.id())
            return Refusal.OWN_ID;
        if (peers.isMember(from))
            return null;
        return view.isRemoved(from) ? Refusal.NODE_REMOVED : Refusal.UNKNOWN_MEMBER;
    }
}
