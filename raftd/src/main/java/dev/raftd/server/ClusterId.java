package dev.raftd.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;

/// The id of a new cluster: a hash of its first members and a token, so that all of them agree on it without talking.
final class ClusterId {
    private ClusterId() {}

    /// Never 0, which means none.
    static long of(SortedMap<Long, Address> peers, String token) {
        StringBuilder text = new StringBuilder("raftd cluster\n").append(token.length()).append(':').append(token);
        for (Map.Entry<Long, Address> peer : peers.entrySet())
            text.append('\n').append(peer.getKey()).append('=').append(peer.getValue().url());
        long id = ByteBuffer.wrap(sha256(text.toString())).getLong();
        return id == 0 ? 1 : id;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
