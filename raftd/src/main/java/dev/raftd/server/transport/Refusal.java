package dev.raftd.server.transport;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Problem;

/// Why a peer's request is not served: the cause's name is the label of its counter and, in lower case, the Problem's code.
enum Refusal {
    MALFORMED(400, "send a well-formed request"), WRONG_VERSION(400, "run members of one version"), WRONG_CLUSTER(409,
            "check the peer URLs: they name a member of another cluster"), WRONG_RECEIVER(409,
                    "check the peer URLs: they name another member"), OWN_ID(409,
                            "give each member an id of its own"), UNKNOWN_MEMBER(403, "add the member first, then start it"), NODE_REMOVED(
                                    ErrorCode.NODE_REMOVED.httpStatus(),
                                    "stop this member: it is no longer part of the cluster"), REPLAYED(409,
                                            "connect anew"), NOT_FOUND(404, "see the peer protocol"), UNAVAILABLE(503, "try again");

    private final int status;
    private final String next;

    Refusal(int status, String next) {
        this.status = status;
        this.next = next;
    }

    int status() {
        return status;
    }

    String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    Problem problem(String detail) {
        return new Problem("urn:raftd:peer:" + code(), code().replace('_', ' '), status, code(), detail, null, next, "peer");
    }
}
