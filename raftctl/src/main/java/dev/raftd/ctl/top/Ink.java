package dev.raftd.ctl.top;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// What can be drawn with.
///
/// @param colour without it, what matters is bold and what is selected is inverse
/// @param ascii  where the terminal knows no more
record Ink(boolean colour, boolean ascii) {
    /// What a piece of text is.
    enum Tone {
        PLAIN(-1),
        HEADING(-1),
        FAINT(-1),
        SELECTED(-1),
        GOOD(AttributedStyle.GREEN),
        BAD(AttributedStyle.RED),
        NOTE(AttributedStyle.YELLOW),
        SNAPSHOT(AttributedStyle.BLUE),
        APPLIED(AttributedStyle.GREEN),
        COMMITTED(AttributedStyle.CYAN),
        STABLE(AttributedStyle.YELLOW),
        UNSTABLE(AttributedStyle.RED);

        private final int foreground;

        Tone(int foreground) {
            this.foreground = foreground;
        }
    }

    AttributedStyle style(Tone tone) {
        AttributedStyle style = switch (tone) {
            case HEADING, BAD, NOTE -> AttributedStyle.DEFAULT.bold();
            case SELECTED -> AttributedStyle.DEFAULT.inverse();
            case FAINT -> AttributedStyle.DEFAULT.faint();
            case PLAIN, GOOD, SNAPSHOT, APPLIED, COMMITTED, STABLE, UNSTABLE -> AttributedStyle.DEFAULT;
        };
        return colour && tone.foreground >= 0 ? style.foreground(tone.foreground) : style;
    }

    AttributedString text(Tone tone, String text) {
        return new AttributedString(known(text), style(tone));
    }

    /// The text in what can be drawn.
    String known(String text) {
        if (!ascii || text.chars().allMatch(c -> c < 0x7f))
            return text;
        StringBuilder known = new StringBuilder();
        text.codePoints().forEach(c -> known.append(c < 0x7f ? Character.toString(c) : c == '…' ? "." : "?"));
        return known.toString();
    }

    /// A line, put together from the left.
    final class Line {
        private final AttributedStringBuilder builder = new AttributedStringBuilder();

        Line put(Tone tone, String text) {
            builder.append(known(text), style(tone));
            return this;
        }

        Line put(String text) {
            return put(Tone.PLAIN, text);
        }

        Line put(AttributedString text) {
            builder.append(text);
            return this;
        }

        int columns() {
            return builder.columnLength();
        }

        Line to(int column) {
            return put(" ".repeat(Math.max(0, column - columns())));
        }

        AttributedString end() {
            return builder.toAttributedString();
        }
    }

    Line line() {
        return new Line();
    }
}
