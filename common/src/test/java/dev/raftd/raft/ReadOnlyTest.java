package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadOnlyTest {
    private static final JointConfig THREE = JointConfig.of(1, 2, 3);

    private final ReadOnly reads = new ReadOnly();

    private static Message request() {
        return Message.builder(MessageType.MSG_READ_INDEX).build();
    }

    private List<Long> confirmed(JointConfig voters) {
        return reads.takeConfirmed(voters).stream().map(ReadOnly.Waiting::index).toList();
    }

    @Test
    void withoutReadsHeartbeatsCarryNothing() {
        assertThat(reads.context()).isEmpty();
        assertThat(confirmed(THREE)).isEmpty();
    }

    @Test
    void aQuorumConfirmsAllReadsUpToTheOneItHeardOf() {
        reads.add(request(), 10);
        reads.add(request(), 11);
        byte[] second = reads.context();
        reads.add(request(), 12);
        byte[] third = reads.context();
        reads.acknowledge(1, third);
        assertThat(confirmed(THREE)).isEmpty();
        reads.acknowledge(2, second);
        assertThat(confirmed(THREE)).containsExactly(10L, 11L);
        assertThat(confirmed(THREE)).as("once").isEmpty();
        reads.acknowledge(3, third);
        assertThat(confirmed(THREE)).containsExactly(12L);
        assertThat(reads.context()).isEmpty();
    }

    @Test
    void anOldAnswerDoesNotTakeBackANewerOne() {
        reads.add(request(), 10);
        byte[] first = reads.context();
        reads.add(request(), 11);
        reads.acknowledge(2, reads.context());
        reads.acknowledge(2, first);
        reads.acknowledge(1, reads.context());
        assertThat(confirmed(THREE)).containsExactly(10L, 11L);
    }

    @Test
    void bothHalvesOfAJointConfigurationMustConfirm() {
        JointConfig joint = new JointConfig(MajorityConfig.of(1, 2, 3), MajorityConfig.of(3, 4, 5));
        reads.add(request(), 10);
        byte[] context = reads.context();
        reads.acknowledge(1, context);
        reads.acknowledge(2, context);
        assertThat(confirmed(joint)).isEmpty();
        reads.acknowledge(4, context);
        reads.acknowledge(5, context);
        assertThat(confirmed(joint)).containsExactly(10L);
    }

    @Test
    void contextsThatAreNoneOfOursConfirmNothing() {
        reads.add(request(), 10);
        reads.acknowledge(1, bytes("garbage"));
        reads.acknowledge(1, bytes("garbage!"));
        reads.acknowledge(2, new byte[0]);
        reads.acknowledge(2, new byte[]{2, 0, 0, 0, 0, 0, 0, 0});
        reads.acknowledge(3, new byte[]{0, 0, 0, 0, 0, 0, 0, (byte) 0x80});
        assertThat(confirmed(THREE)).isEmpty();
    }
}
