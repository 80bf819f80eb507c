package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.raftd.api.StatusResponse;
import dev.raftd.it.Dist.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `raftctl why` says of three real processes, of which some are stopped, killed or replaced by others.
final class WhyIT {
    private static JsonNode why(Member asked, String... question) throws IOException, InterruptedException {
        String[] words = new String[question.length + 7];
        System.arraycopy(new String[]{"why", "-e", asked.clientUrl, "-o", "json", "--timeout", "1s"}, 0, words, 0, 7);
        System.arraycopy(question, 0, words, 7, question.length);
        Result result = Dist.run("raftctl", words);
        assertThat(result.status()).as(result.err()).isZero();
        return Member.JSON.readTree(result.out());
    }

    private static String first(JsonNode diagnosis) {
        return diagnosis.get("causes").get(0).get("code").asText();
    }

    private static void signal(String name, List<Member> members) throws IOException, InterruptedException {
        for (Member member : members)
            assertThat(Dist.run("", List.of("kill", "-" + name, Long.toString(member.pid()))).status()).isZero();
    }

    @Test
    @Timeout(300)
    void stoppedKilledAndForeignProcessesAreNamed(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir, 3)) {
            Member leader = cluster.awaitLeader();
            StatusResponse status = leader.status();
            cluster.awaitApplied(status.log().lastIndex());
            assertThat(why(leader).get("well").asBoolean()).isTrue();

            List<Member> others = cluster.members.stream().filter(m -> m != leader).toList();
            signal("STOP", others);
            cluster.await("the quorum to be missed", () -> first(why(leader)).equals("quorum_lost"));
            JsonNode stopped = why(leader, "--read");
            assertThat(stopped.get("voters")).filteredOn(v -> v.get("id").asLong() != leader.id).extracting(v -> v.get("code").asText())
                    .containsOnly("paused");
            signal("CONT", others);
            Member next = cluster.awaitLeader();
            cluster.await("all to be well", () -> why(next).get("well").asBoolean());

            Member gone = others.getFirst();
            gone.kill();
            Member asked = others.getLast();
            cluster.await("the member to be missed", () -> first(why(asked)).equals("unreachable"));
            Member foreign = new Member(gone.id, cluster.peerUrl(gone), Dist.freePorts(1).getFirst(), dir.resolve("foreign"), "--peers",
                    gone.id + "=" + cluster.peerUrl(gone), "--cluster-token", "another");
            cluster.members.add(foreign);
            assertThat(dir.resolve("foreign").toFile().mkdir()).isTrue();
            foreign.start();
            cluster.await("the foreign member to be recognised", () -> first(why(asked)).equals("wrong_cluster"));
        }
    }
}
