package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.ChangePreview;
import dev.raftd.api.MemberAddRequest;
import dev.raftd.api.MemberReplaceRequest;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.api.TransferRequest;
import dev.raftd.api.TransferResponse;
import dev.raftd.server.replica.MemberChange;
import dev.raftd.server.replica.Requests;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Members: list, add, replace, promote, remove, hand leadership over. What only the leader can do is passed on to it.
final class MembersEndpoint {
    /// What a member may listen on, but nobody can connect to.
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "[::]");

    private final ObjectReader adds = Json.reader(MemberAddRequest.class);
    private final ObjectReader transfers = Json.reader(TransferRequest.class);
    private final ObjectReader replacements = Json.reader(MemberReplaceRequest.class);
    private final ObjectWriter previews = Json.writer(ChangePreview.class);
    private final ObjectWriter members = Json.writer(MembersResponse.class);
    private final ObjectWriter transferred = Json.writer(TransferResponse.class);
    private final long id;
    private final Requests requests;
    private final LeaderProxy proxy;

    MembersEndpoint(long id, Requests requests, LeaderProxy proxy) {
        this.id = id;
        this.requests = requests;
        this.proxy = proxy;
    }

    void list(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        requests.members(exchange.reply(members));
    }

    void add(Request request, Exchange exchange) throws BadRequestException {
        MemberAddRequest add = Json.read(adds, request.body());
        requireMemberId(add.id());
        change(request, exchange, new MemberChange.Add(add.id(), url(add.peerUrl()), add.learner()));
    }

    void replace(Request request, Exchange exchange) throws BadRequestException {
        MemberReplaceRequest replace = Json.read(replacements, request.body());
        requireMemberId(replace.id());
        change(request, exchange, new MemberChange.Replace(memberId(request), replace.id(), url(replace.peerUrl())));
    }

    void promote(Request request, Exchange exchange) throws BadRequestException {
        change(request, exchange, new MemberChange.Promote(memberId(request)));
    }

    void remove(Request request, Exchange exchange) throws BadRequestException {
        change(request, exchange, new MemberChange.Remove(memberId(request)));
    }

    private void change(Request request, Exchange exchange, MemberChange change) throws BadRequestException {
        Query query = request.query(Paths.FORCE, Paths.DRY_RUN);
        boolean force = query.flag(Paths.FORCE);
        if (query.flag(Paths.DRY_RUN))
            atLeader(request, exchange, () -> requests.preview(change, exchange.reply(previews)));
        else
            atLeader(request, exchange, () -> requests.change(change, force, exchange.reply(members)));
    }

    void transfer(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        TransferRequest transfer = Json.read(transfers, request.body());
        requireMemberId(transfer.to());
        atLeader(request, exchange, () -> requests.transfer(transfer.to(), exchange.reply(transferred)));
    }

    /// What was passed on before is served here, whoever leads by now: so it cannot go in circles. Without a leader it is refused here, by whoever
    /// knows why there is none.
    private void atLeader(Request request, Exchange exchange, Runnable here) {
        long leader = requests.leader();
        if (leader == id || leader == 0 || request.headers().contains(Paths.FORWARDED_BY))
            here.run();
        else
            proxy.forward(request, exchange, leader, requests.leaderClientUrl());
    }

    private static long memberId(Request request) throws BadRequestException {
        String text = request.path().substring(Paths.MEMBERS.length() + 1);
        int slash = text.indexOf('/');
        try {
            long member = Long.parseLong(slash < 0 ? text : text.substring(0, slash));
            requireMemberId(member);
            return member;
        } catch (NumberFormatException e) {
            throw BadRequestException.invalid("a member's id is a number from 1 to 2^63-1");
        }
    }

    private static void requireMemberId(long member) throws BadRequestException {
        if (member < 1)
            throw BadRequestException.invalid("a member's id is a number from 1 to 2^63-1");
    }

    private static String url(@Nullable String text) throws BadRequestException {
        try {
            URI url = new URI(text == null ? "" : text);
            boolean bare = url.getRawPath() != null && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
            boolean whole = url.getHost() != null && url.getPort() >= 1 && url.getPort() <= 65_535;
            if ("http".equals(url.getScheme()) && whole && bare && url.getRawQuery() == null && url.getRawUserInfo() == null
                    && url.getRawFragment() == null && !EVERY_ADDRESS.contains(url.getHost()))
                return String.valueOf(text);
        } catch (URISyntaxException e) {
            // The same as any other text that is not such a URL.
        }
        throw BadRequestException.invalid("peerUrl is of the form http://HOST:PORT, where the others reach the member");
    }
}
