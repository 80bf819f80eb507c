package dev.raftd.ctl.replay;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Paragraph;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.shell.Language;
import dev.raftd.raft.RawNode;
import dev.raftd.trace.RecordingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lines of `raftctl replay`.
public final class ReplayLanguage implements Language {
    private static final int OK = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int DAMAGED = 78;
    private static final List<String> COMMANDS = List.of("step", "back", "goto", "break", "continue", "state", "log", "ready", "progress",
            "diff", "help", "quit");
    private static final String HELP = """
            step [N]           replays the next event, or N; one that is not like the recorded one stops it
            back [N]           goes back by an event, or N
            goto NUMBER        to just after that event
            goto index I       to the first event after which index I is committed
            goto term T        to the first event in term T, or a higher one
            break when EXPR    stops 'continue' when EXPR begins to hold; an EXPR of an
                               event's fields whenever it holds
            break              lists what stops it; 'break clear' forgets it
            continue           replays until something stops it, or to the end
            state [ID]         term, vote, leader, marks of the log, configuration
            log [ID]           the last entries of the log
            ready              the last Ready, and whether it is the recorded one
            progress [ID]      what a leader knows of each member
            diff A B           what differs between the states after events A and B
            help               this
            quit               leaves

            EXPR: comparisons (== != < <= > >=) of fields with numbers or words, joined
            by &&, || and !, in parentheses if need be:
              role == Leader      committed >= 100      message.type == MsgVote && from == 2
            """;

    /// A condition, and of which members it held after the last event.
    private static final class Break {
        private final Condition condition;
        private final boolean[] held;

        Break(Condition condition, int members) {
            this.condition = condition;
            this.held = new boolean[members];
        }
    }

    private final Player player;
    private final Out out;
    private final Out err;
    private final List<Break> breaks = new ArrayList<>();

    public ReplayLanguage(Player player, Out out, Out err) {
        this.player = player;
        this.out = out;
        this.err = err;
    }

    @Override
    public String prompt() {
        return "replay " + player.number() + "> ";
    }

    @Override
    public Stream<String> candidates(List<String> before, String word) {
        if (before.isEmpty()) {
            return COMMANDS.stream();
        }
        return switch (before.getFirst()) {
            case "goto" -> before.size() == 1 ? Stream.of("index", "term") : Stream.of();
            case "break" -> before.size() == 1 ? Stream.of("when", "clear") : Condition.words().stream();
            case "state", "log", "progress" -> IntStream.range(0, player.members()).mapToObj(player::name);
            default -> Stream.of();
        };
    }

    @Override
    public void interrupt() {
        player.interrupt();
    }

    /// A command that cannot be done.
    private static final class CannotException extends Exception {
        private static final long serialVersionUID = 1;

        private final String next;

        CannotException(String sentence, String next) {
            super(sentence);
            this.next = next;
        }
    }

