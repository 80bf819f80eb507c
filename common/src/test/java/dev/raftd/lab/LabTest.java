package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.lab.Lab.Answer;
import dev.raftd.lab.Lab.Branch;
import dev.raftd.lab.LabEvent.Fate;
import dev.raftd.lab.LabEvent.Note;
import dev.raftd.lab.LabEvent.Passed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabTest {
    private final Lab lab = new Lab();

    @TempDir
    private Path dir = Path.of("");

    private String run(String line) {
        Answer answer = lab.run(line, "");
        assertThat(answer.done()).as(line + ": " + answer.text()).isTrue();
        return answer.text();
    }

    private void threeNodesWithALeader() {
        run("add-nodes 3 voters=(1,2,3) index=2");
        run("campaign 1");
        run("stabilize log-level=none");
    }

    /// Everything that can be seen of a state.
    private String state() {
        StringBuilder text = new StringBuilder();
        lab.nodes().forEach(n -> text.append(n.isUp()).append(n.basic()).append(n.log()).append(n.entries()).append(n.config())
                .append(n.progress()).append(n.work()).append('\n'));
        return text.append(lab.messages()).append(lab.partition()).append(lab.events()).append(lab.scenario()).toString()
                .replaceAll("\\[B@\\w+", "");
    }

    /// A walk through the language that makes sense most of the time; what does not is refused and changes nothing.
    private static String line(Random random) {
        int id = 1 + random.nextInt(3);
        String[] lines = {"campaign " + id, "propose " + id + " x" + random.nextInt(100), "stabilize", "process-ready " + id,
                "deliver-msgs " + id, "deliver-msgs drop=" + id, "tick-heartbeat " + id, "tick-election " + id, "crash " + id,
                "restart " + id, "partition " + id, "heal", "read-index " + id + " r", "stabilize 1 2", "raft-log " + id,
                "report-unreachable 1 " + id, "transfer-leadership from=1 to=" + id, "nonsense " + id, "deliver-msgs 9"};
        return lines[random.nextInt(lines.length)];
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsTakenBackAndDoneAgainLeadsToTheSameState(long seed) {
        Random random = new Random(seed);
        threeNodesWithALeader();
        for (int i = 0; i < 150; i++) {
            String before = state();
            String line = line(random);
            Answer answer = lab.run(line, "");
            String after = state();
            if (answer.done()) {
                assertThat(lab.undo(1)).isOne();
                assertThat(state()).isEqualTo(before);
                assertThat(lab.run(line, "")).isEqualTo(answer);
            }
            assertThat(state()).as(line).isEqualTo(answer.done() ? after : before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void whatIsSavedPasses(long seed) throws IOException {
        Random random = new Random(seed);
        threeNodesWithALeader();
        for (int i = 0; i < 100; i++)
            lab.run(line(random), "");
        lab.comment("# the end");
        StringBuilder out = new StringBuilder();
        Path file = Files.writeString(dir.resolve("saved.txt"), lab.scenario());
        assertThat(LabRunner.run(List.of(file), false, out).allPassed()).as(out.toString()).isTrue();
    }

    @Test
    void whatIsSavedIsLoadedWithItsComments() throws Exception {
        lab.comment("# why");
        run("add-nodes 1 voters=(1) index=2");
        assertThat(lab.run("propose-conf-change 1", "v2").done()).isTrue();
        Lab other = new Lab();
        assertThat(other.load("f", lab.scenario())).isEmpty();
        assertThat(other.scenario()).isEqualTo(lab.scenario()).startsWith("# why\nadd-nodes 1 voters=(1) index=2\n----\n")
                .contains("propose-conf-change 1\nv2\n----\n");
    }

    @Test
    void aLoadedFileThatPrintsSomethingElseIsToldAndRunsOn() throws Exception {
        String text = "log-level none\n----\nsomething\n\nadd-nodes 1 voters=(1) index=2\n----\nok\n";
        assertThat(lab.load("f", text)).isEqualTo("f:1: log-level prints something else than the file expects");
        assertThat(lab.size()).isEqualTo(2);
        assertThat(lab.load("f", "campaign 9\n----\n")).isEqualTo("f:1: there is no node 9");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"campaign 9; there is no node 9", "nonsense 1; there is no command nonsense",
            "campaign =; cannot parse directive at column 10: campaign =",
            "campaign 1\\; a directive is one line here, and its input another",
            "subtest end; subtest end without a subtest", "partition 1,1|2; node 1 is in two parts",
            "partition 1,2,3; 'a partition has at least two parts, such as partition 1,2|3'",
            "partition x; argument x: \"x\" is not a number: invalid syntax",
            "read-index 1; read-index needs a node and a word that names the read"})
    void whatMakesNoSenseIsRefusedAndChangesNothing(String line, String reason) {
        threeNodesWithALeader();
        String before = state();
        assertThat(lab.run(line, "")).isEqualTo(new Answer(false, reason));
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void branchesGoOnBesideEachOther() {
        threeNodesWithALeader();
        String common = state();
        assertThat(lab.branch("other")).isTrue();
        assertThat(lab.branch("other")).isFalse();
        run("propose 1 x");
        String other = state();
        assertThat(lab.switchTo("main")).isTrue();
        assertThat(state()).isEqualTo(common);
        assertThat(lab.branches()).containsExactly(new Branch("main", 3, true), new Branch("other", 4, false));
        assertThat(lab.switchTo("other")).isTrue();
        assertThat(state()).isEqualTo(other);
        assertThat(lab.switchTo("none")).isFalse();
    }

    @Test
    void whatIsKeptIsNotTakenBack() {
        threeNodesWithALeader();
        lab.keep();
        run("propose 1 x");
        assertThat(lab.undo(100)).isOne();
        assertThat(lab.size()).isEqualTo(3);
    }

    @Test
    void aPartitionLosesWhatWouldCrossIt() {
        threeNodesWithALeader();
        assertThat(run("partition 1,2|3")).isEqualTo("partitioned: 1 2 | 3\n");
        run("propose 1 x");
        assertThat(run("stabilize")).contains("> 3 receiving messages\n  lost: 1->3 MsgApp Term:1 Log:1/3 Commit:3");
        assertThat(lab.nodes().get(1).log().committed()).isEqualTo(4);
        assertThat(lab.nodes().get(2).log().lastIndex()).isEqualTo(3);
        assertThat(run("heal")).isEqualTo("ok");
        run("tick-heartbeat 1");
        run("stabilize");
        assertThat(lab.nodes().get(2).log().committed()).isEqualTo(4);
    }

    @Test
    void nodesThatAPartitionDoesNotNameAreAPartOfTheirOwn() {
        threeNodesWithALeader();
        assertThat(run("partition 2")).isEqualTo("partitioned: 2 | 1 3\n");
        assertThat(run("partition 1 | 2")).isEqualTo("partitioned: 1 | 2 | 3\n");
    }

    @Test
    void aCrashLosesWhatIsNotDurable() {
        threeNodesWithALeader();
        run("propose 1 x");
        run("process-ready 1");
        run("propose 1 y");
        run("propose 1 z");
        assertThat(run("crash 1")).isEqualTo("1 crashed; it loses entry 1/5, entry 1/6\n");
        assertThat(run("campaign 1")).isEqualTo("node 1 is down");
        assertThat(run("raft-state")).startsWith("1: down\n2: StateFollower");
        assertThat(run("raft-log 1")).isEqualTo("1/3 EntryNormal \"\"\n1/4 EntryNormal \"x\"\n");
        assertThat(run("restart 1")).contains("INFO newRaft 1 [peers: [1,2,3], term: 1, commit: 3, applied: 2, lastindex: 4, lastterm: 1]");
        assertThat(run("restart 1")).isEqualTo("node 1 is up");
        run("campaign 1");
        run("stabilize");
        assertThat(lab.nodes().getFirst().basic().applied()).isEqualTo(5);
    }

    @Test
    void aCrashLosesAVoteThatWasNotStored() {
        threeNodesWithALeader();
        run("campaign 2");
        assertThat(run("crash 2")).isEqualTo("2 crashed; it loses term 2, its vote for 2\n");
        assertThat(run("crash 3")).isEqualTo("3 crashed; all it knew was durable\n");
    }

    @Test
    void aMessageToANodeThatIsDownIsLost() {
        threeNodesWithALeader();
        run("crash 3");
        run("propose 1 x");
        assertThat(run("stabilize")).contains("> 3 is down\n  lost: 1->3 MsgApp");
    }

    @Test
    void aNodeComesBackAfterItsLogWasCompacted() {
        threeNodesWithALeader();
        for (int i = 0; i < 3; i++) {
            run("propose 1 x" + i);
            run("stabilize log-level=none");
        }
        run("compact 2 5");
        run("crash 2");
        run("restart 2");
        run("campaign 2");
        run("stabilize log-level=none");
        assertThat(lab.nodes().get(1).log().firstIndex()).isEqualTo(6);
        assertThat(lab.nodes().get(1).basic().applied()).isEqualTo(7);
    }

    @Test
    void workOfTheStorageThreadsIsLostWithTheProcess() {
        run("add-nodes 3 voters=(1,2,3) index=2 async-storage-writes=true");
        run("campaign 1");
        run("process-ready 1");
        assertThat(run("crash 1")).isEqualTo("1 crashed; it loses term 1, its vote for 1\n");
        run("restart 1");
        assertThat(run("process-append-thread 1")).isEqualTo("no append work to perform");
    }

    @Test
    void aReadIsAnsweredOnceAQuorumHasConfirmedTheLeader() {
        threeNodesWithALeader();
        assertThat(run("read-index 1 r")).isEqualTo("ok");
        assertThat(run("stabilize")).contains("ReadStates [{3 [114]}]");
        assertThat(lab.nodes().getFirst().reads()).hasSize(1);
    }

    @Test
    void eventsBeginAtTheLastStableState() {
        threeNodesWithALeader();
        run("propose 1 x");
        run("process-ready 1");
        run("deliver-msgs 2");
        run("deliver-msgs drop=3");
        assertThat(lab.events()).hasSize(2);
        assertThat(((Passed) lab.events().get(1)).fate()).isEqualTo(Fate.DROPPED);
        run("process-ready 2");
        assertThat(((Passed) lab.events().getLast()).fate()).isEqualTo(Fate.UNDER_WAY);
        run("stabilize");
        assertThat(lab.events()).contains(new Note(1, "commits 4"), new Note(2, "commits 4"));
        run("raft-state");
        assertThat(lab.events()).hasSizeGreaterThan(4);
        run("campaign 2");
        run("process-ready 2");
        assertThat(lab.events()).first().isEqualTo(new Note(2, "candidate of term 2"));
    }

    /// Snapshots from nodes that do not lead make two followers take each other for the leader: they pass a proposal on for ever.
    @Test
    void aGroupThatNeverComesToRestIsNotWaitedFor() {
        threeNodesWithALeader();
        run("send-snapshot 2 3");
        run("deliver-msgs 3");
        run("send-snapshot 3 2");
        run("deliver-msgs 2");
        run("propose 2 x");
        assertThat(lab.run("stabilize 2 3", "")).isEqualTo(new Answer(false, "the group does not come to rest; go on step by step"));
        assertThat(run("process-ready 2")).contains("2->3 MsgProp");
    }

    /// A member that got a snapshot has its configuration, and not the one of before, when it leads later.
    @Test
    void aReceivedSnapshotIsTheStateFromThenOn() {
        threeNodesWithALeader();
        run("add-nodes 1");
        assertThat(lab.run("propose-conf-change 1", "v4").done()).isTrue();
        run("stabilize");
        run("transfer-leadership from=1 to=4");
        run("stabilize");
        assertThat(run("send-snapshot 4 3")).contains("Snapshot: Index:5 Term:2 ConfState:Voters:[1 2 3 4]");
    }

    @Test
    void aThousandDirectivesAreTakenBackAtOnce() {
        threeNodesWithALeader();
        for (int i = 0; i < 500; i++) {
            run("propose 1 x" + i);
            run("stabilize");
        }
        lab.undo(1);
        assertThat(lab.size()).isEqualTo(1002);
    }
}
