package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.server.kv.KvStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotionsTest {
    private final RawNode raft = new RawNode(Config.builder(1, new MemoryStorage(), ticks -> ticks).electionTick(10).heartbeatTick(1)
            .maxSizePerMsg(1_000).maxInflightMsgs(10).build());

    /// The core's own proposal to leave it was dropped because leadership was being handed over, and that came to nothing.
    @Test
    void jointConfigurationThatLastsIsLeft() {
        Promotions promotions = new Promotions(10);
        View single = view(new ConfState(List.of(1L, 2L), List.of(), List.of(), List.of(), false));
        View joint = view(new ConfState(List.of(1L, 3L), List.of(), List.of(1L, 2L), List.of(), true));
        assertThat(due(promotions, single, 100)).isEqualTo(Promotions.Due.NOTHING);
        assertThat(due(promotions, joint, 101).leaveJoint()).isFalse();
        assertThat(due(promotions, joint, 109).leaveJoint()).isFalse();
        assertThat(due(promotions, joint, 110).leaveJoint()).isTrue();
        assertThat(due(promotions, joint, 111).leaveJoint()).as("not at each tick").isFalse();
    }

    @Test
    void jointConfigurationIsLeftToTheCoreWhileANewLeadersTimeIsNotOver() {
        Promotions promotions = new Promotions(10);
        View joint = view(new ConfState(List.of(1L, 3L), List.of(), List.of(1L, 2L), List.of(), true));
        promotions.idle(100);
        assertThat(due(promotions, joint, 101).leaveJoint()).isFalse();
        assertThat(due(promotions, joint, 110).leaveJoint()).isTrue();
    }

    private static View view(ConfState conf) {
        return new View(new KvStore().root(), conf, 1, 1, StateType.LEADER, false, Map.of());
    }

    private Promotions.Due due(Promotions promotions, View view, long tick) {
        return promotions.due(view, new ChangeRules(view, raft, id -> true, 10, null), tick, true);
    }
}
