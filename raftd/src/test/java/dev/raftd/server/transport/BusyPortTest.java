package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A cluster whose peer ports are full of strangers.
class BusyPortTest {
    @Test
    void aMemberComesBackWhileIdleConnectionsFillEveryPort() throws Exception {
        try (RealMembers members = new RealMembers(40)) {
            long leader = members.leader();
            long back = leader % 3 + 1;
            long other = 6 - leader - back;
            members.places.get(back).stop();
            List<Socket> idle = new ArrayList<>();
            for (int i = 0; i < 1_500; i++)
                idle.add(new Socket("127.0.0.1", members.places.get(i % 2 == 0 ? leader : other).port));
            members.start(back);
            members.put(back, "while", "they wait");
            members.places.get(other).stop();
            members.put(back, "with", "its vote");
            for (Socket socket : idle)
                socket.close();
            assertThat(members.failures).isEmpty();
        }
    }
}
