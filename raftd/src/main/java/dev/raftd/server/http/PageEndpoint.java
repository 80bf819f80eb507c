package dev.raftd.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The page that draws what [LiveEndpoint] tells, and its parts. They are resources of this package, without a build step.
final class PageEndpoint {
    /// Where the parts are.
    static final String PARTS = "/ui/";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final AsciiString REFERRER_POLICY = AsciiString.cached("Referrer-Policy");

    /// A part of the page.
    enum Part {
        PAGE("page.html", "text/html; charset=utf-8"),
        COLOURS("colours.css", CSS),
        STYLE("page.css", CSS),
        CLUSTER_STYLE("cluster.css", CSS),
        LOGS_STYLE("logs.css", CSS),
        JOURNEY_STYLE("journey.css", CSS),
        ICON("icon.svg", "image/svg+xml"),
        MAIN("main.js", JAVASCRIPT),
        DOM("dom.js", JAVASCRIPT),
        MODEL("model.js", JAVASCRIPT),
        STREAMS("streams.js", JAVASCRIPT),
        CLUSTER("cluster.js", JAVASCRIPT),
        MESSAGES("messages.js", JAVASCRIPT),
        LOGS("logs.js", JAVASCRIPT),
        JOURNEY("journey.js", JAVASCRIPT),
        EVENTS("events.js", JAVASCRIPT),
        SETTINGS("settings.js", JAVASCRIPT);

        final String file;
        private final String mediaType;
        private final byte[] content;

        Part(String file, String mediaType) {
            this.file = file;
            this.mediaType = mediaType;
            content = read("page/" + file);
        }

        private static byte[] read(String resource) {
            try (InputStream in = PageEndpoint.class.getResourceAsStream(resource)) {
                if (in == null)
                    throw new IllegalStateException("the resource " + resource + " is missing");
                return in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Origins origins;

    PageEndpoint(Origins origins) {
        this.origins = origins;
    }

    void page(Request request, Exchange exchange) throws BadRequestException {
        exchange.header(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy(origins.members()));
        part(Part.PAGE, request, exchange);
    }

    void part(Part part, Request request, Exchange exchange) throws BadRequestException {
        request.query();
        exchange.header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        exchange.header(REFERRER_POLICY, "no-referrer");
        exchange.ok(part.mediaType, part.content);
    }

    /// Nothing from elsewhere but what the members tell, and nowhere in another page.
    private static String policy(List<String> members) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' " + String.join(" ", members)
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
