package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ChangePreview;
import dev.raftd.api.ChangePreview.Stage;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Member;
import dev.raftd.api.MemberProspect;
import dev.raftd.api.Outcome;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.command.Ctl.Run;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Changes of the membership: looked at, forced, and what becomes of members by itself.
class MembersCommandsTest {
    private static final Stage NOW = new Stage("now", List.of(1L, 2L, 3L), List.of(), List.of(), 2, 0, 1, List.of(1L, 2L), 0);
    private static final Stage THEN = new Stage("then", List.of(1L, 3L), List.of(), List.of(), 2, 0, 0, List.of(1L), -1);
    private static final ChangePreview LOSES_QUORUM = new ChangePreview("remove member 2", List.of(NOW, THEN),
            "of the 2 voters then (1, 3) only 1 is healthy (1), a quorum is 2", true, "nothing can be written", null);

    private final FakeMember member = new FakeMember();

    @AfterEach
    void close() {
        member.close();
    }

    private Run run(String... words) {
        return Ctl.at(member.url()).run(words);
    }

    private List<String> asked() {
        return member.requests().stream().map(r -> r.getMethod() + " " + r.getTarget()).toList();
    }

    @Test
    void dryRunShowsTheStagesAndProposesNothing() {
        Stage learner = new Stage("then", List.of(1L, 2L, 3L), List.of(), List.of(4L), 2, 0, 1, List.of(1L, 2L, 3L), 1);
        Stage joint = new Stage("caught up", List.of(2L, 3L, 4L), List.of(1L, 2L, 3L), List.of(), 2, 2, 1, List.of(1L, 2L, 3L, 4L), 1);
        Stage after = new Stage("after that", List.of(2L, 3L, 4L), List.of(), List.of(), 2, 0, 1, List.of(2L, 3L, 4L), 1);
        member.on("POST /v1/members/1/replace?dryRun=true",
                new ChangePreview("replace member 1 by member 4 at http://h:1", List.of(learner, joint, after), null, false, null,
                        "a note"));
        Run run = run("members", "replace", "1", "4=http://h:1", "--dry-run");
        assertThat(run).isEqualTo(new Run(0, """
                replace member 1 by member 4 at http://h:1
                STAGE       VOTERS         LEARNERS  QUORUM           SURVIVES   HEALTHY  CAN LOSE NOW
                then        1,2,3          4         2 of 3           1 failure  1,2,3    1
                caught up   2,3,4 & 1,2,3  -         2 of 3 & 2 of 3  1 failure  1,2,3,4  1
                after that  2,3,4          -         2 of 3           1 failure  2,3,4    1
                it would be done; nothing was changed
                a note
                """, ""));
        assertThat(String.valueOf(member.requests().getFirst().getBody().utf8())).isEqualTo("{\"id\":4,\"peerUrl\":\"http://h:1\"}");
        assertThat(asked()).containsExactly("POST /v1/members/1/replace?dryRun=true");
    }

    @Test
    void dryRunOfWhatWouldBeRefusedSaysWhyAndEndsLikeARefusal() {
        member.on("DELETE /v1/members/2?dryRun=true", LOSES_QUORUM);
        Run run = run("members", "remove", "2", "--dry-run");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).endsWith("""
                then   1,3     -         2 of 2  0 failures  1        no quorum
                it would be refused: of the 2 voters then (1, 3) only 1 is healthy (1), a quorum is 2
                --force does it nevertheless; then nothing can be written
                """);
        assertThat(run("members", "remove", "2", "--dry-run", "--force").status()).isZero();
        assertThat(run("members", "remove", "2", "--dry-run", "-o", "json").out())
                .startsWith("{\"change\":\"remove member 2\",\"stages\":[{")
                .contains("\"survivesNow\":-1").contains("\"forceable\":true");
    }

    @Test
    void forceNamesTheRiskAndAsksOnATerminal() {
        member.on("DELETE /v1/members/2?dryRun=true", LOSES_QUORUM).on("DELETE /v1/members/2?force=true", Samples.members());
        Run no = Ctl.at(member.url()).onTerminal().input("n\n").run("members", "remove", "2", "--force");
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err()).isEqualTo("""
                forced: remove member 2: of the 2 voters then (1, 3) only 1 is healthy (1), a quorum is 2
                risk: nothing can be written
                Do it nevertheless? [y/N] raftctl: not_confirmed: nothing was changed; answer y, or give --yes
                """);
        assertThat(asked()).containsExactly("DELETE /v1/members/2?dryRun=true");
        assertThat(Ctl.at(member.url()).onTerminal().run("members", "remove", "2", "--force").status()).as("no answer").isEqualTo(1);
        assertThat(Ctl.at(member.url()).onTerminal().input("y\n").run("members", "remove", "2", "--force").status()).isZero();
        assertThat(Ctl.at(member.url()).onTerminal().run("members", "remove", "2", "--force", "--yes").status()).isZero();
    }

    @Test
    void forceSufficesWithoutATerminal() {
        member.on("DELETE /v1/members/2?dryRun=true", LOSES_QUORUM).on("DELETE /v1/members/2?force=true", Samples.members());
        Run run = run("members", "remove", "2", "--force");
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("risk: nothing can be written").doesNotContain("[y/N]");
    }

    @Test
    void forceThatIsNotNeededAsksNothing() {
        member.on("POST /v1/members/4/promote?dryRun=true", new ChangePreview("promote member 4", List.of(NOW), null, false, null, null));
        member.on("POST /v1/members/4/promote?force=true", Samples.members());
        assertThat(Ctl.at(member.url()).onTerminal().run("members", "promote", "4", "--force").err()).isEmpty();
    }

    @Test
    void addTellsWhatToDoNext() {
        member.on("POST /v1/members", Samples.members(Samples.member(1, null, true)).withNote("nothing answers yet"));
        assertThat(run("members", "add", "4=http://h:1").out()).endsWith("\nnothing answers yet\n");
    }

    @Test
    void whatBecomesOfMembersIsAskedOfTheLeader() {
        try (FakeMember leader = new FakeMember()) {
            member.on("GET /v1/members", Samples.members(Samples.member(1, leader.url(), true), waiting(null)));
            leader.on("GET /v1/members", Samples.members(Samples.member(1, "http://127.0.0.1:1", true), waiting("12 entries behind"),
                    new Member(5, "http://h:5", null, false, false, new MemberProspect("removed", 0, 6, null))));
            assertThat(run("members").out()).isEqualTo("""
                    ID  ROLE     LEADER  PEER URL               CLIENT URL
                    1   voter    yes     http://127.0.0.1:2381  http://127.0.0.1:1
                    4   learner  no      http://h:4             -
                    5   voter    no      http://h:5             -
                    member 4 becomes a voter when caught up: 12 entries behind
                    member 5 goes when member 6 has caught up
                    """);
        }
    }

    private static Member waiting(String waitsFor) {
        return new Member(4, "http://h:4", null, true, false, new MemberProspect("voter", 0, 0, waitsFor));
    }

    @Test
    void anUnknownOutcomeSaysWhereToLook() {
        member.refuse("DELETE /v1/members/2", ErrorCode.CHANGE_UNKNOWN, Outcome.UNKNOWN);
        Run run = run("members", "remove", "2");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).endsWith("; 'raftctl members' shows whether it was made; look there before you repeat it\n");
        member.hangUp("DELETE /v1/members/3");
        assertThat(run("members", "remove", "3").err()).endsWith(
                "; 'raftctl members' shows whether it was made; look there before you repeat it\n");
    }
}
