package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Paths;
import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the route of a method and a path. Immutable.
final class Router {
    private static final String KEY = Paths.KV + "/{key}";
    private static final String MEMBER = Paths.MEMBERS + "/{id}";
    private static final String PROMOTE = MEMBER + "/" + Paths.PROMOTE;
    private static final String REPLACE = MEMBER + "/" + Paths.REPLACE;

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE);

    private final Map<String, List<Route>> routes = new HashMap<>();

    Router(KvEndpoint kv, MembersEndpoint members, InspectEndpoint inspect, JourneyEndpoint journeys, LiveEndpoint live, PageEndpoint page,
            SnapshotEndpoint snapshots, HealthEndpoint health) {
        routes.put(Paths.KV, List.of(Route.get("kv_range", kv::range)));
        routes.put(KEY, List.of(Route.get("kv_get", kv::get), Route.put("kv_put", kv::put), Route.delete("kv_delete", kv::delete)));
        routes.put(Paths.MEMBERS, List.of(Route.get("members", members::list), Route.post("member_add", true, members::add)));
        routes.put(MEMBER, List.of(Route.delete("member_remove", members::remove)));
        routes.put(PROMOTE, List.of(Route.post("member_promote", false, members::promote)));
        routes.put(REPLACE, List.of(Route.post("member_replace", true, members::replace)));
        routes.put(Paths.TRANSFER, List.of(Route.post("transfer", true, members::transfer)));
        routes.put(Paths.STATUS, List.of(Route.get("status", inspect::status)));
        routes.put(Paths.WHY, List.of(Route.get("why", inspect::why)));
        routes.put(Paths.LOG, List.of(Route.get("log", inspect::log)));
        routes.put(Paths.JOURNEY, List.of(Route.get("journey", journeys::part)));
        routes.put(Paths.JOURNEY_CLUSTER, List.of(Route.get("journey_cluster", journeys::whole)));
        routes.put(Paths.READY, List.of(Route.get("ready", inspect::readys)));
        routes.put(Paths.READY_STREAM, List.of(Route.get("ready_stream", inspect::stream)));
        routes.put(Paths.LIVE, List.of(Route.get("live", live::stream)));
        routes.put(Paths.PAGE, List.of(Route.get("page", page::page)));
        for (PageEndpoint.Part part : PageEndpoint.Part.values())
            routes.put(PageEndpoint.PARTS + part.file, List.of(Route.get("page_part", (rq, ex) -> page.part(part, rq, ex))));
        routes.put(Paths.SNAPSHOT, List.of(Route.get("snapshot", snapshots::save)));
        routes.put(Paths.RECORD, List.of(Route.get("record", snapshots::record)));
        routes.put(Paths.HEALTH, List.of(Route.get("health", health::health)));
        routes.put(Paths.METRICS, List.of(Route.get("metrics", health::metrics)));
    }

    Route route(HttpMethod method, String target) throws BadRequestException {
        if (!METHODS.contains(method))
            throw BadRequestException.methodNotAllowed("GET, PUT, POST, DELETE");
        List<Route> there = routes.get(template(Request.path(target)));
        if (there == null)
            throw new BadRequestException(ErrorCode.NOT_FOUND, "there is nothing at this path");
        for (Route r : there)
            if (r.method().equals(method))
                return r;
        throw BadRequestException.methodNotAllowed(there.stream().map(r -> r.method().name()).collect(Collectors.joining(", ")));
    }

    /// A key may hold slashes; a member's id may not.
    private static String template(String path) {
        if (path.startsWith(Paths.KV + "/"))
            return KEY;
        if (!path.startsWith(Paths.MEMBERS + "/"))
            return path;
        String rest = path.substring(Paths.MEMBERS.length() + 1);
        int slash = rest.indexOf('/');
        if (slash < 0)
            return MEMBER;
        return switch (rest.substring(slash + 1)) {
            case Paths.PROMOTE -> PROMOTE;
            case Paths.REPLACE -> REPLACE;
            default -> path;
        };
    }
}
