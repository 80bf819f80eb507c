package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.server.replica.MemberChange.Arrival;
import dev.raftd.server.replica.PeerProbe.Finding;

/// What is made of who answers at a new member's peer URL.
final class Arrivals {
    private Arrivals() {}

    /// The assessment, with what was found.
    static Assessment found(Assessment a, Arrival arrival, Finding finding, String clusterId, View view) {
        String url = arrival.peerUrl();
        return switch (finding) {
            case Finding.Nobody n -> a.noted("nothing answers at " + url + " yet; start it with: raftd start --id "
                    + text(arrival.id()) + " --join " + anotherUrl(arrival, view) + " --listen-peer " + url);
            case Finding.Unresolved u -> a.refused(refused("the host " + u.host() + " has no address"), true,
                    "the members cannot reach member " + text(arrival.id()) + " until its host has an address");
            case Finding.Raftd r when !r.clusterId().equals(clusterId) ->
                refused(a, "a member of another cluster (" + r.clusterId() + ") answers at " + url);
            case Finding.Raftd r -> refused(a, "member " + text(r.id()) + " of this cluster answers at " + url
                    + (arrival instanceof MemberChange.Replace replace && replace.old() == r.id() ? ": stop it first" : ""));
            case Finding.Other o -> refused(a, "what answers at " + url + " is no raftd's peer port: " + o.what());
        };
    }

    private static Assessment refused(Assessment a, String detail) {
        return a.refusal() == null ? a.refused(refused(detail), false, "") : a;
    }

    private static Failure refused(String detail) {
        return Failure.notApplied(ErrorCode.PEER_URL_REFUSED, detail);
    }

    /// Where to join: at the leader, which is the one that is asked.
    private static String anotherUrl(Arrival arrival, View view) {
        MemberInfo leader = view.root().members().get(view.leader());
        return leader == null ? "URL" : leader.peerUrl();
    }

    private static String text(long id) {
        return Long.toUnsignedString(id);
    }
}
