package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Paths;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a request's headers must say, before its path is looked at or its body read.
final class HeadCheck {
    private static final List<? extends CharSequence> SINGLE = List.of(HttpHeaderNames.HOST, HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.CONTENT_TYPE, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.EXPECT, HttpHeaderNames.ORIGIN,
            Paths.IDEMPOTENCY_KEY);

    private final HttpConfig config;
    private final Origins origins;
    private final String listenHost;

    HeadCheck(HttpConfig config, Origins origins) {
        this.config = config;
        this.origins = origins;
        listenHost = config.listenHost().toLowerCase(Locale.ROOT);
    }

    /// @return the other origin whose web page may read the answer; null if it is for no web page, or for one of this member
    @Nullable
    String check(HttpRequest request, SocketAddress local) throws BadRequestException {
        HttpHeaders headers = request.headers();
        if (!HttpVersion.HTTP_1_1.equals(request.protocolVersion()))
            throw BadRequestException.invalid("the API speaks HTTP/1.1");
        for (CharSequence name : SINGLE)
            if (headers.getAll(name).size() > 1)
                throw BadRequestException.invalid("the header " + name + " is there more than once");
        framing(request);
        host(headers.get(HttpHeaderNames.HOST), local);
        String origin = origin(request);
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect))
            throw BadRequestException.invalid("the only expectation served is 100-continue");
        return origin;
    }

    private @Nullable String origin(HttpRequest request) throws BadRequestException {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null
                && !origins.mayRead(origin, request.headers().get(HttpHeaderNames.HOST), request.method(), Request.path(request.uri())))
            throw new BadRequestException(ErrorCode.ORIGIN_REFUSED, "the API does not serve web pages of that origin");
        return origin;
    }

    private void framing(HttpRequest request) throws BadRequestException {
        String coding = request.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding))
            throw BadRequestException.invalid("the only transfer coding served is chunked");
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null && !length.chars().allMatch(c -> c >= '0' && c <= '9'))
            throw BadRequestException.invalid("Content-Length is not a number");
        if (HttpUtil.getContentLength(request, 0L) > config.limits().sizes().bodyBytesMax())
            throw new BadRequestException(ErrorCode.BODY_TOO_LARGE,
                    "a body has at most " + config.limits().sizes().bodyBytesMax() + " bytes");
    }

    /// A page whose name an attacker resolves to this address must not get in (DNS rebinding): only known names and addresses are served.
    private void host(@Nullable String header, SocketAddress local) throws BadRequestException {
        if (header == null)
            throw BadRequestException.invalid("the header Host is missing");
        String host = withoutPort(header).toLowerCase(Locale.ROOT);
        if (!isLoopback(host) && !host.equals(listenHost) && !config.hosts().contains(host) && !isOwnAddress(host, local))
            throw new BadRequestException(ErrorCode.HOST_NOT_ALLOWED, "this member does not serve the host named");
    }

    private static String withoutPort(String header) throws BadRequestException {
        int end = header.startsWith("[") ? header.indexOf(']') + 1 : header.indexOf(':');
        String host = end <= 0 ? header : header.substring(0, end);
        String port = header.substring(host.length());
        if (host.isEmpty() || !port.isEmpty() && !port.matches(":[0-9]{1,5}"))
            throw BadRequestException.invalid("the header Host is malformed");
        return host;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.") && NetUtil.isValidIpV4Address(host);
    }

    private static boolean isOwnAddress(String host, SocketAddress local) {
        if (!(local instanceof InetSocketAddress inet))
            return false;
        String literal = NetUtil.toAddressString(inet.getAddress());
        return host.equals(literal) || host.equals("[" + literal + "]");
    }
}
