package dev.raftd.server.kv;

import dev.raftd.api.Bytes;
import java.nio.charset.StandardCharsets;

/// What a configuration change carries along about the member that it adds: `URL`, `URL becomes-voter` or `URL replaces ID`.
///
/// @param peerUrl empty where the change brings none: the member keeps the one it has
public record MemberContext(String peerUrl, Course course) {
    private static final String BECOMES_VOTER = "becomes-voter";
    private static final String REPLACES = "replaces ";

    public MemberContext {
        if (peerUrl.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("a URL has no spaces: " + peerUrl);
        }
    }

    public byte[] encode() {
        String text = switch (course.kind()) {
            case BECOMES_VOTER -> peerUrl + " " + BECOMES_VOTER;
            case REPLACES -> peerUrl + " " + REPLACES + Long.toUnsignedString(course.member());
            case STAYS, LEAVES -> peerUrl;
        };
        return Bytes.utf8(text).array();
    }

    static MemberContext decode(byte[] context) {
        String text = new String(context, StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        return space < 0
                ? new MemberContext(text, Course.STAYS)
                : new MemberContext(text.substring(0, space), course(text.substring(space + 1)));
    }

    private static Course course(String words) {
        if (words.matches(REPLACES + "[1-9][0-9]{0,18}")) {
            return Course.replaces(Long.parseUnsignedLong(words.substring(REPLACES.length())));
        }
        return words.equals(BECOMES_VOTER) ? Course.BECOMES_VOTER : Course.STAYS;
    }
}
