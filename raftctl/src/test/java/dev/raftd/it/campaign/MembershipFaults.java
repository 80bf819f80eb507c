package dev.raftd.it.campaign;

import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.it.campaign.Fault.Begun;
import dev.raftd.it.campaign.Fault.Reach;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What operators do meanwhile. Every answer, and none, is possible: what came of it is asked for afterwards.
final class MembershipFaults {
    static final int EXIT_REMOVED = 79;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    static final Fault TRANSFER = new Fault("leadership transfer", Reach.NOBODY, 0, 100, host -> null, (group, host, random) -> {
        HttpResponse<String> answer = group.ask(member -> member.post(Paths.TRANSFER, "{\"to\":" + host.id + "}"));
        return new Begun(told(answer), () -> {});
    });

    static final Fault REPLACE = new Fault("replacement", Reach.OWNER, 500, 3000, host -> null, MembershipFaults::replace);

    private MembershipFaults() {}

    private static String told(@Nullable HttpResponse<String> answer) {
        return answer == null ? "nobody answers" : "answered " + answer.statusCode();
    }

    private static Begun replace(Group group, Host old, RandomGenerator random) throws IOException, InterruptedException {
        Host joining = group.joining();
        String body = "{\"id\":" + joining.id + ",\"peerUrl\":\"" + joining.place.advertisedPeerUrl() + "\",\"learner\":true}";
        HttpResponse<String> answer = group.ask(member -> member.post(Paths.MEMBERS, body));
        if (answer == null || answer.statusCode() != 200) {
            joining.close();
            return new Begun("by " + joining + ": adding it " + told(answer), () -> {});
        }
        group.joined(joining);
        joining.start();
        return new Begun("by " + joining, () -> finish(group, old, joining));
    }

    private static void finish(Group group, Host old, Host joining) throws IOException, InterruptedException {
        if (promoted(group, joining))
            remove(group, old);
        else
            remove(group, joining);
    }

    /// It may have been promoted by itself as well.
    private static boolean promoted(Group group, Host joining) throws InterruptedException {
        for (long until = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < until;) {
            group.ask(member -> member.post(Paths.MEMBERS + "/" + joining.id + "/" + Paths.PROMOTE, ""));
            MembersResponse members = group.membersOrNull();
            if (members != null && members.members().stream().anyMatch(m -> m.id() == joining.id && !m.learner()))
                return true;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    /// Removes it, and ends it once nobody counts on it any more.
    static boolean remove(Group group, Host host) throws IOException, InterruptedException {
        host.excuse(EXIT_REMOVED);
        host.hold();
        for (long until = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < until;) {
            group.ask(member -> member.delete(Paths.MEMBERS + "/" + host.id));
            MembersResponse members = group.membersOrNull();
            if (members != null && members.members().stream().noneMatch(m -> m.id() == host.id)) {
                group.left(host);
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }
}
