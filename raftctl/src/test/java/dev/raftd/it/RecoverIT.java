package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.GetResponse;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.api.WriteResponse;
import dev.raftd.it.Dist.Result;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes whose majority is lost for good, and a backup of them.
final class RecoverIT {
    private static final int WRITES = 30;

    @Test
    @Timeout(300)
    void aSurvivorBecomesANewClusterAndABackupAnother(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir, 3)) {
            long revision = 0;
            for (int i = 0; i < WRITES; i++)
                revision = write(cluster, "key" + i, "value" + i).revision();
            Path backup = dir.resolve("backup.snap");
            String endpoints = String.join(",", cluster.members.stream().map(m -> m.clientUrl).toList());
            Result saved = Dist.run("raftctl", "-e", endpoints, "snapshot", "save", backup.toString());
            assertThat(saved.status()).as(saved.err()).isZero();
            assertThat(saved.out()).contains("revision " + revision + "  keys " + WRITES).endsWith("  verified\n");

            Member survivor = cluster.members.getFirst();
            assertThat(inspect(dir, survivor).status()).as("it runs").isEqualTo(73);
            for (Member member : cluster.members)
                member.kill();
            recover(dir, survivor, revision);
            restore(dir, backup, revision);
        }
    }

    private static WriteResponse write(Cluster cluster, String key, String value) {
        WriteResponse[] written = new WriteResponse[1];
        cluster.await("the write of " + key, () -> {
            HttpResponse<String> response = cluster.members.getFirst().put(key, value, key);
            if (response.statusCode() == 200)
                written[0] = Member.JSON.readValue(response.body(), WriteResponse.class);
            return written[0] != null;
        });
        return written[0];
    }

    private static Result inspect(Path dir, Member survivor) throws IOException, InterruptedException {
        return Dist.run("raftd", "recover", "inspect", dir.resolve("node-" + survivor.id).toString());
    }

    private void recover(Path dir, Member survivor, long revision) throws Exception {
        Result inspected = inspect(dir, survivor);
        assertThat(inspected.status()).as(inspected.err()).isZero();
        assertThat(inspected.out()).contains("quorum: lost, without the logs of 2 3",
                "next: look for the data directories of members 2, 3");

        Path made = dir.resolve("node-4");
        Path report = dir.resolve("report.txt");
        List<Integer> ports = Dist.freePorts(2);
        String peerUrl = "http://127.0.0.1:" + ports.get(0);
        Result applied = Dist.run("raftd", "recover", "apply", "--as-new-cluster", "--from", dir.resolve("node-1").toString(), "--data-dir",
                made.toString(), "--id", "4", "--peer-url", peerUrl, "--report", report.toString());
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(Files.readString(report)).isEqualTo(applied.out()).isEqualTo(Files.readString(made.resolve("recovery.txt")))
                .contains("revision " + revision + ", " + WRITES + " keys");

        try (Member fourth = new Member(4, peerUrl, ports.get(1), dir)) {
            fourth.start();
            requireAllKeys(fourth);
            assertThat(Member.JSON.readValue(put(fourth, "after"), WriteResponse.class).revision()).isEqualTo(revision + 1);
            requireOldMemberStaysOut(dir, peerUrl);
            requireNewMemberJoins(dir, fourth, peerUrl);
        }
    }

    private static void requireAllKeys(Member member) {
        Cluster.await("member " + member.id + " to lead", () -> answers(member), member::output);
        Cluster.await("the keys", () -> {
            for (int i = 0; i < WRITES; i++)
                assertThat(member.get(Paths.KV + "/key" + i, GetResponse.class).kv().value()).hasToString("value" + i);
            return true;
        }, member::output);
    }

    private static boolean answers(Member member) throws InterruptedException {
        try {
            return member.get(Paths.HEALTH).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private static String put(Member member, String key) throws IOException, InterruptedException {
        HttpResponse<String> response = member.put(key, "1", key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /// With its old directory it asks the new cluster, which is not its own.
    private static void requireOldMemberStaysOut(Path dir, String peerUrl) throws Exception {
        List<Integer> ports = Dist.freePorts(2);
        try (Member old = new Member(2, "http://127.0.0.1:" + ports.get(0), ports.get(1), dir, "--join", peerUrl)) {
            old.start();
            Cluster.await("the old member to say where it belongs",
                    () -> old.output().contains("raftd 2 ready: cluster ") || !old.isRunning(),
                    old::output);
            assertThat(answers(old)).as("it has no leader").isFalse();
        }
        Result emptied = Dist.run("raftd", "start", "--id", "2", "--data-dir", dir.resolve("empty").toString(), "--join", peerUrl,
                "--listen-client", "http://127.0.0.1:" + ports.get(1), "--listen-peer", "http://127.0.0.1:" + ports.get(0));
        assertThat(emptied.status()).isEqualTo(69);
        assertThat(emptied.err()).contains("has no member 2");
    }

    private static void requireNewMemberJoins(Path dir, Member fourth, String peerUrl) throws Exception {
        HttpResponse<String> reused = fourth.post(Paths.MEMBERS, "{\"id\":2,\"peerUrl\":\"http://127.0.0.1:9\",\"learner\":true}");
        assertThat(reused.statusCode()).as("ids of the old cluster are not used again: %s", reused.body()).isEqualTo(409);
        List<Integer> ports = Dist.freePorts(2);
        String url = "http://127.0.0.1:" + ports.get(0);
        try (Member fifth = new Member(5, url, ports.get(1), dir, "--join", peerUrl)) {
            Result added = Dist.run("raftctl", "-e", fourth.clientUrl, "members", "add", "5=" + url, "--learner");
            assertThat(added.status()).as(added.err()).isZero();
            fifth.start();
            Cluster.await("the new member to have the keys", () -> {
                try {
                    return fifth.get(Paths.KV + "/key0?serializable=true").statusCode() == 200;
                } catch (IOException e) {
                    return false; // it does not listen yet
                }
            }, fifth::output);
            assertThat(fourth.get(Paths.MEMBERS, MembersResponse.class).members()).extracting(dev.raftd.api.Member::id).containsExactly(4L,
                    5L);
        }
    }

    private static void restore(Path dir, Path backup, long revision) throws Exception {
        List<Integer> ports = Dist.freePorts(2);
        String peerUrl = "http://127.0.0.1:" + ports.get(0);
        Result restored = Dist.run("raftd", "restore", backup.toString(), "--data-dir", dir.resolve("node-7").toString(), "--id", "7",
                "--peer-url", peerUrl);
        assertThat(restored.status()).as(restored.err()).isZero();
        try (Member seventh = new Member(7, peerUrl, ports.get(1), dir)) {
            seventh.start();
            requireAllKeys(seventh);
            GetResponse first = seventh.get(Paths.KV + "/key0", GetResponse.class);
            assertThat(first.revision()).isEqualTo(revision + 1_000_000);
            assertThat(first.kv().modRevision()).isEqualTo(1);
            assertThat(Member.JSON.readValue(put(seventh, "after"), WriteResponse.class).revision()).isEqualTo(revision + 1_000_001);
        }
        byte[] damaged = Files.readAllBytes(backup);
        damaged[damaged.length / 2] ^= 1;
        Files.write(backup, damaged);
        Result refused = Dist.run("raftd", "restore", backup.toString(), "--data-dir", dir.resolve("none").toString(), "--id", "8");
        assertThat(refused.status()).isEqualTo(78);
        assertThat(refused.err()).contains("is damaged at offset");
        assertThat(dir.resolve("none")).doesNotExist();
    }
}
