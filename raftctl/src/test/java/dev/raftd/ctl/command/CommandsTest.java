package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Alarm;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.LogEntry;
import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyStage;
import java.util.stream.Stream;
import dev.raftd.api.LogResponse;
import dev.raftd.api.Outcome;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.ReadyResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.command.Ctl.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each command asks, prints and exits with.
class CommandsTest {
    private final FakeMember member = new FakeMember();

    @TempDir
    private Path dir = Path.of("");

    @AfterEach
    void close() {
        member.close();
    }

    private Run run(String... words) {
        return Ctl.at(member.url()).run(words);
    }

    private String sent(int request) {
        return String.valueOf(member.requests().get(request).getBody().utf8());
    }

    @Test
    void putPrintsWhereTheWriteIs() {
        member.on("PUT /v1/kv/k", Samples.WRITTEN);
        assertThat(run("put", "k", "v")).isEqualTo(new Run(0, "revision 7  index 12  term 3\n", ""));
        assertThat(run("put", "k", "v", "-o", "json").out()).isEqualTo("{\"index\":12,\"term\":3,\"revision\":7,\"existed\":true}\n");
        assertThat(sent(0)).isEqualTo("{\"value\":\"v\"}");
    }

    @Test
    void putTakesValuesThatLookLikeOptionsFilesOrPlaceholders() {
        member.on("PUT /v1/kv/k", Samples.WRITTEN);
        run("put", "k", "@/etc/hostname");
        run("put", "k", "${user.home}");
        run("put", "--", "k", "--if-revision");
        run("put", "k", "");
        run("put", "k", "\"quoted\"");
        assertThat(member.requests()).extracting(r -> r.getBody().utf8()).containsExactly("{\"value\":\"@/etc/hostname\"}",
                "{\"value\":\"${user.home}\"}", "{\"value\":\"--if-revision\"}", "{\"value\":\"\"}", "{\"value\":\"\\\"quoted\\\"\"}");
    }

    @Test
    void putTakesAnyBytesOfStandardInput() {
        member.on("PUT /v1/kv/k", Samples.WRITTEN);
        assertThat(Ctl.at(member.url()).input(new byte[]{0, (byte) 0xff, '\n'}).run("put", "k", "-").status()).isZero();
        assertThat(sent(0)).isEqualTo("{\"value\":{\"base64\":\"AP8K\"}}");
    }

    @Test
    void putTakesAFile() throws IOException {
        member.on("PUT /v1/kv/k?ifRevision=5", Samples.WRITTEN);
        Path file = Files.writeString(dir.resolve("value"), "from a file\n");
        assertThat(run("put", "k", "--file", file.toString(), "--if-revision", "5").status()).isZero();
        assertThat(sent(0)).isEqualTo("{\"value\":\"from a file\\n\"}");
    }

    @Test
    void getPrintsTheValueAsAnsweredInEveryForm() {
        member.on("GET /v1/kv/k", Samples.got(Bytes.utf8("text\nof two lines")));
        assertThat(run("get", "k")).isEqualTo(new Run(0, "text\nof two lines\n", ""));
        assertThat(run("get", "k", "--raw").out()).isEqualTo("text\nof two lines");
        assertThat(run("get", "k", "-o", "JSON").out()).isEqualTo("{\"index\":12,\"revision\":7,\"kv\":{\"key\":\"k\","
                + "\"value\":\"text\\nof two lines\",\"createRevision\":5,\"modRevision\":7,\"version\":2}}\n");
    }

    @Test
    void getQuotesWhatWouldDriveTheTerminalAndPrintsItRawOnlyOnRequest() {
        member.on("GET /v1/kv/k?serializable=true", Samples.got(Bytes.utf8("\u001b]0;owned\u0007")));
        assertThat(run("get", "k", "--serializable").out()).isEqualTo("\"\\x1b]0;owned\\a\"\n");
        assertThat(run("get", "k", "--serializable", "--raw").out()).isEqualTo("\u001b]0;owned\u0007");
    }

