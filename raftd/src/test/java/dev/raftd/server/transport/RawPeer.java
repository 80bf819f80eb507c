package dev.raftd.server.transport;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// A peer's connection byte by byte, to send what no correct peer sends.
final class RawPeer implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    RawPeer(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TestPeer.WAIT_SECONDS * 1_000);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    /// The headers of a correct handshake, to be changed at will.
    static Map<String, String> handshake(long from, long to, long run, long number) {
        return handshake(TestPeer.CLUSTER, from, to, run, number);
    }

    static Map<String, String> handshake(String cluster, long from, long to, long run, long number) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Raftd-Protocol", "1");
        headers.put("Raftd-Cluster", cluster);
        headers.put("Raftd-From", Long.toString(from));
        headers.put("Raftd-To", Long.toString(to));
        headers.put("Raftd-Life", String.format("%016x/%d/%016x", from, run, run));
        headers.put("Raftd-Number", Long.toString(number));
        headers.put("Expect", "100-continue");
        return headers;
    }

    RawPeer open(String path, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return raw(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// If the other side has closed already, that is for the test to read.
    RawPeer raw(byte[] bytes) throws IOException {
        try {
            out.write(bytes);
        } catch (SocketException e) {
            return this;
        }
        return this;
    }

    RawPeer chunk(byte[] bytes) throws IOException {
        byte[] head = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer all = ByteBuffer.allocate(head.length + bytes.length + 2).put(head).put(bytes).put((byte) '\r').put((byte) '\n');
        return raw(all.array());
    }

    RawPeer end() throws IOException {
        return raw("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] frame(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return ByteBuffer.allocate(8 + payload.length).putInt(FrameReader.lengthWord(payload.length)).putInt((int) crc.getValue())
                .put(payload).array();
    }

    static byte[] frame(Message m) {
        return frame(Codec.encode(m));
    }

    /// One status line with its headers and nothing of what follows.
    String head() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0)
                break;
            text.append((char) b);
        }
        return text.toString();
    }

    /// All that comes until the other side closes; a reset counts as closing.
    String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0; b = in.read())
                text.append((char) b);
        } catch (SocketException e) {
            return text.toString();
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
