package dev.raftd.ctl.client;

import dev.raftd.api.Bytes;
import dev.raftd.api.ChangePreview;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.GetResponse;
import dev.raftd.api.Journey;
import dev.raftd.api.KeyValue;
import dev.raftd.api.LogResponse;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.api.Paths;
import dev.raftd.api.Problem;
import dev.raftd.api.PutRequest;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.ReadyResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.TransferRequest;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.client.Request.Safety;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A cluster, known by some of its members' endpoints. Each request goes to the endpoint that answered last, and to the others in turn
/// while that is of use and safe.
public final class Cluster {
    /// What a member says whose place another may take.
    private static final Set<String> ASK_ANOTHER = Stream
            .of(ErrorCode.NO_LEADER, ErrorCode.LEADER_URL_UNKNOWN, ErrorCode.NO_QUORUM, ErrorCode.LEADER_CHANGED, ErrorCode.SHUTTING_DOWN,
                    ErrorCode.NODE_REMOVED, ErrorCode.STATE_DIFFERS, ErrorCode.NO_SPACE, ErrorCode.TIMEOUT)
            .map(ErrorCode::toString).collect(Collectors.toUnmodifiableSet());

    private final Transport transport;
    private final List<Endpoint> endpoints;
    private final Duration timeout;
    private volatile int preferred;

    public Cluster(Transport transport, List<Endpoint> endpoints, Duration timeout) {
        if (endpoints.isEmpty())
            throw new IllegalArgumentException("a cluster needs an endpoint");
        this.transport = transport;
        this.endpoints = List.copyOf(endpoints);
        this.timeout = timeout;
    }

    /// The same connections, to other endpoints or with another deadline.
    public Cluster with(List<Endpoint> others, Duration otherTimeout) {
        return new Cluster(transport, others, otherTimeout);
    }