    @Test
    void delTellsADeletedKeyFromOneThatWasNotThere() {
        member.on("DELETE /v1/kv/k", Samples.WRITTEN).on("DELETE /v1/kv/none", new WriteResponse(12, 3, 7, false));
        assertThat(run("del", "k")).isEqualTo(new Run(0, "deleted  revision 7  index 12  term 3\n", ""));
        assertThat(run("del", "none")).isEqualTo(
                new Run(1, "", "raftctl: key_not_found: there was no key \"none\" to delete; check the key, list keys by prefix\n"));
    }

    @Test
    void lsListsKeysAndSaysWhenThereAreMore() {
        member.on("GET /v1/kv?prefix=a&limit=1000&serializable=false",
                new RangeResponse(1, 7, List.of(Samples.kv("a", "1"), Samples.kv("a\u001b[2J", "x".repeat(100))), false));
        member.on("GET /v1/kv?prefix=&limit=1&serializable=true", new RangeResponse(1, 7, List.of(Samples.kv("a", "1")), true));
        assertThat(run("ls", "a").out()).isEqualTo("""
                KEY           VALUE                                                         CREATED  MODIFIED  VERSION
                a             1                                                                   5         7        2
                "a\\x1b[2J"    %s…        5         7        2
                """.formatted("x".repeat(59)).replace("\"    x", "\"  x").replace("KEY           V", "KEY         V").replace(
                "a             1",
                "a           1"));
        assertThat(run("ls", "--limit", "1", "--serializable").out()).endsWith("... more keys follow: raise --limit\n");
        assertThat(run("ls", "a", "-o", "json").out()).startsWith("{\"index\":1,\"revision\":7,\"kvs\":[{\"key\":\"a\"");
    }

    @Test
    void membersListsAndChangesThem() {
        member.on("GET /v1/members", Samples.members(Samples.member(1, "http://127.0.0.1:2379", true), Samples.member(2, null, false)));
        member.on("POST /v1/members", Samples.members()).on("POST /v1/members/4/promote", Samples.members()).on("DELETE /v1/members/4",
                Samples.members());
        assertThat(run("members").out()).isEqualTo("""
                ID  ROLE   LEADER  PEER URL               CLIENT URL
                1   voter  yes     http://127.0.0.1:2381  http://127.0.0.1:2379
                2   voter  no      http://127.0.0.1:2382  -
                """);
        assertThat(run("members", "add", "4=http://127.0.0.1:2680", "--learner").status()).isZero();
        assertThat(sent(1)).isEqualTo("{\"id\":4,\"peerUrl\":\"http://127.0.0.1:2680\",\"learner\":true}");
        assertThat(run("members", "promote", "4").status()).isZero();
        assertThat(run("members", "remove", "4", "-o", "json").out())
                .isEqualTo("{\"clusterId\":\"c1\",\"index\":9,\"members\":[],\"note\":null}\n");
    }

    private static Journey journey(long term, String... stages) {
        List<JourneyStage> seen = Stream.of(stages).map(stage -> new JourneyStage(stage, 0, 5_000)).toList();
        return new Journey(12, term, "EntryNormal", "put \"k\" \"v\"", 1, 0, 5_000, List.of(new JourneyMember(1, "leader", null, seen)),
                List.of(),
                null, List.of(), List.of());
    }

    @Test
    void journeyAsksForTheEntryThatIsNamed() {
        member.on("GET /v1/journey/cluster?index=12", journey(3, "appended")).on("GET /v1/journey/cluster?key=a%2Fb", journey(3, "synced"))
                .on("GET /v1/journey/cluster?last=true", journey(3, "applied"));
        assertThat(run("journey", "12").out()).startsWith("entry 12  term 3  put \"k\" \"v\"\nnot known to be committed\n")
                .contains("  appended ");
        assertThat(run("journey", "--key", "a/b").out()).contains("  synced ");
        assertThat(run("journey", "--last", "-o", "json").out()).startsWith("{\"index\":12,").contains("\"applied\"").endsWith("}\n");
        assertThat(run("journey", "--last", "--mermaid").out()).startsWith("sequenceDiagram\n").contains("Note over M1: applied at 5 µs");
    }

