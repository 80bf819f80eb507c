package dev.raftd.server.transport;

import java.util.regex.Pattern;

/// Who this member is to the others, where it listens to them, and the bounds of both.
///
/// @param id         this member's id
/// @param clusterId  made at the cluster's bootstrap; letters, digits and hyphens
/// @param listenHost the address to bind
/// @param listenPort the port to bind, 0 for any free one
public record TransportConfig(long id, String clusterId, String listenHost, int listenPort, Limits limits) {
    private static final Pattern CLUSTER_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    public TransportConfig {
        if (id == 0)
            throw new IllegalArgumentException("a member's id is not 0");
        if (!CLUSTER_ID.matcher(clusterId).matches())
            throw new IllegalArgumentException("a cluster id has 1 to 64 letters, digits and hyphens");
        if (listenPort < 0 || listenPort > 65_535)
            throw new IllegalArgumentException("a port is between 0 and 65535");
    }

    /// With the default limits.
    public TransportConfig(long id, String clusterId, String listenHost, int listenPort) {
        this(id, clusterId, listenHost, listenPort, Limits.DEFAULT);
    }

    /// @param frameBytesMax           of one message on the wire; must hold the core's largest append
    /// @param queueMessagesMax        messages waiting for one peer
    /// @param queueBytesMax           bytes waiting for one peer
    /// @param connectTimeoutMillis    until a peer accepts the connection
    /// @param handshakeTimeoutMillis  until a connection has said who it is, or a peer has answered that
    /// @param pendingHandshakesMax    connections that have not yet said who they are
    /// @param connectionsMax          connections accepted in all
    /// @param writeTimeoutMillis      until a peer takes bytes; then the connection is given up
    /// @param silenceMillis           what was sent and nothing at all heard for: then the connection is made anew
    /// @param backoffMillisMin        the pause after a first failure; doubles with each
    /// @param backoffMillisMax        the longest pause
    /// @param snapshotBytesMax        of a snapshot file received
    /// @param snapshotChunkBytes      of a snapshot file sent in one frame
    /// @param snapshotBytesPerSecond  the speed at which a snapshot is sent at most
    /// @param snapshotTimeoutMillis   until the next chunk arrives, or until the receiver has made a snapshot durable
    public record Limits(int frameBytesMax, int queueMessagesMax, long queueBytesMax, int connectTimeoutMillis, int handshakeTimeoutMillis,
            int pendingHandshakesMax, int connectionsMax, int writeTimeoutMillis, int silenceMillis, int backoffMillisMin,
            int backoffMillisMax, long snapshotBytesMax, int snapshotChunkBytes, long snapshotBytesPerSecond, int snapshotTimeoutMillis) {
        public static final Limits DEFAULT = new Limits(4 << 20, 4_096, 64L << 20, 1_000, 5_000, 16, 256, 5_000, 3_000, 50, 1_000,
                8L << 30, 1 << 20, Long.MAX_VALUE, 60_000);

        public Limits {
            positive(frameBytesMax, queueMessagesMax, queueBytesMax, connectTimeoutMillis, handshakeTimeoutMillis, pendingHandshakesMax,
                    connectionsMax, writeTimeoutMillis, silenceMillis, backoffMillisMin, snapshotBytesMax, snapshotChunkBytes,
                    snapshotBytesPerSecond, snapshotTimeoutMillis);
            if (backoffMillisMax < backoffMillisMin)
                throw new IllegalArgumentException("the longest pause is shorter than the first");
            if (frameBytesMax > FrameReader.PAYLOAD_BYTES_MAX)
                throw new IllegalArgumentException("a frame's length has three bytes");
            if (snapshotChunkBytes > frameBytesMax)
                throw new IllegalArgumentException("a snapshot's chunk does not fit a frame");
        }

        /// @param bytesPerSecond 0 for no limit
        public Limits withSnapshotRate(long bytesPerSecond) {
            return new Limits(frameBytesMax, queueMessagesMax, queueBytesMax, connectTimeoutMillis, handshakeTimeoutMillis,
                    pendingHandshakesMax, connectionsMax, writeTimeoutMillis, silenceMillis, backoffMillisMin, backoffMillisMax,
                    snapshotBytesMax, snapshotChunkBytes, bytesPerSecond == 0 ? Long.MAX_VALUE : bytesPerSecond, snapshotTimeoutMillis);
        }

        private static void positive(long... values) {
            for (long v : values)
                if (v <= 0)
                    throw new IllegalArgumentException("limits are positive");
        }
    }
}
