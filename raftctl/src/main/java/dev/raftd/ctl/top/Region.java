package dev.raftd.ctl.top;

import dev.raftd.api.RaftLogStatus;
import dev.raftd.ctl.top.Ink.Tone;
import java.util.Locale;

/// How far an entry of a raftLog has come.
enum Region {
    NONE(' ', ' ', Tone.PLAIN),
    COMPACTED('·', '.', Tone.FAINT),
    SNAPSHOT('░', ':', Tone.SNAPSHOT),
    APPLIED('█', '#', Tone.APPLIED),
    COMMITTED('▓', '=', Tone.COMMITTED),
    STABLE('▒', '+', Tone.STABLE),
    UNSTABLE('▪', '~', Tone.UNSTABLE);

    private final char glyph;
    private final char asciiGlyph;
    final Tone tone;

    Region(char glyph, char asciiGlyph, Tone tone) {
        this.glyph = glyph;
        this.asciiGlyph = asciiGlyph;
        this.tone = tone;
    }

    String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    char glyph(boolean ascii) {
        return ascii ? asciiGlyph : glyph;
    }

    /// Where the entry at that index is. What is not durable here is unstable, even if a quorum of others made it committed.
    static Region of(RaftLogStatus log, long index) {
        if (index > log.lastIndex())
            return NONE;
        if (index < log.firstIndex())
            return COMPACTED;
        if (index > log.stableIndex())
            return UNSTABLE;
        if (index > log.committed())
            return STABLE;
        if (index > log.applied())
            return COMMITTED;
        return index > log.snapshotIndex() ? APPLIED : SNAPSHOT;
    }
}