    @Test
    void journeyOfNoEntryOrOfSeveralIsWrongUsage() {
        for (List<String> words : List.of(List.of("journey"), List.of("journey", "3", "--last"), List.of("journey", "--key", "k", "--last"),
                List.of("journey", "0"), List.of("journey", "x"), List.of("journey", "3", "--mermaid", "-o", "json"))) {
            Run wrong = run(words.toArray(String[]::new));
            assertThat(wrong.status()).as("%s", words).isEqualTo(2);
            assertThat(wrong.err().lines()).as("%s", words).hasSize(1);
        }
    }

    @Test
    void anEntryThatNobodyRecordedIsToldInOneLine() {
        member.refuse("GET /v1/journey/cluster?index=1", ErrorCode.JOURNEY_NOT_RECORDED, null);
        Run run = run("journey", "1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("raftctl: journey_not_recorded: ").endsWith(ErrorCode.JOURNEY_NOT_RECORDED.next() + "\n");
    }

    @Test
    void putShowsItsJourneyIfItIsAskedTo() {
        member.on("PUT /v1/kv/k", Samples.WRITTEN).on("GET /v1/journey/cluster?index=12", journey(3, "applied"));
        assertThat(run("put", "--journey", "k", "v").out()).startsWith("revision 7  index 12  term 3\nentry 12  term 3 ")
                .contains("  applied ");
        assertThat(run("put", "--journey", "k", "v", "-o", "json").out().lines()).hasSize(2);
    }

    @Test
    void putDoesNotShowTheJourneyOfAnotherEntry() {
        member.on("PUT /v1/kv/k", Samples.WRITTEN).on("GET /v1/journey/cluster?index=12", journey(2, "applied"));
        Run run = run("put", "--journey", "k", "v");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("revision 7  index 12  term 3\n");
        assertThat(run.err()).contains("journey_not_shown: the write is applied, but what is recorded at index 12 is an entry of term 2");
    }

    @Test
    void putThatIsDoneIsNoFailureBecauseItsJourneyIsNotThere() {
        member.on("PUT /v1/kv/k", Samples.WRITTEN).refuse("GET /v1/journey/cluster?index=12", ErrorCode.JOURNEY_NOT_RECORDED, null);
        Run run = run("put", "--journey", "k", "v");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("revision 7  index 12  term 3\n");
        assertThat(run.err()).startsWith("raftctl: journey_not_shown: the write is applied, but ")
                .endsWith("try 'raftctl journey 12'\n").hasLineCount(1);
    }

    @Test
    void statusShowsAllMembersAndTheLeadersView() {
        String nobody = FakeMember.nobody();
        try (FakeMember leader = new FakeMember()) {
            leader.on("GET /v1/status", Samples.status(2, 2, 121, 121));
            member.on("GET /v1/status", Samples.status(1, 2, 120, 118)).on("GET /v1/members",
                    Samples.members(Samples.member(1, member.url(), false), Samples.member(2, leader.url(), true),
                            Samples.member(3, nobody, false), Samples.member(4, null, false)));
            assertThat(run("status")).isEqualTo(new Run(0, """
                    ID  ROLE         TERM  LEAD  FIRST  SNAPSHOT  STABLE  UNSTABLE  COMMITTED  APPLIED  LAG
                    1   Follower        3  2         2         1     120  -               120      118    3
                    2   Leader          3  2         2         1     120  121..122        121      121    0
                    3   unreachable     -  -         -         -       -  -                 -        -    -
                    4   unreachable     -  -         -         -       -  -                 -        -    -
                    member 3: no endpoint answered: %s: connection refused
                    member 4: has not announced where it serves clients

                    member 2 leads term 3 and knows of its peers
                    ID  STATE           MATCH  NEXT  INFLIGHT   PAUSED  SNAPSHOT  ACTIVE  LEARNER
                    1   StateReplicate    122   123  0          no             -  yes     no
                    2   StateReplicate    100   123  256[full]  yes            -  yes     no
                    3   StateSnapshot       0     1  0          yes           90  no      yes
                    """.formatted(nobody), ""));
            assertThat(run("status", "-o", "json").out()).startsWith("{\"members\":[{\"id\":1,")
                    .contains("\"unreachable\":[{\"id\":3,\"clientUrl\":\""
                            + nobody + "\",\"reason\":\"no endpoint answered");
        }
    }

    @Test
    void statusShowsAnAlarmOnceWhateverTheNumberOfMembersThatRaiseIt() {
        Alarm differs = new Alarm("state_differs", "member 3 differs", "replace member 3");
        Alarm other = new Alarm("data_missing", "line\nbreak", "look");
        try (FakeMember leader = new FakeMember()) {
            leader.on("GET /v1/status", Samples.status(2, 2, 121, 121, differs));
            member.on("GET /v1/status", Samples.status(1, 2, 120, 118, other, differs)).on("GET /v1/members",
                    Samples.members(Samples.member(1, member.url(), false), Samples.member(2, leader.url(), true)));
            Run run = run("status");
            assertThat(run.status()).isZero();
            assertThat(run.out().lines().skip(3).limit(3)).containsExactly("ALARM data_missing on member 1: line\\nbreak; look",
                    "ALARM state_differs on members 1, 2: member 3 differs; replace member 3", "");
            assertThat(run("status", "-o", "json").out())
                    .contains("\"alarms\":[{\"code\":\"state_differs\",\"detail\":\"member 3 differs\",\"next\":\"replace member 3\"}]");
        }
    }

    @Test
    void logShowsEntriesUnderTheMarks() {
        LogResponse answer = new LogResponse(1, Samples.status(2, 2, 121, 121).log(),
                List.of(new LogEntry(120, 3, "EntryNormal", 14, "put \"a\" \"1\"", "stable", true, true),
                        new LogEntry(121, 3, "EntryConfChangeV2", 0, "", "unstable", false, false)));
        member.on("GET /v1/log?from=120&to=121&limit=5", answer);
        assertThat(run("log", "--from", "120", "--to", "121", "--limit", "5").out()).isEqualTo("""
                node 1  first 2  snapshot 1 (term 1)  committed 121  applying 121  applied 121  stable 120  unstable 121..122
                INDEX  TERM  TYPE               SIZE  PLACE     COMMITTED  APPLIED  TEXT
                  120     3  EntryNormal          14  stable    yes        yes      put "a" "1"
                  121     3  EntryConfChangeV2     0  unstable  no         no
                """);
        assertThat(run("log", "--from", "120", "--to", "121", "--limit", "5", "-o", "json").out()).contains("\"place\":\"unstable\"");
    }

    @Test
    void logShowsTheLastEntriesWhereNoBeginningIsGiven() {
        LogResponse answer = new LogResponse(1, Samples.status(2, 2, 121, 121).log(), List.of());
        member.on("GET /v1/log?limit=1", answer).on("GET /v1/log?from=103&to=122&limit=20", answer).on("GET /v1/log?from=2&to=3&limit=9",
                answer);
        assertThat(run("log").status()).isZero();
        assertThat(run("log", "--to", "3", "--limit", "9").status()).isZero();
    }

    @Test
    void statusSaysThatAMajorityIsMissing() {
        member.on("GET /v1/status", Samples.status(2, 0, 120, 118)).on("GET /v1/members",
                Samples.members(Samples.member(1, FakeMember.nobody(), false), Samples.member(2, member.url(), false),
                        Samples.member(3, null, false)));
        Run run = run("status");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().map(line -> line.substring(0, Math.min(2, line.length()))).limit(4)).containsExactly("ID", "1 ", "2 ",
                "3 ");
        assertThat(run.out()).endsWith("\n\nno member leads: 1 of 2 voters answers, it takes 2 to elect a leader; start the others\n");
    }

