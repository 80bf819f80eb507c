package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Alarm;
import dev.raftd.api.Bytes;
import dev.raftd.api.Paths;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Decoded;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stopped member's log is made to hold another entry, under the right checksums, so that neither disk nor Raft notices.
final class StateDiffersIT {
    @TempDir
    Path dir;

    @Test
    @Timeout(180)
    void memberWhoseStoreDiffersIsFoundOutAndServesNothingMore() throws Exception {
        try (Cluster cluster = new Cluster(dir, 3, "--hash-check", "500ms")) {
            Member member = cluster.members.stream().filter(m -> m != cluster.awaitLeader()).findFirst().orElseThrow();
            long index = 0;
            for (int i = 0; i < 10; i++) {
                WriteResponse written = Member.JSON.readValue(cluster.awaitLeader().put("key-" + i, "value", "once" + i).body(),
                        WriteResponse.class);
                index = i == 5 ? written.index() : index;
                cluster.awaitApplied(written.index());
            }
            assertThat(member.stop()).isZero();
            change(dir.resolve("node-" + member.id), index);
            member.start();
            for (Member each : cluster.members)
                cluster.await("member " + each.id + " to raise the alarm", () -> isRaised(each));
            checkAlarms(cluster, member, index);
            checkServing(cluster, member);
        }
    }

    /// Makes the entry at the index put another value.
    private static void change(Path dataDir, long index) throws Exception {
        Disk disk = RealDisk.open(dataDir);
        DataDir opened = DataDir.open(disk, DataDir.identityOf(disk));
        try (SegmentedLog log = Recovery.open(opened, LogConfig.DEFAULT).log()) {
            List<Entry> entries = new ArrayList<>(log.entries(index, log.lastIndex() + 1, Long.MAX_VALUE));
            Entry entry = entries.getFirst();
            Proposal proposal = ((Decoded.Command) CommandCodec.decode(entry.data())).proposal();
            Command.Put put = (Command.Put) proposal.command();
            Command.Put other = new Command.Put(put.key(), Bytes.utf8("another value"), put.ifRevision());
            entries.set(0, new Entry(entry.term(), index, entry.type(),
                    CommandCodec.encode(new Proposal(proposal.origin(), proposal.idempotencyKey(), other))));
            log.append(HardState.EMPTY, entries);
            log.sync();
        }
        opened.close();
    }

    private static boolean isRaised(Member member) throws InterruptedException {
        try {
            return !alarms(member).isEmpty();
        } catch (IOException e) {
            return false; // not yet listening
        }
    }

    private static List<Alarm> alarms(Member member) throws IOException, InterruptedException {
        return member.status().alarms();
    }

    private static void checkAlarms(Cluster cluster, Member wrong, long index) throws Exception {
        for (Member member : cluster.members)
            assertThat(alarms(member)).singleElement().satisfies(alarm -> {
                assertThat(alarm.code()).isEqualTo("state_differs");
                assertThat(alarm.detail()).startsWith("since index " + index + " the store of member " + wrong.id + " is not that of");
            });
        Dist.Result status = Dist.run("raftctl", "status", "-e", cluster.members.getFirst().clientUrl);
        assertThat(status.status()).as(status.err()).isZero();
        assertThat(status.out()).contains("ALARM state_differs on members 1, 2, 3: since index " + index + " ");
        assertThat(wrong.get(Paths.METRICS).body()).contains("raftd_alarm{code=\"state_differs\"} 1");
        assertThat(wrong.output().lines().filter(line -> line.contains("alarm state_differs"))).as("it is logged once").hasSize(1);
    }

    private static void checkServing(Cluster cluster, Member wrong) throws Exception {
        for (Member member : cluster.members) {
            int expected = member == wrong ? 503 : 200;
            for (String path : List.of(Paths.KV + "/key-5", Paths.KV + "/key-5?serializable=true", Paths.KV, Paths.HEALTH))
                assertThat(member.get(path).statusCode()).as("%s on %d", path, member.id).isEqualTo(expected);
        }
        assertThat(wrong.get(Paths.KV + "/key-5").body()).contains("\"code\":\"state_differs\"");
        assertThat(wrong.put("key-5", "x", "last").body()).contains("\"code\":\"state_differs\"").contains("\"outcome\":\"not-applied\"");
        Member right = cluster.members.stream().filter(m -> m != wrong).findFirst().orElseThrow();
        Dist.Result got = Dist.run("raftctl", "get", "key-5", "-e", wrong.clientUrl + "," + right.clientUrl);
        assertThat(got).isEqualTo(new Dist.Result(0, "value\n", ""));
    }
}
