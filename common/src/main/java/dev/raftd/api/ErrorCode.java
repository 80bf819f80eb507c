package dev.raftd.api;

import java.util.Locale;

/// The stable codes of failed requests, with their HTTP status and the next safe step. In JSON and on screen in lower case.
public enum ErrorCode {
    // The request itself.
    INVALID_ARGUMENT(400, "correct the request"),
    MALFORMED_JSON(400, "send one JSON object as the API describes it"),
    KEY_EMPTY(400, "give a key of at least one byte"),
    ORIGIN_REFUSED(403, "do not call the API from a web page"),
    NOT_FOUND(404, "see the API's paths in the README"),
    KEY_NOT_FOUND(404, "check the key, list keys by prefix"),
    MEMBER_NOT_FOUND(404, "list the members"),
    JOURNEY_NOT_RECORDED(404, "choose an entry that 'raftctl log' shows, or ask another member"),
    METHOD_NOT_ALLOWED(405, "see the API's methods in the README"),
    REQUEST_TIMEOUT(408, "send the whole request in time"),
    COMPARE_FAILED(409, "read the key and decide again"),
    MEMBER_EXISTS(409, "list the members, choose an id never used before"),
    PEER_URL_REFUSED(409, "give the URL at which the new member will listen for its peers"),
    CONF_CHANGE_REFUSED(409, "look at 'raftctl status', then decide again"),
    NODE_REMOVED(410, "ask another member: this one is no longer part of the cluster"),
    KEY_TOO_LONG(413, "use a shorter key"),
    VALUE_TOO_LARGE(413, "use a smaller value"),
    URI_TOO_LONG(414, "use a shorter key or fewer parameters"),
    HEADERS_TOO_LARGE(431, "send fewer and shorter headers"),
    BODY_TOO_LARGE(413, "send a smaller body"),
    RECORDING_OFF(409, "start the member without --record-events 0"),
    UNSUPPORTED_MEDIA_TYPE(415, "send Content-Type: application/json, not compressed"),
    HOST_NOT_ALLOWED(421, "use the address the member announces"),
    // The node's and the cluster's state.
    INTERNAL(500, "look into the member's log and report it"),
    OVERLOADED(503, "slow down and try again"),
    NO_LEADER(503, "try again; 'raftctl status' shows who votes for whom"),
    LEADER_URL_UNKNOWN(503, "try again, or ask the leader itself: 'raftctl status' names it"),
    NO_QUORUM(503, "check that a majority of the members runs: 'raftctl status'"),
    LEADER_CHANGED(503, "try again"),
    TIMEOUT(504, "read before you write again, or repeat with the same Idempotency-Key"),
    CHANGE_UNKNOWN(504, "'raftctl members' shows whether it was made; look there before you repeat it"),
    SHUTTING_DOWN(503, "ask another member"),
    STATE_DIFFERS(503, "ask another member, and replace this one: 'raftctl status' names it"),
    TRANSFER_FAILED(503, "check the target's match index with 'raftctl status'"),
    NO_SPACE(507, "free disk space on the member");

    private final int httpStatus;
    private final String next;

    ErrorCode(int httpStatus, String next) {
        this.httpStatus = httpStatus;
        this.next = next;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// The next safe step, for people.
    public String next() {
        return next;
    }

    /// The stable code, such as `key_not_found`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
