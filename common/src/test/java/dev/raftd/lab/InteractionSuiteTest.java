package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InteractionSuiteTest {
    private final Suite suite = SuiteKind.INTERACTION.newSuite();

    /// @param line a directive and, behind `|`, its input
    private String run(String line) throws TestFailureException, DataFileException {
        String[] parts = line.split("\\|", 2);
        String input = parts.length > 1 ? parts[1] + "\n" : "";
        List<String> printed = new ArrayList<>();
        for (DataFile.Block block : DataDriven.parse("f", parts[0].strip() + "\n" + input + "----\n").blocks()) {
            printed.add(suite.run(block.directive()));
        }
        return String.join("\n", printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"campaign 9; there is no node 9", "campaign 0; there is no node 0",
            "campaign; campaign needs an argument",
            "campaign x; argument x: \"x\" is not a number: invalid syntax",
            "raft-log 18446744073709551615; there is no node 18446744073709551615",
            "process-ready 1 7; there is no node 7", "transfer-leadership from=1 to=7; there is no node 7",
            "transfer-leadership from=1; missing argument to", "compact 1; compact needs a node and an index",
            "propose 1; expected exactly one key with no vals: propose ID DATA", "send-snapshot 1; send-snapshot needs two nodes",
            "deliver-msgs 1 drop=1; can't both deliver and drop msgs to 1", "deliver-msgs 1 type=MsgFoo; unknown message type MsgFoo",
            "propose-conf-change 1 v1=true; a v1 conf change needs an operation",
            "set-randomized-election-timeout 1 timeout=0; timeout must not be 0",
            "add-nodes 1 content=x; argument content cannot be read",
            "add-nodes 1 prevote=maybe; argument prevote: \"maybe\" is not a boolean",
            "add-nodes 1 inflight=0; a node cannot be made so: max inflight messages must be greater than 0",
            "add-nodes 1 read-only=lease-based; a node cannot be made so: CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased"})
    void whatMakesNoSenseEndsTheFileWithASentence(String line, String message) throws Exception {
        run("add-nodes 2 voters=(1,2) index=2");
        assertThatThrownBy(() -> run(line)).isInstanceOf(TestFailureException.class).hasMessage(message);
    }

    @Test
    void aFailureNamesItsPlace() throws Exception {
        DataFile file = DataDriven.parse("some.txt", "# one\n\ncampaign 3\n----\n");
        assertThat(DataDriven.run(file, suite)).isEqualTo(new FileResult.Aborted("some.txt:3: there is no node 3"));
    }

    @Test
    void messagesToNodesThatAreNotThereStayOnTheirWay() throws Exception {
        run("log-level none");
        run("add-nodes 1 voters=(1,2) index=2");
        run("campaign 1");
        run("log-level error");
        assertThat(run("stabilize")).contains("1->2 MsgVote Term:1 Log:1/2");
        assertThat(run("deliver-msgs 3")).isEqualTo("no messages\n");
        assertThat(run("deliver-msgs drop=2")).isEqualTo("dropped: 1->2 MsgVote Term:1 Log:1/2\n");
    }

    @Test
    void theLevelOfOneStabilizeEndsWithIt() throws Exception {
        run("log-level warn");
        assertThat(run("add-nodes 1 voters=1 index=2")).isEqualTo("ok");
        assertThat(run("campaign 1")).isEqualTo("ok");
        assertThat(run("stabilize log-level=info")).contains("INFO 1 became leader at term 1");
        assertThat(run("add-nodes 1 voters=1 index=2")).isEqualTo("ok");
    }

    @Test
    void aLeaderSendsItsStateAsOfItsLastAppliedEntry() throws Exception {
        run("log-level none");
        run("add-nodes 2 voters=(1,2) index=2");
        run("campaign 1");
        run("stabilize");
        run("log-level error");
        assertThat(run("send-snapshot 1 2")).isEqualTo("1->2 MsgSnap Term:1 Log:0/0\n"
                + "  Snapshot: Index:3 Term:1 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false");
    }
}
