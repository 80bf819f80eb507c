package dev.raftd.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raftpb.LocalNodes;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static Config.Builder valid(long id) {
        return Config.builder(id, new MemoryStorage(), tick -> tick).electionTick(10).heartbeatTick(1).maxInflightMsgs(256);
    }

    private static void assertRefused(String message, Consumer<Config.Builder> change) {
        Config.Builder builder = valid(1);
        change.accept(builder);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void whatIsNotSetHasADefault() {
        Config c = valid(1).maxSizePerMsg(100).build();
        assertThat(c.maxCommittedSizePerReady()).isEqualTo(100);
        assertThat(c.maxUncommittedEntriesSize()).isEqualTo(Config.NO_LIMIT);
        assertThat(c.maxInflightBytes()).isEqualTo(Config.NO_LIMIT);
        assertThat(c.readOnlyOption()).isEqualTo(ReadOnlyOption.SAFE);
        assertThat(c.logger()).isSameAs(Logger.SILENT);
    }

    @Test
    void anIdNamesANode() {
        assertThatThrownBy(() -> valid(0).build()).hasMessage("cannot use none as id");
        assertThatThrownBy(() -> valid(LocalNodes.APPEND_THREAD).build()).hasMessage("cannot use local target as id");
        assertThatThrownBy(() -> valid(LocalNodes.APPLY_THREAD).build()).hasMessage("cannot use local target as id");
    }

    @Test
    void impossibleValuesAreRefused() {
        assertRefused("heartbeat tick must be greater than 0", b -> b.heartbeatTick(0));
        assertRefused("election tick must be greater than heartbeat tick", b -> b.electionTick(1));
        assertRefused("max inflight messages must be greater than 0", b -> b.maxInflightMsgs(0));
        assertRefused("max inflight bytes must be >= max message size", b -> b.maxSizePerMsg(2).maxInflightBytes(1));
        assertRefused("CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased",
                b -> b.readOnlyOption(ReadOnlyOption.LEASE_BASED));
        assertRefused("sizes must not be negative", b -> b.maxSizePerMsg(-1));
        assertRefused("applied must not be negative", b -> b.applied(-1));
    }
}
