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
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
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
        boolean atOnce = random.nextBoolean();
        Host joining = group.joining();
        String which = "{\"id\":" + joining.id + ",\"peerUrl\":\"" + joining.place.advertisedPeerUrl() + "\"";
        HttpResponse<String> answer = group.ask(member -> atOnce
                ? member.post(Paths.MEMBERS + "/" + old.id + "/" + Paths.REPLACE, which + "}")
                : member.post(Paths.MEMBERS, which + ",\"learner\":true}"));
        if (answer == null || answer.statusCode() != 200) {
            joining.close();
            return new Begun("by " + joining + ": adding it " + told(answer), () -> {});
        }
        group.joined(joining);
        joining.start();
        if (!atOnce)
            return new Begun("by " + joining, () -> finish(group, old, joining));
        old.mayLeave();
        return new Begun("by " + joining + " at once", () -> finishAtOnce(group, old, joining));
    }

    private static void finish(Group group, Host old, Host joining) throws IOException, InterruptedException {
        if (promoted(group, joining))
            remove(group, old);
        else
            remove(group, joining);
    }

    /// The leader does it as soon as the new one has caught up.
    private static void finishAtOnce(Group group, Host old, Host joining) throws IOException, InterruptedException {
        for (long until = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < until;) {
            MembersResponse members = group.membersOrNull();
            if (members != null && members.members().stream().noneMatch(m -> m.id() == old.id)) {
                group.left(old);
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
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
        host.mayLeave();
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
