package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.LiveMessage;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrafficTest {
    private final Traffic traffic = new Traffic();

    private static Message app(long to, long index, int entries) {
        List<Entry> carried = IntStream.range(0, entries).mapToObj(i -> new Entry(3, index + 1 + i)).toList();
        return Message.builder(MessageType.MSG_APP).from(1).to(to).term(3).index(index).entries(carried).build();
    }

    private static Message heartbeat(long to) {
        return Message.builder(MessageType.MSG_HEARTBEAT).from(1).to(to).term(3).build();
    }

    @Test
    void nothingIsKeptWhileNobodyWatches() {
        traffic.sent(app(2, 4, 1));
        traffic.received(app(1, 4, 1));
        assertThat(traffic.take()).isEqualTo(new Traffic.Seen(List.of(), List.of(), 0));
        traffic.watch(true);
        traffic.sent(app(2, 4, 1));
        traffic.watch(false);
        assertThat(traffic.take().sent()).isEmpty();
    }

    @Test
    void messagesOfAKindAreAddedUpInTheOrderOfTheFirst() {
        traffic.watch(true);
        traffic.sent(app(2, 4, 1));
        traffic.sent(app(3, 4, 1));
        traffic.sent(app(2, 5, 3));
        traffic.received(heartbeat(1));
        Traffic.Seen seen = traffic.take();
        assertThat(seen.sent()).containsExactly(new LiveMessage("MsgApp", 1, 2, 3, false, 5, 4, 2),
                new LiveMessage("MsgApp", 1, 3, 3, false, 4, 1, 1));
        assertThat(seen.received()).containsExactly(new LiveMessage("MsgHeartbeat", 1, 1, 3, false, 0, 0, 1));
        assertThat(traffic.take().sent()).isEmpty();
    }

    @Test
    void heartbeatsAreNoNews() {
        traffic.watch(true);
        traffic.sent(heartbeat(2));
        assertThat(traffic.hasNews()).isFalse();
        traffic.sent(app(2, 4, 1));
        assertThat(traffic.hasNews()).isTrue();
        traffic.take();
        assertThat(traffic.hasNews()).isFalse();
    }

    @Test
    void kindsBeyondTheLimitAreCountedAlone() {
        traffic.watch(true);
        for (long to = 1; to <= 300; to++) {
            traffic.sent(heartbeat(to));
        }
        traffic.sent(heartbeat(1));
        Traffic.Seen seen = traffic.take();
        assertThat(seen.sent()).hasSize(256);
        assertThat(seen.sent().getFirst().count()).isEqualTo(2);
        assertThat(seen.omitted()).isEqualTo(44);
    }
}
