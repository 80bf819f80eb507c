package dev.raftd.it.campaign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands before one member's peer port. Who connects is said in the head of the first request; questions that anybody may ask carry no
/// such header and count as member 0's. Two virtual threads a connection.
final class Forwarder implements AutoCloseable {
    private static final int HEAD_BYTES_MAX = 16 << 10;
    private static final int BUFFER_BYTES = 16 << 10;
    private static final Pattern SENDER = Pattern.compile("(?im)^raftd-from: *(\\d+)");

    private final long id;
    private final int outerPort;
    private final int port;
    private final Function<Proxies.Link, Valve> valves;
    private @Nullable ServerSocket server;
    private final Set<Pair> open = ConcurrentHashMap.newKeySet();

    /// @param outerPort where it is taken for the member
    /// @param port      the member's own
    Forwarder(long id, int outerPort, int port, Function<Proxies.Link, Valve> valves) {
        this.id = id;
        this.outerPort = outerPort;
        this.port = port;
        this.valves = valves;
    }

    String url() {
        return "http://127.0.0.1:" + outerPort;
    }

    /// Listens, if it does not yet.
    void start() throws IOException {
        if (server == null) {
            ServerSocket listening = new ServerSocket(outerPort, 64, InetAddress.getLoopbackAddress());
            server = listening;
            Thread.ofVirtual().name("forwarder-" + id).start(() -> accept(listening));
        }
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try {
            byte[] head = head(client.getInputStream());
            Matcher sender = SENDER.matcher(new String(head, StandardCharsets.ISO_8859_1));
            long from = sender.find() ? Long.parseLong(sender.group(1)) : 0;
            Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), port));
            open.add(pair);
            Thread.ofVirtual().start(() -> pair.pump(new byte[0], pair.server, pair.client, valves.apply(new Proxies.Link(id, from))));
            pair.pump(head, pair.client, pair.server, valves.apply(new Proxies.Link(from, id)));
        } catch (IOException e) {
            reset(client); // the member is down
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int ends = 0; ends < 4 && head.size() < HEAD_BYTES_MAX;) {
            int c = in.read();
            if (c < 0)
                throw new IOException("closed within the head");
            head.write(c);
            ends = c == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
        return head.toByteArray();
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null)
            server.close();
        open.forEach(Pair::reset);
    }

    private final class Pair {
        final Socket client;
        final Socket server;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void reset() {
            open.remove(this);
            Forwarder.reset(client);
            Forwarder.reset(server);
        }

        /// What was written still arrives.
        private void end() {
            open.remove(this);
            try (client; server) {
                client.shutdownOutput();
                server.shutdownOutput();
            } catch (IOException e) {
                // closed by the other direction
            }
        }

        /// Until either side closes. A connection that lost bytes is of no use once others pass again.
        void pump(byte[] first, Socket from, Socket to, Valve valve) {
            try {
                if (forward(first, from.getInputStream(), to.getOutputStream(), valve))
                    end();
                else
                    reset();
            } catch (IOException e) {
                reset(); // broken by the other direction, or by a member that died
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /// @return whether it came to its end, rather than to a gap
        private boolean forward(byte[] first, InputStream in, OutputStream out, Valve valve) throws IOException, InterruptedException {
            byte[] buffer = new byte[Math.max(BUFFER_BYTES, first.length)];
            System.arraycopy(first, 0, buffer, 0, first.length);
            boolean lost = false;
            for (int n = first.length > 0 ? first.length : in.read(buffer); n >= 0; n = in.read(buffer)) {
                Valve.Verdict verdict = valve.admit();
                int passed = switch (verdict) {
                    case PASS -> lost ? 0 : n;
                    case TEAR -> lost ? 0 : n / 2;
                    case DROP -> 0;
                };
                out.write(buffer, 0, passed);
                lost |= passed < n;
                if (lost && verdict != Valve.Verdict.DROP)
                    return false;
            }
            return !lost;
        }
    }
}