    @Test
    void versionIsAlsoAnOption() {
        assertThat(Ctl.alone().run("--version")).isEqualTo(Ctl.alone().run("version"));
    }

    @Test
    void readyPrintsEachUnderALineThatSaysWhose() {
        member.on("GET /v1/ready?last=2", new ReadyResponse(List.of(
                new ReadyTrace(1, 7, "2026-01-01T00:00:00Z", "Ready:\nCommittedEntries:\n1/3 EntryNormal \"\"\n"),
                new ReadyTrace(1, 8, "2026-01-01T00:00:01Z", "<empty Ready>\u001b[2J"))));
        assertThat(run("ready", "--last", "2").out()).isEqualTo("""
                node 1  ready #7  2026-01-01T00:00:00Z
                Ready:
                CommittedEntries:
                1/3 EntryNormal ""
                node 1  ready #8  2026-01-01T00:00:01Z
                <empty Ready>\\x1b[2J
                """);
    }

    @Test
    void readyLeavesOutHeartbeatsWhereItIsAskedToAndCountsTheOthers() {
        String two = "Ready MustSync=true:\nEntries:\n2/8 EntryNormal\n";
        String heartbeats = "Ready MustSync=false:\nMessages:\n1->2 MsgHeartbeat Term:2 Log:0/0 Commit:8\n"
                + "1->3 MsgHeartbeatResp Term:2 Log:0/0\n";
        String mixed = "Ready MustSync=false:\nMessages:\n1->2 MsgHeartbeat Term:2 Log:0/0\n1->2 MsgApp Term:2 Log:2/8\n";
        ReadyResponse kept = new ReadyResponse(List.of(new ReadyTrace(1, 5, "T", mixed), new ReadyTrace(1, 6, "T", mixed),
                new ReadyTrace(1, 7, "T", two), new ReadyTrace(1, 8, "T", heartbeats)));
        member.on("GET /v1/ready?last=" + Integer.MAX_VALUE, kept);
        assertThat(run("ready", "--last", "2", "--no-heartbeats").out())
                .isEqualTo("node 1  ready #6  T\n" + mixed + "node 1  ready #7  T\n" + two);
    }

