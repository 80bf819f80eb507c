package dev.raftd.server.transport;

import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
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

    private static final class Sockets extends SocketFactory {
        private volatile @Nullable Socket last;

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            last = socket;
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw new IOException("only unconnected sockets are made here");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return createSocket(host.getHostAddress(), port);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
            return createSocket(address.getHostAddress(), port);
        }
    }
}
