package dev.raftd.ctl.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.lab.Lab;
import dev.raftd.lab.Lab.Answer;
import org.junit.jupiter.api.Test;

class LogPictureTest {
    private final Lab lab = new Lab();

    private void run(String... lines) {
        for (String line : lines) {
            Answer answer = lab.run(line, "");
            assertThat(answer.done()).as(line + ": " + answer.text()).isTrue();
        }
    }

    private String drawn() {
        return drawn(Pen.PLAIN);
    }

    private String drawn(Pen pen) {
        return new LogPicture(lab, pen).draw();
    }

    @Test
    void withoutNodesItSaysHowToBegin() {
        assertThat(drawn()).isEqualTo("there are no nodes yet; begin with: add-nodes 3 voters=(1,2,3) index=2\n");
    }

    @Test
    void showsTermsMarksProgressPartitionAndWhatIsToDo() {
        run("add-nodes 3 voters=(1,2,3) index=2", "campaign 1", "stabilize", "propose 1 a", "process-ready 1", "deliver-msgs 2",
                "process-ready 2", "deliver-msgs 1", "propose 1 b", "partition 1,2|3", "campaign 3");
        assertThat(drawn()).isEqualTo("""
                node              term | 2   3   4   5
                   1 leader          1 |<1> [1] (1)  1 +
                   2 follower        1 |<1> [1]  1
                   3 candidate       2 |<1> [1]
                <t> snapshot  [t] applied  (t) committed  t+ not stable  t~ being stored
                Progress at 1, voters=(1 2 3)
                peer              match next
                   1 replicate        4    5
                   2 replicate        4    6  1 in flight
                   3 replicate        3    6  2 in flight
                partition: 1 2 | 3
                to do: process-ready 1 3; deliver-msgs 3 (1 message)
                """);
    }

    @Test
    void showsSnapshotsOfDifferentPlacesAndNodesThatAreDown() {
        run("add-nodes 3 voters=(1,2,3) index=2", "campaign 1", "stabilize", "partition 3", "propose 1 a", "stabilize", "propose 1 b",
                "stabilize", "compact 1 4", "crash 2");
        assertThat(drawn()).startsWith("""
                node              term | 2   3   4   5
                   1 leader          1 |        <1> [1]
                   2 down            1 |<1> (1) (1) (1)
                   3 follower        1 |<1> [1]
                """);
    }

    @Test
    void showsWhatIsBeingStored() {
        run("add-nodes 1 voters=(1) index=2 async-storage-writes=true", "campaign 1", "stabilize", "propose 1 a", "process-ready 1",
                "propose 1 b");
        assertThat(drawn()).startsWith("""
                node              term | 2   3   4   5
                   1 leader          1 |<1> [1]  1 ~ 1 +
                """).endsWith("to do: process-ready 1; process-append-thread 1\n");
    }

    @Test
    void showsASnapshotThatIsNotInstalledYet() {
        run("add-nodes 2 voters=(1,2,3) index=2", "add-nodes 1", "campaign 1", "stabilize 1 2", "send-snapshot 1 3",
                "deliver-msgs 3 type=MsgSnap");
        assertThat(drawn()).contains("   3 follower        1 |    <1>+\n");
        run("process-ready 3");
        assertThat(drawn()).contains("   3 follower        1 |    <1>\n");
    }

    @Test
    void leavesOutTheMiddleOfWhatAllShare() {
        run("add-nodes 3 voters=(1,2,3) index=2", "campaign 1", "stabilize");
        for (int i = 0; i < 30; i++)
            run("propose 1 x");
        run("stabilize", "partition 1|2,3", "propose 1 y", "process-ready 1", "campaign 2", "stabilize 2 3");
        String picture = drawn();
        assertThat(picture).startsWith("""
                node              term | 2   ..  23  24  25  26  27  28  29  30  31  32  33  34
                   1 leader          1 |<1>  .. [1] [1] [1] [1] [1] [1] [1] [1] [1] [1] [1]  1
                   2 leader          2 |<1>  .. [1] [1] [1] [1] [1] [1] [1] [1] [1] [1] [1] [2]
                   3 follower        2 |<1>  .. [1] [1] [1] [1] [1] [1] [1] [1] [1] [1] [1] [2]
                .. stands for 3..22, which all share
                """);
        assertThat(picture.lines()).allMatch(line -> line.length() <= Pen.COLUMNS);
    }

    @Test
    void leavesOutTheMiddleOfWhatTheyDoNotShareIfItMust() {
        run("add-nodes 2 voters=(1,2) index=2", "campaign 1", "stabilize", "partition 1|2");
        for (int i = 0; i < 30; i++)
            run("propose 1 x");
        assertThat(drawn()).contains(".. stands for 3..21\n").contains("   1 leader          1 |<1>  ..  1 + 1 +");
        assertThat(drawn()).contains("   2 follower        1 |<1>  ..\n");
        assertThat(drawn().lines()).allMatch(line -> line.length() <= Pen.COLUMNS);
    }

    @Test
    void staysWithin80ColumnsWithLongNumbers() {
        run("add-nodes 7 voters=(1,2,3,4,5,6,7) index=123456789", "campaign 1", "stabilize");
        for (int i = 0; i < 30; i++)
            run("propose 1 x");
        assertThat(drawn().lines()).allMatch(line -> line.length() <= Pen.COLUMNS);
    }

    @Test
    void logsThatLieFarApartAreDrawnAtTheirNewestEnd() {
        run("add-nodes 1 voters=(1) index=2", "add-nodes 1 voters=(1,2) index=9000000000000000000");
        assertThat(drawn()).contains("indexes before 8999999999999990000 are not drawn\n").contains("<1>\n");
    }

    @Test
    void coloursTermsAndDrawsLinesOnATerminalThatCan() {
        run("add-nodes 1 voters=(1) index=2");
        assertThat(drawn(new Pen(true, true, 80)))
                .startsWith("node              term │ 2\n   1 follower        0 │\u001b[32m<1>\u001b[0m\n");
    }
}
