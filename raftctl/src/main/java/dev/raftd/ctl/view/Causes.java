package dev.raftd.ctl.view;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyStage;
import java.util.List;

/// What a stage waited for.
final class Causes {
    private static final long NONE = -1;

    private Causes() {}

    /// When it ended, -1 if nothing is known that came before.
    static long begin(Journey journey, JourneyMember member, JourneyStage stage) {
        return switch (stage.stage()) {
            case "received" -> NONE;
            case "proposed" -> latest(member, stage, "received");
            case "forwarded" -> latest(member, stage, "proposed");
            case "proposal-received" -> of(journey, stage.peer(), "forwarded", 0, stage);
            case "append-received" -> of(journey, stage.peer(), "sent", member.id(), stage);
            case "appended" -> latest(member, stage, "append-received", "proposal-received", "proposed");
            case "sent", "write-begun" -> latest(member, stage, "appended");
            case "synced" -> latest(member, stage, "write-begun");
            case "ack-sent" -> latest(member, stage, "synced");
            case "ack-received" -> of(journey, stage.peer(), "ack-sent", member.id(), stage);
            case "committed" -> committed(journey, member, stage);
            case "applied" -> latest(member, stage, "committed");
            case "answered" -> latest(member, stage, "applied");
            default -> NONE;
        };
    }

    /// A leader commits by an acknowledgement or its own disk, the others by its word.
    private static long committed(Journey journey, JourneyMember member, JourneyStage stage) {
        if (member.id() != journey.leader()) {
            return of(journey, journey.leader(), "committed", 0, stage);
        }
        return stage.peer() == member.id()
                ? latest(member, stage, "synced")
                : of(List.of(member), member.id(), "ack-received", stage.peer(), stage);
    }

    private static long latest(JourneyMember member, JourneyStage stage, String... causes) {
        return member.stages().stream().filter(s -> s.nanos() <= stage.nanos() && List.of(causes).contains(s.stage()))
                .mapToLong(JourneyStage::nanos).max().orElse(NONE);
    }

    private static long of(Journey journey, long member, String cause, long peer, JourneyStage stage) {
        return of(journey.members(), member, cause, peer, stage);
    }

    /// @param peer 0 for any
    private static long of(List<JourneyMember> members, long member, String cause, long peer, JourneyStage stage) {
        return members.stream().filter(m -> m.id() == member).flatMap(m -> m.stages().stream())
                .filter(s -> s.stage().equals(cause) && (peer == 0 || s.peer() == peer) && s.nanos() <= stage.nanos())
                .mapToLong(JourneyStage::nanos).max().orElse(NONE);
    }
}
