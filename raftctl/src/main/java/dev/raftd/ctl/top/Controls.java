package dev.raftd.ctl.top;

import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.Key.Special;
import dev.raftd.ctl.top.State.Mode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a key does. It acts on what is seen: on the frozen frame, if one is.
final class Controls {
    private static final int PAGE_LINES = 10;

    private Controls() {}

    /// What is to be done beyond showing something else.
    sealed interface Wish {
        record Nothing() implements Wish {}

        record Quit() implements Wish {}

        record Redraw() implements Wish {}

        record Transfer(long to) implements Wish {}
    }

    record Result(State state, Wish wish) {}

    private static final Wish NOTHING = new Wish.Nothing();

    static Result press(Key key, State state, Frame frame) {
        if (key == Special.STOP)
            return new Result(state, new Wish.Quit());
        if (key == Special.REDRAW)
            return new Result(state, new Wish.Redraw());
        return switch (state.mode()) {
            case Mode.Overview _ -> overview(key, state, frame);
            case Mode.Details details -> details(key, state, details);
            case Mode.Help help -> help(key, state, help);
            case Mode.Choose choose -> new Result(choose(key, state, choose), NOTHING);
            case Mode.Confirm confirm -> confirm(key, state, confirm);
        };
    }

    private static Result overview(Key key, State state, Frame frame) {
        return switch (key) {
            case Special special -> new Result(move(special, state, frame), NOTHING);
            case Key.Char(char c) -> c == 'q' ? new Result(state, new Wish.Quit()) : new Result(command(c, state, frame), NOTHING);
        };
    }

    private static State move(Special key, State state, Frame frame) {
        List<Row> rows = state.sort().of(frame, state.reversed());
        if (rows.isEmpty())
            return state;
        int at = selected(rows, state);
        return switch (key) {
            case UP -> select(state, rows, at - 1);
            case DOWN -> select(state, rows, at + 1);
            case PAGE_UP -> select(state, rows, at - PAGE_LINES);
            case PAGE_DOWN -> select(state, rows, at + PAGE_LINES);
            case HOME -> select(state, rows, 0);
            case END -> select(state, rows, rows.size() - 1);
            case ENTER, RIGHT -> open(state, rows.get(at).id());
            case LEFT, ESCAPE, STOP, REDRAW -> state.say("");
        };
    }

    /// Where the marker is: at the first row if the member that it was at is gone.
    static int selected(List<Row> rows, State state) {
        return IntStream.range(0, rows.size()).filter(i -> rows.get(i).id() == state.selected()).findFirst().orElse(0);
    }

    private static State select(State state, List<Row> rows, int at) {
        return state.select(rows.get(Math.clamp(at, 0, rows.size() - 1)).id());
    }

    private static State open(State state, long id) {
        return state.select(id).with(new Mode.Details(id, 0));
    }

    private static State command(char c, State state, Frame frame) {
        return switch (c) {
            case 'k' -> move(Special.UP, state, frame);
            case 'j' -> move(Special.DOWN, state, frame);
            case 's' -> state.with(state.sort().next(), state.reversed());
            case 'r' -> state.with(state.sort(), !state.reversed());
            case 'z' -> state.withEnd(!state.end());
            case 'f', ' ' -> freeze(state, frame);
            case 't' -> transfer(state, frame);
            case '?', 'h' -> state.with(new Mode.Help(0));
            default -> c >= '1' && c <= '9' ? digit(c - '0', state, frame) : state.say("");
        };
    }

    private static State freeze(State state, Frame frame) {
        return state.freeze(state.frozen() == null ? frame : null);
    }

    private static State digit(long id, State state, Frame frame) {
        return frame.row(id).isPresent() ? open(state, id) : state.say("there is no member " + id);
    }

    /// The selected member is proposed first, if it can lead.
    private static State transfer(State state, Frame frame) {
        Optional<StatusResponse> leader = frame.leader();
        if (leader.isEmpty())
            return state.say("no member leads: there is nothing to hand over");
        List<Long> targets = leader.get().config().voters().stream().filter(id -> id != leader.get().id())
                .sorted(Long::compareUnsigned).toList();
        if (targets.isEmpty())
            return state.say("member " + Long.toUnsignedString(leader.get().id()) + " is the only voter");
        List<Row> rows = state.sort().of(frame, state.reversed());
        int chosen = Math.max(0, targets.indexOf(rows.get(selected(rows, state)).id()));
        return state.with(new Mode.Choose(leader.get().id(), targets, chosen));
    }

    private static State choose(Key key, State state, Mode.Choose choose) {
        int count = choose.targets().size();
        return switch (key) {
            case Special.LEFT, Special.UP -> state.with(chosen(choose, Math.floorMod(choose.chosen() - 1, count)));
            case Special.RIGHT, Special.DOWN -> state.with(chosen(choose, (choose.chosen() + 1) % count));
            case Special.ENTER -> state.with(new Mode.Confirm(choose.from(), choose.target()));
            case Special.ESCAPE -> state.with(new Mode.Overview());
            case Special _ -> state;
            case Key.Char(char c) -> {
                int at = choose.targets().indexOf((long) (c - '0'));
                yield at >= 0
                        ? state.with(new Mode.Confirm(choose.from(), choose.targets().get(at)))
                        : c == 'q' || c == 'n'
                                ? state.with(new Mode.Overview())
                                : state;
            }
        };
    }

    private static Mode chosen(Mode.Choose choose, int at) {
        return new Mode.Choose(choose.from(), choose.targets(), at);
    }

    /// Only `y` is a yes.
    private static Result confirm(Key key, State state, Mode.Confirm confirm) {
        State back = state.with(new Mode.Overview());
        if (key.equals(new Key.Char('y')) || key.equals(new Key.Char('Y')))
            return new Result(back.say("handing leadership to " + Long.toUnsignedString(confirm.to()) + "…"),
                    new Wish.Transfer(confirm.to()));
        return new Result(back.say("nothing was transferred"), NOTHING);
    }

    private static Result details(Key key, State state, Mode.Details details) {
        if (key.equals(new Key.Char('q')))
            return new Result(state, new Wish.Quit());
        if (isBack(key))
            return new Result(state.with(new Mode.Overview()), NOTHING);
        return new Result(state.with(new Mode.Details(details.id(), scroll(key, details.top()))), NOTHING);
    }

    private static Result help(Key key, State state, Mode.Help help) {
        if (isBack(key) || key.equals(new Key.Char('q')) || key.equals(new Key.Char('?')))
            return new Result(state.with(new Mode.Overview()), NOTHING);
        return new Result(state.with(new Mode.Help(scroll(key, help.top()))), NOTHING);
    }

    private static boolean isBack(Key key) {
        return key == Special.ESCAPE || key == Special.ENTER || key == Special.LEFT;
    }

    /// The painter stops at the last line.
    private static int scroll(Key key, int top) {
        int moved = switch (key) {
            case Special.UP -> top - 1;
            case Special.DOWN -> top + 1;
            case Special.PAGE_UP -> top - PAGE_LINES;
            case Special.PAGE_DOWN -> top + PAGE_LINES;
            case Special.HOME -> 0;
            case Special _ -> top;
            case Key.Char(char c) -> c == 'k' ? top - 1 : c == 'j' ? top + 1 : top;
        };
        return Math.max(0, moved);
    }
}
