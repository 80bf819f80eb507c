package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.top.Controls.Wish;
import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.Key.Special;
import dev.raftd.ctl.top.State.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlsTest {
    private Frame frame = Frames.usual();
    private State state = State.START;
    private Wish wish = new Wish.Nothing();

    private ControlsTest press(Key... keys) {
        for (Key key : keys) {
            Controls.Result result = Controls.press(key, state, frame);
            state = result.state();
            wish = result.wish();
        }
        return this;
    }

    private ControlsTest type(String keys) {
        keys.chars().forEach(c -> press(new Key.Char((char) c)));
        return this;
    }

    private List<Long> order() {
        return state.sort().of(frame, state.reversed()).stream().map(Row::id).toList();
    }

    @Test
    void sortsByIdRoleLagAndRateAndBackAgain() {
        assertThat(order()).containsExactly(1L, 2L, 3L, 4L);
        type("s");
        assertThat(state.sort()).isEqualTo(Sort.ROLE);
        assertThat(order()).containsExactly(1L, 2L, 4L, 3L);
        type("s");
        assertThat(state.sort()).isEqualTo(Sort.LAG);
        assertThat(order()).containsExactly(4L, 2L, 1L, 3L);
        type("r");
        assertThat(order()).containsExactly(1L, 2L, 4L, 3L);
        type("rs");
        assertThat(order()).containsExactly(1L, 2L, 4L, 3L);
        type("s");
        assertThat(state.sort()).isEqualTo(Sort.ID);
    }

    @Test
    void aFrozenFrameIsKeptUntilTheKeyIsPressedAgain() {
        type("f");
        assertThat(state.frozen()).isSameAs(frame);
        type(" ");
        assertThat(state.frozen()).isNull();
    }

    @Test
    void theMarkerStaysAtItsMemberWhateverTheOrder() {
        press(Special.DOWN, Special.DOWN, Special.DOWN);
        assertThat(state.selected()).isEqualTo(4);
        type("ss");
        press(Special.ENTER);
        assertThat(state.mode()).isEqualTo(new Mode.Details(4, 0));
        press(Special.ESCAPE);
        assertThat(state.mode()).isEqualTo(new Mode.Overview());
    }

    @Test
    void theMarkerStopsAtBothEnds() {
        press(Special.UP, Special.UP);
        assertThat(state.selected()).isEqualTo(1);
        press(Special.END, Special.DOWN);
        assertThat(state.selected()).isEqualTo(4);
    }

    @Test
    void aDigitOpensTheMemberOfThatId() {
        type("4");
        assertThat(state.mode()).isEqualTo(new Mode.Details(4, 0));
        press(Special.ESCAPE);
        type("7");
        assertThat(state.message()).isEqualTo("there is no member 7");
    }

    @Test
    void leadershipIsTransferredOnlyAfterAYes() {
        type("t");
        assertThat(state.mode()).isEqualTo(new Mode.Choose(1, List.of(2L, 3L), 0));
        press(Special.RIGHT, Special.ENTER);
        assertThat(state.mode()).isEqualTo(new Mode.Confirm(1, 3));
        assertThat(wish).isEqualTo(new Wish.Nothing());
        type("n");
        assertThat(wish).isEqualTo(new Wish.Nothing());
        assertThat(state.message()).isEqualTo("nothing was transferred");
        type("t2y");
        assertThat(wish).isEqualTo(new Wish.Transfer(2));
    }

    @Test
    void theSelectedMemberIsProposedAsTheNextLeader() {
        press(Special.DOWN, Special.DOWN);
        type("t");
        assertThat(state.mode()).isEqualTo(new Mode.Choose(1, List.of(2L, 3L), 1));
    }

    @Test
    void withoutALeaderThereIsNothingToTransfer() {
        frame = new Frame(List.of(Row.away(1, 3, "refused")));
        type("t");
        assertThat(state.mode()).isEqualTo(new Mode.Overview());
        assertThat(state.message()).contains("no member leads");
    }

    @Test
    void qQuitsAndCtrlCQuitsFromAnywhere() {
        assertThat(type("q").wish).isEqualTo(new Wish.Quit());
        assertThat(type("?").press(Special.STOP).wish).isEqualTo(new Wish.Quit());
        press(Special.ESCAPE);
        assertThat(type("t").press(Special.STOP).wish).isEqualTo(new Wish.Quit());
    }

    @Test
    void nothingToSeeIsNothingToMoveIn() {
        frame = Frame.EMPTY;
        press(Special.DOWN, Special.ENTER);
        type("srzft?");
        assertThat(state.mode()).isEqualTo(new Mode.Help(0));
    }
}
