package dev.raftd.server.transport;

import dev.raftd.api.NoDelaySocketFactory;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/// An HTTP client for one peer, whose connections do not wait for acknowledgements before they send (TCP_NODELAY).
final class PeerClient {
    private final Sockets sockets = new Sockets();
    private final OkHttpClient client;

    PeerClient(Limits limits) {
        client = new OkHttpClient.Builder().socketFactory(sockets)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectTimeout(limits.connectTimeoutMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(limits.handshakeTimeoutMillis(), TimeUnit.MILLISECONDS)
                .writeTimeout(limits.writeTimeoutMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    OkHttpClient http() {
        return client;
    }

    /// The connection opened last.
    @Nullable
    Socket socket() {
        return sockets.last;
    }

    private static final class Sockets extends NoDelaySocketFactory {
        private volatile @Nullable Socket last;

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = super.createSocket();
            socket.setKeepAlive(true);
            last = socket;
            return socket;
        }
    }
}