    @Override
    public int run(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return OK;
        }
        try {
            player.takeInterrupted();
            return command(text, List.of(text.split("\\s+")));
        } catch (CannotException e) {
            err.line("raftctl: usage: " + Printable.line(String.valueOf(e.getMessage())) + "; " + e.next);
            return USAGE;
        } catch (RecordingException e) {
            err.line("raftctl: corrupt: the recording is damaged at byte " + e.offset() + ": " + Printable.line(e.getMessage())
                    + "; save another one");
            return DAMAGED;
        }
    }

    private int command(String line, List<String> words) throws CannotException, RecordingException {
        return switch (words.getFirst()) {
            case "step" -> step(count(words));
            case "back" -> goTo(Math.max(0, player.position() - count(words)));
            case "goto" -> goTo(target(words));
            case "break" -> breakWhen(line, words);
            case "continue" -> goOn(words);
            case "state" -> ofMembers(words, Pictures::state);
            case "log" -> ofMembers(words, Pictures::log);
            case "progress" -> ofMembers(words, Pictures::progress);
            case "ready" -> ready(words);
            case "diff" -> diff(words);
            case "help" -> help();
            default -> throw new CannotException("there is no command '" + words.getFirst() + "'", "'help' lists them");
        };
    }

    private int help() {
        out.line(HELP + String.join("\n", Paragraph.lines("Fields: ", Condition.fieldNames())));
        return OK;
    }

    private static void require(boolean holds, String sentence) throws CannotException {
        if (!holds) {
            throw new CannotException(sentence, "see 'help'");
        }
    }

    private static int count(List<String> words) throws CannotException {
        require(words.size() <= 2, "'" + words.getFirst() + "' takes one number");
        return words.size() == 1 ? 1 : (int) Math.min(Integer.MAX_VALUE / 2, number(words.get(1)));
    }

    private static long number(String word) throws CannotException {
        try {
            long n = Long.parseLong(word);
            require(n >= 0, "'" + word + "' is no number from 0");
            return n;
        } catch (NumberFormatException e) {
            throw new CannotException("'" + word + "' is no number", "see 'help'");
        }
    }

    private int step(int count) throws RecordingException {
        for (int i = 0; i < count && !player.takeInterrupted(); i++) {
            Player.Shown shown = player.next();
            if (shown == null) {
                return atEnd();
            }
            Pictures.event(shown, player, out);
            if (shown.step().difference() != null) {
                return REFUSED;
            }
        }
        return OK;
    }

    private int atEnd() {
        out.line(Style.FAINT, "the end of the recording");
        return OK;
    }

    private int goTo(int position) throws RecordingException {
        player.goTo(position);
        Player.Shown shown = player.last();
        if (shown == null) {
            out.line(Style.FAINT, position == 0 ? "before the first event" : "after event " + player.number());
        } else {
            Pictures.event(shown, player, out);
        }
        return OK;
    }

    private int target(List<String> words) throws CannotException, RecordingException {
        if (words.size() == 2) {
            return position(number(words.get(1)));
        }
        require(words.size() == 3, "'goto' takes a number, 'index I' or 'term T'");
        long wanted = number(words.get(2));
        Predicate<RawNode> lasting = switch (words.get(1)) {
            case "index" -> node -> node.logState().committed() >= wanted;
            case "term" -> node -> node.basicStatus().term() >= wanted;
            default -> throw new CannotException("'goto' takes a number, 'index I' or 'term T'", "see 'help'");
        };
        int position = player.first(lasting);
        require(position >= 0, "no event comes to " + words.get(1) + " " + wanted);
        return position;
    }

    private int position(long number) throws CannotException {
        try {
            return player.positionOf(number);
        } catch (IllegalArgumentException e) {
            throw new CannotException(String.valueOf(e.getMessage()), "see 'help'");
        }
    }

    private int breakWhen(String line, List<String> words) throws CannotException {
        if (words.size() == 1) {
            breaks.forEach(b -> out.line("break when " + b.condition));
            return OK;
        }
        if (words.size() == 2 && words.get(1).equals("clear")) {
            breaks.clear();
            return OK;
        }
        require(words.size() > 2 && words.get(1).equals("when"), "'break' is followed by 'when' and an expression");
        String expression = line.substring(line.indexOf("when", "break".length()) + "when".length());
        try {
            breaks.add(begun(new Break(Condition.parse(expression), player.members())));
            return OK;
        } catch (Condition.SyntaxException e) {
            int column = line.length() - expression.length() + e.column();
            throw new CannotException(e.getMessage() + " (at character " + (column + 1) + ")", "see 'help'");
        }
    }

    /// What holds already does not begin to.
    private Break begun(Break b) {
        Player.Shown last = player.last();
        for (int i = 0; i < player.members() && last != null && !b.condition.isOfEvent(); i++) {
            b.held[i] = b.condition.holds(new Condition.Subject(player.id(i), player.node(i), last.step().event().input(), last.number()));
        }
        return b;
    }

    private int goOn(List<String> words) throws CannotException, RecordingException {
        require(words.size() == 1, "'continue' takes nothing");
        breaks.forEach(this::begun);
        for (Player.Shown shown = player.next(); shown != null; shown = player.next()) {
            Break hit = hit(shown);
            if (hit != null || shown.step().difference() != null || player.takeInterrupted()) {
                if (hit != null) {
                    out.line(Style.HEADING, hit.condition.toString());
                }
                Pictures.event(shown, player, out);
                return shown.step().difference() == null ? OK : REFUSED;
            }
        }
        return atEnd();
    }

    private @Nullable Break hit(Player.Shown shown) {
        Condition.Subject subject = new Condition.Subject(player.id(shown.member()), player.node(shown.member()),
                shown.step().event().input(), shown.number());
        Break hit = null;
        for (Break b : breaks) {
            boolean holds = b.condition.holds(subject);
            if (holds && (b.condition.isOfEvent() || !b.held[shown.member()]) && hit == null) {
                hit = b;
            }
            b.held[shown.member()] = holds;
        }
        return hit;
    }

    private interface Picture {
        void draw(Player player, int member, Out out);
    }

    private int ofMembers(List<String> words, Picture picture) throws CannotException {
        require(words.size() <= 2, "'" + words.getFirst() + "' takes the id of a member");
        int drawn = 0;
        for (int i = 0; i < player.members(); i++) {
            if (words.size() == 1 || player.name(i).equals(words.get(1))) {
                picture.draw(player, i, out);
                drawn++;
            }
        }
        require(drawn > 0, "there is no recording of a member " + words.getLast());
        return OK;
    }

    private int ready(List<String> words) throws CannotException {
        require(words.size() == 1, "'ready' takes nothing");
        Player.Shown last = player.last();
        require(last != null, "no event was replayed yet");
        if (last != null) {
            Pictures.ready(last, out);
        }
        return OK;
    }

    private int diff(List<String> words) throws CannotException, RecordingException {
        require(words.size() == 3, "'diff' takes the numbers of two events");
        int here = player.position();
        List<Map<String, String>> before = states(position(number(words.get(1))));
        List<Map<String, String>> after = states(position(number(words.get(2))));
        player.goTo(here);
        int differences = 0;
        for (int i = 0; i < before.size(); i++) {
            String member = player.members() > 1 ? "member " + player.name(i) + "  " : "";
            differences += show(member, before.get(i), after.get(i));
        }
        if (differences == 0) {
            out.line(Style.FAINT, "nothing is different");
        }
        return OK;
    }

    private List<Map<String, String>> states(int position) throws RecordingException {
        player.goTo(position);
        return IntStream.range(0, player.members()).mapToObj(i -> Pictures.state(player.node(i))).toList();
    }

    private int show(String member, Map<String, String> before, Map<String, String> after) {
        List<String> names = Stream.concat(before.keySet().stream(), after.keySet().stream()).distinct().toList();
        int shown = 0;
        for (String name : names) {
            String a = before.getOrDefault(name, "none");
            String b = after.getOrDefault(name, "none");
            if (!a.equals(b)) {
                out.line(String.format("%s%-20s %s -> %s", member, name, a, b));
                shown++;
            }
        }
        return shown;
    }

    /// The names of the commands; for tests of the manual.
    static List<String> commands() {
        return Arrays.asList(COMMANDS.toArray(String[]::new));
    }
}