    public Duration timeout() {
        return timeout;
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// The endpoint that is asked first.
    public Endpoint connected() {
        return endpoints.get(preferred);
    }

    public GetResponse get(Bytes key, boolean serializable) throws RequestException {
        return ask(Request.read(getTarget(key, serializable), GetResponse.class));
    }

    public WriteResponse put(Bytes key, Bytes value, @Nullable Long ifRevision) throws RequestException {
        return ask(putRequest(key, value, ifRevision, WriteResponse.class));
    }

    public WriteResponse delete(Bytes key, @Nullable Long ifRevision) throws RequestException {
        return ask(new Request<>("DELETE", writeTarget(key, ifRevision), null, WriteResponse.class, Safety.REPEATABLE_WRITE, newKey()));
    }

    /// Up to that many keys, page by page: each page is a view of its own, so writes between them may show.
    public RangeResponse range(Bytes prefix, long limit, boolean serializable) throws RequestException {
        List<KeyValue> kvs = new ArrayList<>();
        RangeResponse page;
        do {
            Target target = new Target(Paths.KV).parameter("prefix", prefix).parameter("limit", limit - kvs.size())
                    .parameter("serializable", serializable);
            if (!kvs.isEmpty())
                target.parameter("after", kvs.getLast().key());
            page = ask(Request.read(target.toString(), RangeResponse.class));
            kvs.addAll(page.kvs());
        } while (page.more() && !page.kvs().isEmpty() && kvs.size() < limit);
        return new RangeResponse(page.index(), page.revision(), List.copyOf(kvs), page.more());
    }

    public StatusResponse status() throws RequestException {
        return status(timeout);
    }

    public StatusResponse status(Duration within) throws RequestException {
        return ask(Request.read(Paths.STATUS, StatusResponse.class), within);
    }

    /// What the member at one endpoint knows of why something waits; whatever else comes is of use, too.
    ///
    /// @param index of the entry that is asked about, 0 for none
    public Attempt<Evidence> why(Endpoint endpoint, long index, Duration within) {
        return transport.attempt(endpoint, Request.read(new Target(Paths.WHY).parameter("index", index).toString(), Evidence.class),
                within);
    }

    public MembersResponse members() throws RequestException {
        return ask(Request.read(Paths.MEMBERS, MembersResponse.class));
    }

    /// @param force whether it is done although it risks the quorum
    public MembersResponse change(Change change, boolean force) throws RequestException {
        Target target = new Target(change.path());
        if (force)
            target.parameter(Paths.FORCE, true);
        return ask(write(change.method(), target.toString(), change.body(), MembersResponse.class));
    }

    /// What a change would come to.
    public ChangePreview preview(Change change) throws RequestException {
        Object body = change.body();
        String target = new Target(change.path()).parameter(Paths.DRY_RUN, true).toString();
        return ask(
                new Request<>(change.method(), target, body == null ? null : transport.json(body), ChangePreview.class, Safety.READ, null));
    }

    public TransferResponse transfer(long to) throws RequestException {
        return ask(write("POST", Paths.TRANSFER, new TransferRequest(to), TransferResponse.class));
    }

    public LogResponse log(@Nullable Long from, @Nullable Long to, @Nullable Integer limit) throws RequestException {
        Target target = new Target(Paths.LOG);
        if (from != null)
            target.parameter("from", from);
        if (to != null)
            target.parameter("to", to);
        if (limit != null)
            target.parameter("limit", limit);
        return ask(Request.read(target.toString(), LogResponse.class));
    }

    /// @param index null for the newest write of the key, or without one for the newest write of all
    public Journey journey(@Nullable Long index, @Nullable Bytes key) throws RequestException {
        Target target = new Target(Paths.JOURNEY_CLUSTER);
        if (index != null)
            target.parameter("index", index);
        else if (key != null)
            target.parameter("key", key);
        else
            target.parameter("last", true);
        return ask(Request.read(target.toString(), Journey.class));
    }

    public ReadyResponse readys(int last) throws RequestException {
        return ask(Request.read(new Target(Paths.READY).parameter("last", last).toString(), ReadyResponse.class));
    }

    /// The stream of the connected member's new Readys.
    public ReadyStream followReadys() throws RequestException {
        return open(endpoint -> transport.stream(endpoint, timeout));
    }

    /// A snapshot of what the connected member has applied.
    ///
    /// @param part to go on with, if the member still has that snapshot
    public Download snapshot(Download.@Nullable Part part) throws RequestException {
        return open(endpoint -> transport.download(endpoint, Paths.SNAPSHOT, part, Transport.DOWNLOAD_SILENCE));
    }

    /// What the connected member recorded of its core.
    public Download recording() throws RequestException {
        return open(endpoint -> transport.download(endpoint, Paths.RECORD, null, timeout));
    }

    private interface Opening<T> {
        T open(Endpoint endpoint) throws IOException, RequestException;
    }

    private <T> T open(Opening<T> opening) throws RequestException {
        Failures failures = new Failures();
        int first = preferred;
        for (int i = 0; i < endpoints.size(); i++) {
            int at = (first + i) % endpoints.size();
            try {
                T opened = opening.open(endpoints.get(at));
                preferred = at;
                return opened;
            } catch (IOException e) {
                failures.add(endpoints.get(at), Reasons.of(e, timeout));
            }
        }
        throw failures.unreachable();
    }

    /// Gives up what is under way.
    public void cancel() {
        transport.cancelAll();
    }

    public <T> Request<T> putRequest(Bytes key, Bytes value, @Nullable Long ifRevision, Class<T> answer) {
        return new Request<>("PUT", writeTarget(key, ifRevision), transport.json(new PutRequest(value)), answer, Safety.REPEATABLE_WRITE,
                newKey());
    }

    public <T> Request<T> getRequest(Bytes key, boolean serializable, Class<T> answer) {
        return Request.read(getTarget(key, serializable), answer);
    }

    private static String getTarget(Bytes key, boolean serializable) {
        Target target = new Target(Paths.KV).segment(key);
        return (serializable ? target.parameter("serializable", true) : target).toString();
    }

    private static String writeTarget(Bytes key, @Nullable Long ifRevision) {
        Target target = new Target(Paths.KV).segment(key);
        return (ifRevision != null ? target.parameter("ifRevision", ifRevision) : target).toString();
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private <T> Request<T> write(String method, String target, @Nullable Object body, Class<T> answer) {
        return new Request<>(method, target, body == null ? null : transport.json(body), answer, Safety.WRITE, null);
    }

    private <T> T ask(Request<T> request) throws RequestException {
        return ask(request, timeout);
    }

    private <T> T ask(Request<T> request, Duration within) throws RequestException {
        Failures failures = new Failures();
        long deadlineNanos = System.nanoTime() + within.toNanos();
        int first = preferred;
        for (int i = 0; i < endpoints.size(); i++) {
            int at = (first + i) % endpoints.size();
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0)
                break;
            // A request that may be repeated leaves time for the endpoints after this one.
            long shareNanos = request.safety() == Safety.WRITE ? leftNanos : leftNanos / (endpoints.size() - i);
            Attempt<T> attempt = transport.attempt(endpoints.get(at), request, Duration.ofNanos(shareNanos));
            if (attempt instanceof Attempt.Answered<T>(T answer)) {
                preferred = at;
                return answer;
            }
            failures.add(endpoints.get(at), attempt, request.safety());
        }
        throw failures.verdict(request.safety());
    }

    /// What the endpoints asked so far left behind.
    private static final class Failures {
        private final StringBuilder reasons = new StringBuilder();
        private boolean lost;
        private @Nullable Problem refusal;

        /// @throws RequestException if no other endpoint is to be asked
        <T> void add(Endpoint endpoint, Attempt<T> attempt, Safety safety) throws RequestException {
            switch (attempt) {
                case Attempt.Answered<T> _ -> throw new IllegalArgumentException("an answer is no failure");
                case Attempt.Refused<T>(Problem problem) -> addRefusal(endpoint, problem, safety);
                case Attempt.GivenUp<T>(boolean sent) -> throw RequestException.interrupted((sent || lost) && safety != Safety.READ);
                case Attempt.NotSent<T>(String reason) -> add(endpoint, reason);
                case Attempt.Lost<T>(String reason) -> {
                    lost = true;
                    add(endpoint, reason);
                    if (safety == Safety.WRITE)
                        throw unknown(safety);
                }
            }
        }

        void add(Endpoint endpoint, String reason) {
            reasons.append(reasons.isEmpty() ? "" : ", ").append(endpoint).append(": ").append(reason);
        }

        private void addRefusal(Endpoint endpoint, Problem problem, Safety safety) throws RequestException {
            boolean unknown = problem.outcome() == Outcome.UNKNOWN;
            add(endpoint, problem.code());
            if (!ASK_ANOTHER.contains(problem.code()) || unknown && safety == Safety.WRITE)
                throw lost && problem.status() >= 500 && safety != Safety.READ ? unknown(safety) : RequestException.refused(problem);
            // Of several the unknown outcome is the one to tell.
            if (refusal == null || unknown)
                refusal = problem;
        }

        RequestException verdict(Safety safety) {
            if (lost && safety != Safety.READ)
                return unknown(safety);
            return refusal != null ? RequestException.refused(refusal) : unreachable();
        }

        private RequestException unknown(Safety safety) {
            return RequestException.outcomeUnknown("the request was sent and its answer was lost: " + reasons,
                    safety == Safety.WRITE ? ErrorCode.CHANGE_UNKNOWN.next() : "read before you write again");
        }

        RequestException unreachable() {
            return RequestException.unreachable("no endpoint answered: " + reasons);
        }
    }
}
