package dev.raftd.api;

/// The API's paths and headers.
///
///     PUT    /v1/kv/{key}               PutRequest            -> WriteResponse     ?ifRevision=R
///     DELETE /v1/kv/{key}                                     -> WriteResponse     ?ifRevision=R
///     GET    /v1/kv/{key}                                     -> GetResponse       ?serializable=true
///     GET    /v1/kv                                           -> RangeResponse     ?prefix=P&after=KEY&limit=N&serializable=true
///     GET    /v1/status                                       -> StatusResponse
///     GET    /v1/members                                      -> MembersResponse
///     POST   /v1/members                MemberAddRequest      -> MembersResponse   ?force=true, ?dryRun=true -> ChangePreview
///     POST   /v1/members/{id}/replace   MemberReplaceRequest  -> MembersResponse   likewise; {id} is the one that goes
///     POST   /v1/members/{id}/promote                         -> MembersResponse   likewise
///     DELETE /v1/members/{id}                                 -> MembersResponse   likewise
///     POST   /v1/transfer               TransferRequest       -> TransferResponse
///     GET    /v1/why                                          -> Evidence          ?index=I
///     GET    /v1/log                                          -> LogResponse       ?from=I&to=J&limit=N
///     GET    /v1/journey                                      -> JourneyPart       ?index=I or ?key=K or ?last=true
///     GET    /v1/journey/cluster                              -> Journey           likewise; the member asked asks the others
///     GET    /v1/ready                                        -> ReadyResponse     ?last=N
///     GET    /v1/ready/stream           application/x-ndjson: one ReadyTrace a line, until either side closes
///     GET    /v1/live                   text/event-stream: see LiveFrame
///     GET    /                          text/html: the page that draws it, with its parts under /ui/
///     GET    /v1/snapshot               application/octet-stream: a snapshot file with checksums of its own, as long as Content-Length says
///     GET    /v1/record                 application/octet-stream: what its core was last told and did, a file for `raftctl replay`
///     GET    /health                    200 {"health":true} when it has a leader and serves, else a Problem
///     GET    /metrics                   Prometheus text
///
/// Keys in paths and queries are percent-encoded bytes. A web page of another origin is refused, except that pages of members may GET
/// `/v1/live`, `/v1/status` and all below `/v1/journey`.
public final class Paths {
    public static final String KV = "/v1/kv";
    public static final String STATUS = "/v1/status";
    public static final String MEMBERS = "/v1/members";
    public static final String PROMOTE = "promote";
    public static final String REPLACE = "replace";
    /// A parameter of changes of the membership: do it although it risks the quorum.
    public static final String FORCE = "force";
    /// A parameter of changes of the membership: tell what it would come to, and do nothing.
    public static final String DRY_RUN = "dryRun";
    public static final String TRANSFER = "/v1/transfer";
    public static final String WHY = "/v1/why";
    public static final String LOG = "/v1/log";
    public static final String JOURNEY = "/v1/journey";
    public static final String JOURNEY_CLUSTER = "/v1/journey/cluster";
    public static final String READY = "/v1/ready";
    public static final String READY_STREAM = "/v1/ready/stream";
    public static final String PAGE = "/";
    public static final String LIVE = "/v1/live";
    public static final String SNAPSHOT = "/v1/snapshot";
    public static final String RECORD = "/v1/record";
    public static final String HEALTH = "/health";
    public static final String METRICS = "/metrics";
    /// A write repeated with the same key applies once.
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    /// Set by a member that passes a membership request on to the leader, so that it is passed on once.
    public static final String FORWARDED_BY = "Raftd-Forwarded-By";
    public static final String NDJSON = "application/x-ndjson";
    public static final String EVENT_STREAM = "text/event-stream";

    private Paths() {}
}
