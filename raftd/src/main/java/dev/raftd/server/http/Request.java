package dev.raftd.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;

/// A whole request.
///
/// @param target as it was sent: path and query, percent-encoded
record Request(HttpMethod method, String target, HttpHeaders headers, byte[] body) {
    static String path(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    String path() {
        return path(target);
    }

    Query query(String... allowed) throws BadRequestException {
        int mark = target.indexOf('?');
        return new Query(mark < 0 ? "" : target.substring(mark + 1), Set.of(allowed));
    }
}
