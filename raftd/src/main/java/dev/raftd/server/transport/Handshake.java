package dev.raftd.server.transport;

import dev.raftd.server.epoch.Life;
import dev.raftd.server.epoch.Lineage;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/// Who speaks to whom, said in a request's headers before any frame.
///
/// @param lineage the sender's
/// @param number  of this request among those of the sender's life, growing
/// @param known   what the sender remembers of the receiver, null if nothing
record Handshake(int version, String clusterId, long from, long to, Lineage lineage, long number, @Nullable Life known) {
    static final int VERSION = 1;
    private static final String VERSION_HEADER = "Raftd-Protocol";
    private static final String CLUSTER_HEADER = "Raftd-Cluster";
    private static final String FROM_HEADER = "Raftd-From";
    private static final String TO_HEADER = "Raftd-To";
    private static final String LIFE_HEADER = "Raftd-Life";
    private static final String PAST_HEADER = "Raftd-Past-Lives";
    private static final String NUMBER_HEADER = "Raftd-Number";
    private static final String KNOWN_HEADER = "Raftd-Known-Life";
    private static final Pattern PAST = Pattern.compile("[0-9a-f]{16}(,[0-9a-f]{16})*");
    private static final Pattern LIFE = Pattern.compile("([0-9a-f]{16})/(\\d{1,18})/([0-9a-f]{16})");

    Headers headers() {
        Headers.Builder headers = new Headers.Builder().add(VERSION_HEADER, Integer.toString(version))
                .add(CLUSTER_HEADER, clusterId)
                .add(FROM_HEADER, Long.toUnsignedString(from))
                .add(TO_HEADER, Long.toUnsignedString(to))
                .add(LIFE_HEADER, text(lineage.life()))
                .add(NUMBER_HEADER, Long.toUnsignedString(number));
        if (!lineage.before().isEmpty())
            headers.add(PAST_HEADER,
                    lineage.before().stream().map(incarnation -> String.format("%016x", incarnation)).collect(Collectors.joining(",")));
        if (known != null)
            headers.add(KNOWN_HEADER, text(known));
        return headers.build();
    }

    /// Null if a header is missing, repeated or not what it should be.
    static @Nullable Handshake of(HttpHeaders headers) {
        try {
            String version = single(headers, VERSION_HEADER);
            Life known = headers.contains(KNOWN_HEADER) ? life(headers, KNOWN_HEADER) : null;
            return new Handshake(Integer.parseInt(version), single(headers, CLUSTER_HEADER), number(headers, FROM_HEADER),
                    number(headers, TO_HEADER), new Lineage(life(headers, LIFE_HEADER), past(headers)), number(headers, NUMBER_HEADER),
                    known);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static long number(HttpHeaders headers, String name) {
        return Long.parseUnsignedLong(single(headers, name));
    }

    Life life() {
        return lineage.life();
    }

    private static List<Long> past(HttpHeaders headers) {
        if (!headers.contains(PAST_HEADER))
            return List.of();
        String past = single(headers, PAST_HEADER);
        if (!PAST.matcher(past).matches())
            throw new IllegalArgumentException(PAST_HEADER);
        return Arrays.stream(past.split(",")).map(incarnation -> Long.parseUnsignedLong(incarnation, 16)).toList();
    }

    private static String text(Life life) {
        return String.format("%016x/%d/%016x", life.store(), life.run(), life.incarnation());
    }

    private static Life life(HttpHeaders headers, String name) {
        Matcher parts = LIFE.matcher(single(headers, name));
        if (!parts.matches())
            throw new IllegalArgumentException(name);
        return new Life(Long.parseUnsignedLong(parts.group(1), 16), Long.parseLong(parts.group(2)),
                Long.parseUnsignedLong(parts.group(3), 16));
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
        return view.isRemovedDurably(from) ? Refusal.NODE_REMOVED : Refusal.UNKNOWN_MEMBER;
    }
}
