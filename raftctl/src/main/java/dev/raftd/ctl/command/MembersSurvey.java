package dev.raftd.ctl.command;

import dev.raftd.api.Member;
import dev.raftd.api.MemberProspect;
import dev.raftd.api.MembersResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.RequestException;
import java.util.List;
import java.util.Optional;

/// Asks for the members; if one of them is to become a voter, asks the leader, which knows how far that is.
final class MembersSurvey {
    private MembersSurvey() {}

    static MembersResponse take(Cluster cluster) throws RequestException {
        MembersResponse answer = cluster.members();
        Optional<String> leaderUrl = answer.members().stream().filter(m -> m.leader() && m.clientUrl() != null).map(Member::clientUrl)
                .findFirst();
        if (leaderUrl.isEmpty() || answer.members().stream().noneMatch(MembersSurvey::isWaiting))
            return answer;
        try {
            return cluster.with(List.of(new Endpoint(leaderUrl.get())), cluster.timeout()).members();
        } catch (RequestException | IllegalArgumentException e) {
            return answer; // all but what is in the way
        }
    }

    private static boolean isWaiting(Member member) {
        MemberProspect prospect = member.prospect();
        return prospect != null && prospect.becomes().equals(MemberProspect.VOTER) && prospect.waitsFor() == null;
    }
}
