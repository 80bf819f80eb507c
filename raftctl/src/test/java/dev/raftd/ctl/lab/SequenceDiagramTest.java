package dev.raftd.ctl.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.lab.Lab;
import org.junit.jupiter.api.Test;

class SequenceDiagramTest {
    private final Lab lab = new Lab();

    private void run(String... lines) {
        for (String line : lines)
            assertThat(lab.run(line, "").done()).as(line).isTrue();
    }

    private SequenceDiagram diagram(Pen pen) {
        return new SequenceDiagram(lab.nodes().size(), lab.events(), pen);
    }

    private void anElectionThatIsNotOver() {
        run("add-nodes 3 voters=(1,2,3) index=2", "crash 3", "restart 3", "stabilize", "campaign 1", "process-ready 1",
                "deliver-msgs drop=3",
                "deliver-msgs 2", "process-ready 2", "deliver-msgs 1", "process-ready 1", "partition 1,2|3", "deliver-msgs 3");
    }

    @Test
    void showsWhatWasDeliveredDroppedLostAndIsOnItsWay() {
        anElectionThatIsNotOver();
        assertThat(diagram(Pen.PLAIN).draw()).isEqualTo("""
                1        2        3
                *        |        |   1 candidate of term 1
                |--------|----x   |   MsgVote term 1, last 1/2: dropped
                |------->|        |   MsgVote term 1, last 1/2
                |<-------|        |   MsgVoteResp term 1
                *        |        |   1 leader of term 1
                |--------|----x   |   MsgApp term 1 after 1/2: 1/3 commit 2: lost
                |---->   |        |   MsgApp term 1 after 1/2: 1/3 commit 2: on its way
                """);
    }

    @Test
    void drawsRealArrowsWhereItCan() {
        anElectionThatIsNotOver();
        assertThat(diagram(new Pen(true, false, 80)).draw()).contains("│───────▶│        │   MsgVote term 1, last 1/2\n",
                "│◀───────│        │   MsgVoteResp term 1\n", "│────────┼────✗   │", "●        │        │   1 leader of term 1\n");
    }

    @Test
    void speaksMermaid() {
        anElectionThatIsNotOver();
        assertThat(diagram(Pen.PLAIN).mermaid()).isEqualTo("""
                sequenceDiagram
                    participant 1
                    participant 2
                    participant 3
                    Note over 1: candidate of term 1
                    1-x3: MsgVote term 1, last 1/2, dropped
                    1->>2: MsgVote term 1, last 1/2
                    2->>1: MsgVoteResp term 1
                    Note over 1: leader of term 1
                    1-x3: MsgApp term 1 after 1/2: 1/3 commit 2, lost
                    1--)2: MsgApp term 1 after 1/2: 1/3 commit 2, on its way
                """);
    }

    @Test
    void messagesToNodesThatAreNotThereHaveNoArrow() {
        run("add-nodes 1 voters=(1,2) index=2", "campaign 1", "process-ready 1");
        assertThat(diagram(Pen.PLAIN).draw()).contains("|   MsgVote term 1, last 1/2 to 2: on its way\n");
    }

    @Test
    void nothingIsSaidSo() {
        assertThat(diagram(Pen.PLAIN).draw()).isEqualTo("nothing happened since the last stable state\n");
    }
}
