package dev.raftd.server.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Where clients are served, under which names, and the bounds.
///
/// @param id         this member's id
/// @param listenHost the address to bind
/// @param listenPort the port to bind, 0 for any free one
/// @param hosts      names and addresses, besides loopback, the bound and the connection's own address, that requests may be addressed
///                   to: the host this member announces
public record HttpConfig(long id, String listenHost, int listenPort, Set<String> hosts, Limits limits) {
    public HttpConfig {
        if (id == 0)
            throw new IllegalArgumentException("a member's id is not 0");
        if (listenPort < 0 || listenPort > 65_535)
            throw new IllegalArgumentException("a port is between 0 and 65535");
        hosts = hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /// With the default limits.
    public HttpConfig(long id, String listenHost, int listenPort, Set<String> hosts) {
        this(id, listenHost, listenPort, hosts, Limits.DEFAULT);
    }

    /// @param sizes what a request may measure
    /// @param times how long each step may take
    /// @param counts how many there may be
    public record Limits(Sizes sizes, Times times, Counts counts) {
        public static final Limits DEFAULT = new Limits(Sizes.DEFAULT, Times.DEFAULT, Counts.DEFAULT);
    }

    /// @param requestLineBytesMax of method, path and version
    /// @param headersBytesMax     of all headers
    /// @param headerBytesMax      of one header
    /// @param bodyBytesMax        of a request's body
    /// @param keyBytesMax         of a key, decoded
    /// @param valueBytesMax       of a value, decoded
    /// @param rangeBytesMax       of the keys and values of one page, except that a page has at least one
    /// @param owedBytesMax        of large answers that clients have not taken yet, over all connections; one is always given
    public record Sizes(int requestLineBytesMax, int headersBytesMax, int headerBytesMax, int bodyBytesMax, int keyBytesMax,
            int valueBytesMax, int rangeBytesMax, int owedBytesMax) {
        public static final Sizes DEFAULT = new Sizes(8 << 10, 32 << 10, 8 << 10, 3 << 19, 4 << 10, 1 << 20, 4 << 20, 64 << 20);

        public Sizes {
            positive(requestLineBytesMax, headersBytesMax, headerBytesMax, bodyBytesMax, keyBytesMax, valueBytesMax, rangeBytesMax,
                    owedBytesMax);
        }
    }

    /// @param headMillis     from a request's first byte to the end of its headers
    /// @param bodyMillis     from there to the end of its body
    /// @param responseMillis until the client has taken an answer, or goes on taking a stream
    /// @param idleMillis     between requests
    /// @param proxyMillis    for the leader to answer what was passed on to it
    /// @param drainMillis    for requests under way when the server is closed
    public record Times(int headMillis, int bodyMillis, int responseMillis, int idleMillis, int proxyMillis, int drainMillis) {
        public static final Times DEFAULT = new Times(5_000, 30_000, 30_000, 75_000, 10_000, 5_000);

        public Times {
            positive(headMillis, bodyMillis, responseMillis, idleMillis, proxyMillis, drainMillis);
        }

        /// How often a connection looks at its clock.
        int tickMillis() {
            int shortest = Math.min(Math.min(headMillis, bodyMillis), Math.min(responseMillis, idleMillis));
            return Math.clamp(shortest / 4, 1, 1_000);
        }
    }

    /// @param connectionsMax           in all
    /// @param connectionsPerAddressMax of one client address
    /// @param headersMax               headers of a request
    /// @param rangeKeysMax             keys of one page
    /// @param logEntriesMax            entries of one answer
    /// @param readysMax                Readys of one answer
    /// @param streamsMax               streams of Readys at once, and as many that watch
    /// @param streamQueueMax           Readys that wait for one slow stream; more are left out of it
    /// @param snapshotsMax             snapshots and recordings copied away at once
    /// @param proxiedMax               requests passed on to the leader at once, and as many to members for their parts of journeys
    /// @param eventLoopThreads         threads that serve the connections
    public record Counts(int connectionsMax, int connectionsPerAddressMax, int headersMax, int rangeKeysMax, int logEntriesMax,
            int readysMax, int streamsMax, int streamQueueMax, int snapshotsMax, int proxiedMax, int eventLoopThreads) {
        public static final Counts DEFAULT = new Counts(1_024, 128, 64, 1_000, 1_000, 1_000, 16, 1_024, 2, 16, 1);

        public Counts {
            positive(connectionsMax, connectionsPerAddressMax, headersMax, rangeKeysMax, logEntriesMax, readysMax, streamsMax,
                    streamQueueMax, snapshotsMax, proxiedMax, eventLoopThreads);
        }
    }

    private static void positive(int... values) {
        for (int v : values)
            if (v <= 0)
                throw new IllegalArgumentException("limits are positive");
    }
}
