package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class PageTest extends ServerTest {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"|from '([^']+)'|url\\(([^)]+)\\)");
    private static final Pattern INLINE = Pattern.compile("<style|<script(?![^>]* src=)|\\son[a-z]+=|\\sstyle=|javascript:");

    @Test
    void thePageAllowsNothingFromElsewhereButTheMembers() throws Exception {
        requests.clientUrls = List.of("http://127.0.0.1:2379/", "HTTP://Raft-2.example:80/x", "http://[::1]:4", "no url",
                "file:///etc/passwd",
                "http://a;script-src *", "http://user@b:1", "http:///c", "http://d:1'", "");
        RawClient.Response page = ask("GET /");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Content-Security-Policy")).isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self'; connect-src 'self' http://127.0.0.1:2379 http://raft-2.example http://[::1]:4 http://b:1; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    @Test
    void allPartsAreServedAndNoneIsMissingOrSuperfluous() throws Exception {
        Set<String> reached = new TreeSet<>();
        Deque<String> toVisit = new ArrayDeque<>(List.of("/"));
        while (!toVisit.isEmpty()) {
            String path = toVisit.remove();
            RawClient.Response part = ask("GET " + path);
            assertThat(part.status()).as(path).isEqualTo(200);
            Matcher reference = REFERENCE.matcher(part.body());
            while (reference.find()) {
                String found = reference.group(1) != null
                        ? reference.group(1)
                        : reference.group(2) != null
                                ? reference.group(2)
                                : reference.group(3);
                String next = found.startsWith("./") ? "/ui/" + found.substring(2) : found;
                assertThat(next).as("in %s", path).startsWith("/ui/");
                if (reached.add(next))
                    toVisit.add(next);
            }
        }
        Set<String> served = new TreeSet<>();
        for (PageEndpoint.Part part : PageEndpoint.Part.values())
            if (part != PageEndpoint.Part.PAGE)
                served.add("/ui/" + part.file);
        assertThat(reached).isEqualTo(served);
    }

    @Test
    void thePageNeedsNoExceptionOfItsPolicy() throws Exception {
        assertThat(ask("GET /").body()).doesNotContainPattern(INLINE);
    }

    @Test
    void partsTakeNoParametersAndThereAreNoOthers() throws Exception {
        assertThat(ask("GET /?x=1").status()).isEqualTo(400);
        assertThat(ask("GET /ui/../page.html").status()).isEqualTo(404);
        assertThat(ask("GET /ui/").status()).isEqualTo(404);
        assertThat(ask("POST /").status()).isEqualTo(405);
    }
}