    @Test
    void readyFollowsAfterTheLastOnesWithoutShowingAnyTwice() {
        member.on("GET /v1/ready?last=1", new ReadyResponse(List.of(new ReadyTrace(1, 7, "T", "seven\n"))));
        member.text("GET /v1/ready/stream", 200, "application/x-ndjson", FakeMember.json(new ReadyTrace(1, 7, "T", "seven\n")) + "\n\n"
                + FakeMember.json(new ReadyTrace(1, 8, "T", "eight\n")) + "\n");
        Run run = run("ready", "--last", "1", "--follow", "-o", "json");
        assertThat(run.out()).isEqualTo("{\"node\":1,\"seq\":7,\"time\":\"T\",\"text\":\"seven\\n\"}\n"
                + "{\"node\":1,\"seq\":8,\"time\":\"T\",\"text\":\"eight\\n\"}\n");
        assertThat(run.status()).as("the member ended the stream").isEqualTo(3);
    }

    @Test
    void transferTellsWhoLeads() {
        member.on("POST /v1/transfer", new TransferResponse(2, 4));
        assertThat(run("transfer", "2").out()).isEqualTo("member 2 leads term 4\n");
        assertThat(sent(0)).isEqualTo("{\"to\":2}");
    }

    @Test
    void versionIsTheBuilds() {
        assertThat(Ctl.alone().run("version").out()).matches("raftctl \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(Ctl.alone().run("version", "-o", "json").out()).matches("\\{\"raftctl\":\"\\d+\\.\\d+\\.\\d+\\S*\"}\n");
    }

    @Test
    void labRunsFilesAndFailsWithOneThatDiffers() throws IOException {
        Path good = Files.writeString(dir.resolve("good.txt"), "vote cfg=(1,2,3) votes=(y,y,_)\n----\nVoteWon\n");
        Path bad = Files.writeString(dir.resolve("bad.txt"), "vote cfg=(1,2,3) votes=(y,y,_)\n----\nVoteLost\n");
        assertThat(Ctl.alone().run("lab", "run", good.toString())).isEqualTo(new Run(0, "1 file, 1 passed, 0 failed\n", ""));
        Run failed = Ctl.alone().run("lab", "run", good.toString(), bad.toString());
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out()).contains("-VoteLost", "+VoteWon", "2 files, 1 passed, 1 failed");
        assertThat(Ctl.alone().run("lab", "run", "-o", "json", dir.toString()).out())
                .startsWith("{\"files\":2,\"passed\":1,\"failed\":1,\"text\":");
    }

    @Test
    void completionPrintsScriptsForBothShells() {
        assertThat(Ctl.alone().run("completion", "bash").out()).contains("complete -F _complete_raftctl", "--if-revision");
        assertThat(Ctl.alone().run("completion", "zsh").out()).startsWith("#compdef raftctl\n");
    }

