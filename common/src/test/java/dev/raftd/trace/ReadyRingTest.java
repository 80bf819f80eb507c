package dev.raftd.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ReadyTrace;
import dev.raftd.raft.EntryFormatter;
import dev.raftd.raft.Ready;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyRingTest {
    private static Ready ready(long index, String data) {
        Entry entry = new Entry(1, index, EntryType.NORMAL, data.getBytes(StandardCharsets.UTF_8));
        return new Ready(null, HardState.EMPTY, List.of(), List.of(entry), Snapshot.EMPTY, List.of(), List.of(), true);
    }

    @Test
    void lastOnesAreKeptOldestFirst() {
        ReadyRing ring = new ReadyRing(7, 3, 1 << 20, EntryFormatter.QUOTED);
        for (int i = 1; i <= 5; i++) {
            ring.add(ready(i, "x" + i), 1000L * i);
        }
        assertThat(ring.seq()).isEqualTo(5);
        assertThat(ring.last(10)).extracting(ReadyTrace::seq).containsExactly(3L, 4L, 5L);
        assertThat(ring.last(1)).containsExactly(
                new ReadyTrace(7, 5, "1970-01-01T00:00:05Z", "Ready MustSync=true:\nEntries:\n1/5 EntryNormal \"x5\"\n"));
    }

    @Test
    void memoryIsBoundedByBytesToo() {
        ReadyRing ring = new ReadyRing(7, 100, 2000, EntryFormatter.QUOTED);
        for (int i = 1; i <= 10; i++) {
            ring.add(ready(i, "x".repeat(700)), 0);
        }
        assertThat(ring.last(100)).extracting(ReadyTrace::seq).containsExactly(9L, 10L);
        ring.add(ready(11, "x".repeat(9000)), 0);
        assertThat(ring.last(100)).extracting(ReadyTrace::seq).containsExactly(11L);
    }

    @Test
    void followersSeeEachFromThenOnUntilClosed() throws Exception {
        ReadyRing ring = new ReadyRing(7, 3, 1 << 20, EntryFormatter.QUOTED);
        List<ReadyTrace> seen = new ArrayList<>();
        ring.add(ready(1, "a"), 0);
        AutoCloseable first = ring.follow(seen::add);
        AutoCloseable second = ring.follow(seen::add);
        ring.add(ready(2, "b"), 0);
        first.close();
        ring.add(ready(3, "c"), 0);
        second.close();
        ring.add(ready(4, "d"), 0);
        assertThat(seen).extracting(ReadyTrace::seq).containsExactly(2L, 2L, 3L);
    }

    @Test
    void emptyReadyIsALineToo() {
        ReadyRing ring = new ReadyRing(7, 3, 1 << 20, EntryFormatter.QUOTED);
        ring.add(new Ready(null, HardState.EMPTY, List.of(), List.of(), Snapshot.EMPTY, List.of(), List.of(), false), 0);
        assertThat(ring.last(1).getFirst().text()).isEqualTo("<empty Ready>\n");
    }
}
