package dev.raftd.ctl.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a member serves clients: `http` or `https`, host and port.
///
/// @param url without a slash at the end
public record Endpoint(String url) {
    public static final Endpoint DEFAULT = new Endpoint("http://127.0.0.1:2379");

    public Endpoint {
        String reason = reasonAgainst(url);
        if (reason != null)
            throw new IllegalArgumentException("'" + url + "' is not an endpoint: " + reason);
    }

    /// Of a comma-separated list, in order, each once.
    public static List<Endpoint> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(Endpoint::of).distinct().toList();
    }

    private static Endpoint of(String text) {
        String url = text.strip();
        return new Endpoint(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    boolean isSecure() {
        return url.startsWith("https:");
    }

    @Override
    public String toString() {
        return url;
    }

    private static @Nullable String reasonAgainst(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "it is not a URL";
        }
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme()))
            return "it begins with neither http:// nor https://";
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535)
            return "it needs a host and a port, such as " + DEFAULT.url;
        boolean more = uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null || !uri.getPath().isEmpty();
        return more ? "it has more than a host and a port" : null;
    }
}
