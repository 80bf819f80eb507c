package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Life;
import dev.raftd.server.epoch.Lineage;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Members that come back without the data directory they had.
class LostDataOfPeersTest {
    private static TestPeer peer(long id, Life life) throws IOException {
        return peer(id, life, bytes -> {});
    }

    private static TestPeer peer(long id, Life life, Consumer<byte[]> memory) throws IOException {
        return peer(id, new Lineage(life, List.of()), memory);
    }

    private static TestPeer peer(long id, Lineage lineage, Consumer<byte[]> memory) throws IOException {
        return new TestPeer(id, 0, Limits.DEFAULT, new Acquaintances(lineage, new byte[0], memory));
    }

    /// A member that has spoken to `a` in one life does so in another.
    private static TestPeer.Loss lossOf(Life first, Life second) throws Exception {
        return lossOf(first, new Lineage(second, List.of()));
    }

    private static TestPeer.Loss lossOf(Life first, Lineage second) throws Exception {
        try (TestPeer a = new TestPeer(1)) {
            try (TestPeer before = peer(2, first)) {
                TestPeer.introduce(a, before);
            }
            try (TestPeer after = peer(2, second, bytes -> {})) {
                Map<Long, String> urls = Map.of(1L, a.url(), 2L, after.url());
                a.transport.members(urls);
                after.transport.members(urls);
                TestPeer.Loss loss = TestPeer.next(after.losses);
                assertThat(a.received).isEmpty();
                assertThat(a.losses).isEmpty();
                return loss;
            }
        }
    }

    @Test
    void aMemberWithAnEmptiedDirectoryIsRefusedAndTold() throws Exception {
        assertThat(lossOf(new Life(20, 3, 1), new Life(21, 1, 2))).isEqualTo(new TestPeer.Loss(1, "missing"));
    }

    @Test
    void aMemberWithARestoredDirectoryIsRefusedAndTold() throws Exception {
        assertThat(lossOf(new Life(20, 3, 1), new Life(20, 2, 2))).isEqualTo(new TestPeer.Loss(1, "rolled back"));
        assertThat(lossOf(new Life(20, 3, 1), new Life(20, 3, 2))).isEqualTo(new TestPeer.Loss(1, "rolled back"));
    }

    @Test
    void aMemberWithARestoredDirectoryThatWasStartedOftenIsRefusedAndTold() throws Exception {
        Lineage second = new Lineage(new Life(20, 5, 12), List.of(11L, 10L, 9L));
        assertThat(lossOf(new Life(20, 3, 1), second)).isEqualTo(new TestPeer.Loss(1, "rolled back"));
    }

    @Test
    void aLifeIsDurableBeforeItsMemberIsAnswered() throws Exception {
        try (TestPeer a = peer(1, new Life(10, 1, 1), bytes -> {
            throw new IllegalStateException("no disk");
        }); TestPeer b = new TestPeer(2)) {
            Map<Long, String> urls = Map.of(1L, a.url(), 2L, b.url());
            a.transport.members(urls);
            b.transport.members(urls);
            assertThat(TestPeer.next(a.failures)).hasMessage("no disk");
            assertThat(a.received).isEmpty();
        }
    }

    @Test
    void aMemberThatIsToldOfALossOfItsOwnRefusesTheSenderAndGoesOn() throws Exception {
        try (TestPeer a = peer(1, new Life(10, 4, 4))) {
            a.transport.members(Map.of(1L, a.url(), 2L, "http://127.0.0.1:1"));
            for (String known : new String[]{"000000000000000b/4/0000000000000004", "000000000000000a/5/0000000000000004",
                    "000000000000000a/4/0000000000000005"}) {
                Map<String, String> headers = RawPeer.handshake(2, 1, 7, 1);
                headers.put("Raftd-Known-Life", known);
                try (RawPeer raw = new RawPeer(a.port).open(PeerPaths.STREAM, headers)) {
                    assertThat(raw.rest()).startsWith("HTTP/1.1 409").contains("receiver_lost_data");
                }
            }
            assertThat(a.losses).isEmpty();
        }
    }
}
