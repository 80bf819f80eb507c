package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.Election;
import dev.raftd.api.Evidence.Heard;
import dev.raftd.api.Evidence.Leading;
import dev.raftd.api.Evidence.Link;
import dev.raftd.api.Evidence.Loop;
import dev.raftd.api.Evidence.Waiting;
import dev.raftd.api.Evidence.Writer;
import dev.raftd.api.Member;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.command.Ctl.Run;
import dev.raftd.why.CauseCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WhyCommandTest {
    private final FakeMember one = new FakeMember();
    private final FakeMember two = new FakeMember();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    /// Members 1 and 2 vote, 3 learns and has announced no URL; 1 leads.
    private Evidence evidence(long id, String urlOfTwo, long applied) {
        StatusResponse status = Samples.status(id, 1, 120, applied);
        List<Member> members = List.of(Samples.member(1, one.url(), true), Samples.member(2, urlOfTwo, false),
                Samples.member(3, null, false));
        return new Evidence(id, "c1", 100, 10, null, status.role(), 3, 1, members, status,
                new Election(0, 1_500, true, true, false, 3, List.of(), List.of()),
                id == 1 ? new Leading(0, 1 << 20, -1, 256, 0, 1, 0, 0, -1, List.of(), List.of()) : null,
                new Waiting(0, 0, 0, 0, 0, -1, 0, 0), null, new Loop(0, false, 0, 0, 0, -1), new Writer(false, 1 << 30, 0, 0, 3),
                List.of(new Heard(3 - id, 0)), List.of(new Link(3 - id, "http://peer", true, 9_000, "", "", 0, 100, -1, null)));
    }

    @Test
    void othersAreAskedAtTheUrlsThatTheFirstOneTells() {
        one.on("GET /v1/why?index=0", evidence(1, two.url(), 120));
        two.on("GET /v1/why?index=0", evidence(2, two.url(), 100));
        Run run = Ctl.at(one.url()).run("why");
        assertThat(run.status()).isZero();
        assertThat(two.requests()).hasSize(1);
        assertThat(run.out())
                .startsWith("entry 122, the newest, is not committed\n  needs 2 of {1,2}; has {1}\n\ncause     log_writer_queue: ")
                .contains("\nevidence  member 2: durable up to 120 of 122, 0 writes wait; the last sync took 3 ms\n")
                .contains(
                        "\nVOTER  DONE  REASON            DETAIL\n1      yes   -                 it has the entry, and leads\n2      no    log_writer_queue  ")
                .contains("member 3 did not answer: it has not announced where it serves clients");
    }

    @Test
    void jsonHasTheCodesOfTheCauses() {
        one.on("GET /v1/why?index=122", evidence(1, null, 120));
        Run run = Ctl.at(one.url()).run("why", "122", "-o", "json");
        assertThat(run.out()).startsWith("{\"index\":122,\"answer\":\"entry 122 is not committed\",\"well\":false,\"quorum\":[\"needs 2 of")
                .contains("\"causes\":[{\"code\":\"").contains("\"how\":\"NO_URL\"");
    }

    @Test
    void readsAreAskedAbout() {
        one.on("GET /v1/why?index=0", evidence(1, two.url(), 120));
        two.on("GET /v1/why?index=0", evidence(2, two.url(), 120));
        assertThat(Ctl.at(one.url()).run("why", "--read").out()).startsWith("no read waits: member 1 is confirmed as the leader\n");
    }

    @Test
    void memberOfAnOlderVersionIsToldAsSuch() {
        one.on("GET /v1/why?index=0", evidence(1, two.url(), 120));
        two.refuse("GET /v1/why?index=0", ErrorCode.NOT_FOUND, null);
        assertThat(Ctl.at(one.url()).run("why").out()).contains("member 2 did not answer: not_found");
    }

    @Test
    void withoutAnyAnswerThereIsNoDiagnosis() {
        Run run = Ctl.at(FakeMember.nobody()).run("why");
        assertThat(run.status()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).startsWith("raftctl: unreachable: no endpoint answered: http://127.0.0.1:").contains("connection refused");
    }

    @Test
    void eachCodeIsExplained() {
        Run all = Ctl.alone().run("why", "--explain");
        assertThat(all.out().lines().skip(1).filter(line -> !line.startsWith(" "))).hasSize(CauseCode.values().length);
        for (CauseCode code : CauseCode.values())
            assertThat(Ctl.alone().run("why", "--explain", code.toString()).out()).startsWith(code + "\n  ")
                    .contains("\nwhat not to do\n  ");
        assertThat(Ctl.alone().run("why", "--explain", "one_way", "-o", "json").out()).startsWith("{\"code\":\"one_way\",\"next\":\"");
    }

    @Test
    void manualPageNamesEachCode() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("top.dir"), "man", "raftctl-why.1")).replace("\\", "");
        assertThat(Stream.of(CauseCode.values()).map(CauseCode::toString)).allMatch(page::contains);
    }

    @Test
    void wrongUseIsSaid() {
        assertThat(Stream.of("0", "-1", "x").map(index -> Ctl.alone().run("why", index).status())).containsOnly(ExitCode.USAGE);
        assertThat(Ctl.alone().run("why", "1", "--read").err())
                .isEqualTo("raftctl: usage: either INDEX or --read; see 'raftctl why --help'\n");
        assertThat(Ctl.alone().run("why", "--explain", "nonsense").err())
                .isEqualTo("raftctl: usage: there is no code 'nonsense'; 'raftctl why --explain' lists them\n");
    }
}
