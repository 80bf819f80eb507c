package dev.raftd.server.transport;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Problem;
import java.util.Locale;
import java.util.stream.Stream;

/// Why a peer's request is not served: the cause's name is the label of its counter and, in lower case, the Problem's code.
enum Refusal {
    /// Not HTTP, or a handshake's header is missing or not a number.
    MALFORMED(400, "send a well-formed request"),
    /// Another version of this protocol.
    WRONG_VERSION(400, "run members of one version"),
    /// Members of two clusters meet.
    WRONG_CLUSTER(409, "check the peer URLs: they name a member of another cluster"),
    /// Meant for another member.
    WRONG_RECEIVER(409, "check the peer URLs: they name another member"),
    /// Two members run under one id.
    OWN_ID(409, "give each member an id of its own"),
    /// Nobody known here.
    UNKNOWN_MEMBER(403, "add the member first, then start it"),
    /// Was a member.
    NODE_REMOVED(ErrorCode.NODE_REMOVED.httpStatus(), "stop this member: it is no longer part of the cluster"),
    /// The sender's data directory is not the one that is remembered of it.
    DATA_MISSING(409, "give this member its own data directory, or replace it: raftctl members replace"),
    /// The sender's data directory is older than what is remembered of it.
    DATA_ROLLED_BACK(409, "never put a data directory back; replace this member: raftctl members replace"),
    /// The sender remembers another data directory of this member, or a newer state of it.
    RECEIVER_LOST_DATA(409, "replace the other member, which lost data"),
    /// Not newer than what the sender said before.
    REPLAYED(409, "connect anew"),
    /// A part of the snapshot is here, or less of it than the sender thinks.
    RESUME(409, "go on at the byte that the answer names"),
    /// A snapshot of a size that no store has.
    TOO_LARGE(413, "look at the sender's snapshot files"),
    /// No such path.
    NOT_FOUND(404, "a client asks at a member's client URL"),
    /// Not now.
    UNAVAILABLE(503, "try again");

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
        return name().toLowerCase(Locale.ROOT);
    }

    /// What the sender does about it, behind a semicolon; empty for a code that is not known here.
    static String next(String code) {
        return Stream.of(values()).filter(r -> r.code().equals(code)).findFirst().map(r -> "; " + r.next).orElse("");
    }

    Problem problem(String detail) {
        return new Problem("urn:raftd:peer:" + code(), code().replace('_', ' '), status, code(), detail, null, next, "peer");
    }
}
