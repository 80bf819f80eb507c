package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A joining member that is started again before it got anywhere.
final class JoinIT {
    @TempDir
    Path dir;

    /// A term names no member, and who is not known to it is not listened to: it would wait for a leader for ever.
    @Test
    @Timeout(180)
    void memberThatStoredATermAloneAsksAgainWhoTheMembersAre() throws Exception {
        try (Cluster cluster = new Cluster(dir, 1)) {
            Member joining = cluster.joining(2);
            HttpResponse<String> added = cluster.awaitLeader().post(Paths.MEMBERS,
                    "{\"id\":2,\"peerUrl\":\"" + cluster.peerUrl(joining) + "\",\"learner\":false}");
            assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
            MembersResponse members = Member.JSON.readValue(added.body(), MembersResponse.class);
            storeTermAlone(dir.resolve("node-2"), members.clusterId());
            joining.start();
            cluster.awaitApplied(members.index());
            cluster.await("a vote", () -> joining.status().config().voters().equals(List.of(1L, 2L)));
        }
    }

    private static void storeTermAlone(Path dataDir, String clusterId) {
        DataDir opened = DataDir.open(RealDisk.open(dataDir), new Identity(2, Long.parseUnsignedLong(clusterId, 16)));
        try (SegmentedLog log = Recovery.open(opened, LogConfig.DEFAULT).log()) {
            log.append(new HardState(1, 0, 0), List.of());
            log.sync();
        }
        opened.close();
    }
}
