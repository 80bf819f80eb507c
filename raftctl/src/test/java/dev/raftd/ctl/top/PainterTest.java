package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.State.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Screens as they are to look: `src/test/resources/top`. With `-Dgenerate` they are written anew, to be looked at.
class PainterTest {
    private static final Path SCREENS = Path.of(System.getProperty("top.dir"), "raftctl/src/test/resources/top");
    private static final Ink PLAIN = new Ink(false, false);
    private static final Ink ASCII = new Ink(false, true);

    private static List<AttributedString> paint(Frame frame, State state, int columns, int rows, Ink ink) {
        Painter painter = new Painter(ink, columns, rows, "1s");
        return painter.paint(frame, painter.fit(frame, state));
    }

    private static String text(List<AttributedString> lines) {
        return lines.stream().map(line -> line.toString().stripTrailing()).collect(Collectors.joining("\n", "", "\n"));
    }

    static Stream<Arguments> screens() {
        Frame usual = Frames.usual();
        State details = State.START.with(new Mode.Details(1, 0));
        return Stream.of(Arguments.of("80x24", usual, State.START, 80, 24, PLAIN),
                Arguments.of("120x40", usual, State.START, 120, 40, PLAIN),
                Arguments.of("40x10", usual, State.START, 40, 10, PLAIN),
                Arguments.of("80x24-ascii", usual, State.START, 80, 24, ASCII),
                Arguments.of("80x24-end", usual, State.START.withEnd(true), 80, 24, ASCII),
                Arguments.of("80x24-frozen-transfer", usual, State.START.freeze(usual).with(new Mode.Choose(1, List.of(2L, 3L), 1)), 80, 24,
                        PLAIN),
                Arguments.of("80x24-member", usual, details, 80, 24, PLAIN),
                Arguments.of("80x24-away", usual, State.START.with(new Mode.Details(3, 0)), 80, 24, PLAIN),
                Arguments.of("80x24-help", usual, State.START.with(new Mode.Help(0)), 80, 24, PLAIN),
                Arguments.of("80x24-nobody", new Frame(List.of(Row.away(1, 4000, "connection refused"), Row.away(2, 5, "timed out"))),
                        State.START, 80, 24, PLAIN),
                Arguments.of("80x24-minority",
                        new Frame(List.of(Row.away(1, 4, "timed out"), usual.rows().get(1), Row.away(3, 5, "refused"))),
                        State.START, 80, 24, PLAIN),
                Arguments.of("80x24-nine", many(9), State.START.with(Sort.LAG, false), 80, 24, PLAIN));
    }

    private static Frame many(int members) {
        List<Row> rows = new ArrayList<>(List.of(Row.of(Frames.leader(), Frames.RATES)));
        for (long id = 2; id <= members; id++)
            rows.add(Row.of(Frames.status(id, "StateFollower", Frames.log(1, 6000, 12_000 - id, 12_000, 12_001, 12_002),
                    Frames.activity(12_000, 800, 1_000_000_000L, 700, 3), List.of()), Frames.RATES));
        return new Frame(rows);
    }

    @ParameterizedTest
    @MethodSource("screens")
    void looksAsItIsToLook(String name, Frame frame, State state, int columns, int rows, Ink ink) throws IOException {
        String screen = text(paint(frame, state, columns, rows, ink));
        Path file = SCREENS.resolve(name + ".txt");
        if (System.getProperty("generate") != null)
            Files.writeString(file, screen);
        assertThat(screen).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    }

    @Test
    void fillsScreensOfAnySizeExactly() {
        List<Mode> modes = List.of(new Mode.Overview(), new Mode.Details(1, 0), new Mode.Details(3, 7), new Mode.Help(99),
                new Mode.Choose(1, List.of(2L, 3L), 0), new Mode.Confirm(1, 2));
        for (int columns : new int[]{1, 19, 20, 33, 40, 79, 80, 81, 200})
            for (int rows : new int[]{1, 3, 4, 5, 10, 24, 60})
                for (Mode mode : modes)
                    for (Frame frame : List.of(Frames.usual(), Frame.EMPTY, many(50)))
                        for (Ink ink : List.of(PLAIN, new Ink(true, true))) {
                            List<AttributedString> lines = paint(frame, State.START.with(mode).withEnd(true), columns, rows, ink);
                            assertThat(lines).as("%dx%d %s", columns, rows, mode).hasSize(rows)
                                    .allMatch(line -> line.columnLength() <= columns);
                        }
    }

    @Test
    void theMarkedMemberIsSeenOnAScreenWithFewerRowsThanMembers() {
        for (long id = 1; id <= 50; id++)
            assertThat(text(paint(many(50), State.START.select(id), 80, 12, PLAIN))).contains("\n> %2d ".formatted(id));
    }

    @Test
    void asciiIsAllThereIsWhereTheTerminalKnowsNoMore() {
        for (Mode mode : List.of(new Mode.Overview(), new Mode.Details(4, 0), new Mode.Help(0)))
            assertThat(text(paint(Frames.usual(), State.START.with(mode).say("…"), 80, 24, ASCII))).matches("[\\n -~]*");
    }

    @Test
    void withoutColourNoneIsUsed() {
        String plain = paint(Frames.usual(), State.START, 80, 24, PLAIN).stream().map(AttributedString::toAnsi)
                .collect(Collectors.joining());
        assertThat(plain).doesNotContainPattern("\u001b\\[[0-9;]*3[0-7]m").contains("\u001b[7m");
        assertThat(paint(Frames.usual(), State.START, 80, 24, new Ink(true, false)).stream().map(AttributedString::toAnsi)
                .collect(Collectors.joining())).containsPattern("\u001b\\[[0-9;]*3[0-7]m");
    }

    @Test
    void theColumnsStayWhereTheyAreWhenNumbersGrow() {
        Rates few = new Rates(0, 0, 0, 0, 0, 0, 0, -1, 0, 0);
        Rates many = new Rates(1e9, 1e9, 1e9, 1e9, 1e9, 1e9, 1e9, 59_999, 1e9, 0);
        String before = text(paint(new Frame(List.of(Row.of(Frames.leader(), few))), State.START, 80, 24, PLAIN)).lines().toList().get(2);
        String after = text(paint(new Frame(List.of(Row.of(Frames.leader(), many))), State.START, 80, 24, PLAIN)).lines().toList().get(2);
        assertThat(after).hasSameSizeAs(before);
    }

    @Test
    void scrollingStopsAtTheLastLine() {
        Painter painter = new Painter(PLAIN, 80, 10, "1s");
        State fitted = painter.fit(Frames.usual(), State.START.with(new Mode.Help(999)));
        assertThat(fitted.mode()).isEqualTo(new Mode.Help(HelpPanel.lines(PLAIN).size() - 8));
    }

    @Test
    void whatMembersSayCannotMoveTheCursor() {
        Frame frame = new Frame(List.of(Row.away(1, 3, "\u001b[2J bad \n news")));
        assertThat(text(paint(frame, State.START, 80, 10, PLAIN))).doesNotContain("\u001b").contains("bad");
    }
}
