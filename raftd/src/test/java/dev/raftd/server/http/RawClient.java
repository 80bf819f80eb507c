package dev.raftd.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An HTTP client that sends exactly the bytes it is given.
final class RawClient implements AutoCloseable {
    static final int WAIT_MILLIS = 20_000;

    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(WAIT_MILLIS);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    static Response ask(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(request).response();
        }
    }

    /// A request with the headers that any needs; the body, if there is one, is JSON.
    static String request(String methodAndTarget, String body) {
        String head = methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n";
        if (body.isEmpty())
            return head + "\r\n";
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return head + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /// If the other side has closed already, that is for the test to read.
    RawClient send(byte[] bytes) throws IOException {
        try {
            out.write(bytes);
        } catch (SocketException e) {
            return this;
        }
        return this;
    }

    Response response() throws IOException {
        String[] head = until("\r\n\r\n").split("\r\n");
        if (head[0].isEmpty())
            throw new IOException("closed without an answer");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.put(head[i].substring(0, colon).toLowerCase(Locale.ROOT), head[i].substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Response(Integer.parseInt(head[0].split(" ")[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    /// One chunk of a chunked answer.
    String chunk() throws IOException {
        int length = Integer.parseInt(until("\r\n").strip(), 16);
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.readNBytes(2);
        return text;
    }

    /// That many bytes, whatever they are.
    RawClient chunkOf(int bytes) throws IOException {
        in.readNBytes(bytes);
        return this;
    }

    private String until(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || !text.substring(text.length() - end.length()).equals(end)) {
            int b = in.read();
            if (b < 0)
                break;
            text.append((char) b);
        }
        return text.toString();
    }

    /// Whether the server closes, with nothing more to read.
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /// Whatever comes until the server closes.
    String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
