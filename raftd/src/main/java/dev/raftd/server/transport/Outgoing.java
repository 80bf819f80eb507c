package dev.raftd.server.transport;

import dev.raftd.server.replica.Transport.Receiver;
import dev.raftd.server.replica.Transport.Snapshots;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.util.function.LongFunction;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// What sending to one peer needs to know.
///
/// @param handshakes a new handshake with a peer
record Outgoing(long peer, HttpUrl url, Limits limits, LongFunction<Handshake> handshakes, Receiver receiver,
        Snapshots snapshots, ClusterView view, PeerMetrics metrics) {

    /// `Expect: 100-continue` makes the peer answer the handshake before the first frame.
    Request request(String path, RequestBody body) {
        return new Request.Builder().url(url.newBuilder().encodedPath(path).build())
                .headers(handshakes.apply(peer).headers())
                .header("Expect", "100-continue")
                .post(body)
                .build();
    }

    /// Why the peer did not serve the request, in words fit for a log. What ends a member is believed of a peer port only: any other server
    /// may have come to listen there, and knows its own statuses.
    String refusal(Response response) {
        String cause = response.header(PeerPaths.REFUSAL, "");
        if (Refusal.NODE_REMOVED.code().equals(cause))
            view.removed(peer);
        else if (Refusal.DATA_MISSING.code().equals(cause))
            view.dataMissing(peer);
        else if (Refusal.DATA_ROLLED_BACK.code().equals(cause))
            view.dataRolledBack(peer);
        return "it answered " + response.code() + (isReadable(cause) ? " " + cause + Refusal.next(cause) : "");
    }

    /// The code of why the peer did not serve the request.
    static String cause(Response response) {
        String cause = response.header(PeerPaths.REFUSAL, "");
        return isReadable(cause) ? cause : "http_" + response.code();
    }

    private static boolean isReadable(@Nullable String cause) {
        return cause != null && cause.matches("[a-z_]{1,40}");
    }

    String name() {
        return Long.toUnsignedString(peer);
    }
}
