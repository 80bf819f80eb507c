package dev.raftd.server.http;

import dev.raftd.api.Paths;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Web pages of which origins may read what: those of members, and only what there is to watch. Thread-safe.
///
/// A browser says where a page comes from; anything else may say what it likes, and is no web page that could abuse its user's place in
/// the network.
final class Origins {
    private static final String JOURNEYS = "/v1/journey";
    /// What may stand in a header; everything else a member could announce as its URL is left out.
    private static final Pattern ORIGIN = Pattern.compile("https?://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

    private final Supplier<List<String>> clientUrls;

    /// @param clientUrls where members serve clients, and thereby pages
    Origins(Supplier<List<String>> clientUrls) {
        this.clientUrls = clientUrls;
    }

    /// @param host the header Host, which was checked to name this member
    boolean mayRead(String origin, String host, HttpMethod method, String path) {
        return method.equals(HttpMethod.GET)
                && (isWatched(path) && members().contains(origin) || path.startsWith(PageEndpoint.PARTS) && isOwn(origin, host));
    }

    /// Browsers name the origin of scripts even where they come from it.
    private static boolean isOwn(String origin, String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    private static boolean isWatched(String path) {
        return path.equals(Paths.LIVE) || path.equals(Paths.STATUS) || path.equals(JOURNEYS) || path.startsWith(JOURNEYS + "/");
    }

    /// The origins of the members' pages.
    List<String> members() {
        return clientUrls.get().stream().map(Origins::of).filter(Objects::nonNull).distinct().toList();
    }

    /// The origin of a URL as browsers write it; null for what is none.
    private static @Nullable String of(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (uri.getScheme() == null || uri.getHost() == null)
            return null;
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usualPort = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        String origin = scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usualPort ? "" : ":" + uri.getPort());
        return ORIGIN.matcher(origin).matches() ? origin : null;
    }
}