    @Test
    void helpNamesEveryCommandAndEachCommandHasItsOwn() {
        Run help = Ctl.alone().run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("put", "get", "del", "ls", "members", "status", "log", "ready", "transfer", "lab", "dev", "bench",
                "shell",
                "version", "completion", "Exit status:");
        assertThat(Ctl.alone().run("help").out()).isEqualTo(help.out());
        assertThat(Ctl.alone().run("put", "--help").out()).contains("--if-revision", "--endpoints", "--timeout")
                .isEqualTo(Ctl.alone().run("help", "put").out());
        assertThat(Ctl.alone().run("members", "add", "-h").out()).contains("--learner", "--output");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommandAndItsSubcommands() {
        member.on("GET /v1/members", Samples.members()).on("DELETE /v1/members/4", Samples.members());
        String json = "{\"clusterId\":\"c1\",\"index\":9,\"members\":[],\"note\":null}\n";
        assertThat(Ctl.alone().run("members", "-e", member.url(), "-o", "json").out()).isEqualTo(json);
        assertThat(Ctl.alone().run("-o", "json", "members", "-e", member.url()).out()).isEqualTo(json);
        assertThat(Ctl.alone().run("-o", "json", "members", "remove", "4", "--timeout", "1s", "-e", member.url()).out()).isEqualTo(json);
    }

    @Test
    void takesEndpointsFromTheEnvironmentUnlessGiven() {
        member.on("GET /v1/members", Samples.members());
        Map<String, String> environment = Map.of("RAFTCTL_ENDPOINTS", FakeMember.nobody());
        assertThat(Ctl.alone().environment(environment).run("members").status()).isEqualTo(3);
        assertThat(Ctl.at(member.url()).environment(environment).run("members").status()).isZero();
        assertThat(Ctl.alone().environment(Map.of("RAFTCTL_ENDPOINTS", "nonsense")).run("members"))
                .isEqualTo(new Run(2, "",
                        "raftctl: usage: RAFTCTL_ENDPOINTS: 'nonsense' is not an endpoint: it begins with neither http:// nor"
                                + " https://; correct it or give -e\n"));
    }

    @Test
    void runsCommandsFromStandardInputOneALine() {
        member.on("PUT /v1/kv/a", Samples.WRITTEN).on("PUT /v1/kv/b", Samples.WRITTEN);
        member.refuse("GET /v1/kv/none", ErrorCode.KEY_NOT_FOUND, null);
        Run run = Ctl.at(member.url()).input("""
                # a comment
                put a 'two  words'   # another

                get none
                frobnicate
                put b "open
                put b -
                put b -o json it\\'s
                exit
                put a never
                """).run();
        assertThat(run.status()).as("of the last one that failed").isEqualTo(2);
        assertThat(run.out()).isEqualTo("revision 7  index 12  term 3\n{\"index\":12,\"term\":3,\"revision\":7,\"existed\":true}\n");
        assertThat(run.err()).isEqualTo("""
                raftctl: key_not_found: told to refuse; check the key, list keys by prefix
                raftctl: usage: there is no command 'frobnicate'; see 'raftctl --help'
                raftctl: usage: open quote in: put b "open; close it on the same line
                raftctl: usage: standard input is the shell's own; use --file, or put outside of the shell
                """);
        assertThat(member.requests()).extracting(r -> r.getBody() == null ? "" : r.getBody().utf8()).contains("{\"value\":\"two  words\"}",
                "{\"value\":\"it's\"}");
    }

    @Test
    void aScriptOfCommandsThatAllSucceedExitsWithZero() {
        member.on("PUT /v1/kv/a", Samples.WRITTEN);
        assertThat(Ctl.at(member.url()).input("put a 1").run("shell").status()).isZero();
    }

    @Test
    void outcomeOfRefusalsShows() {
        member.refuse("PUT /v1/kv/a", ErrorCode.COMPARE_FAILED, Outcome.NOT_APPLIED);
        assertThat(run("put", "a", "1", "-o", "json").err())
                .isEqualTo("{\"type\":\"urn:raftd:compare_failed\",\"title\":\"compare failed\","
                        + "\"status\":409,\"code\":\"compare_failed\",\"detail\":\"told to refuse\",\"outcome\":\"not-applied\","
                        + "\"next\":\"read the key and decide again\",\"requestId\":\"r-1\"}\n");
    }
}
