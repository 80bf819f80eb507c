package dev.raftd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineLimitTest {
    private long nowNanos;
    private final LineLimit limit = new LineLimit(() -> nowNanos);

    private List<String> passed(String line, int times) {
        List<String> passed = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String written = limit.pass(line.replace("N", Integer.toString(i)));
            if (written != null)
                passed.add(written);
        }
        return passed;
    }

    @Test
    void aLineThatComesAgainAndAgainIsWrittenAFewTimesASpanAndThenCounted() {
        assertThat(passed("refused tocommit(N)", 1_000)).hasSize(LineLimit.LINES_MAX).startsWith("refused tocommit(0)");
        nowNanos += LineLimit.SPAN_NANOS;
        assertThat(limit.pass("refused tocommit(7)")).isEqualTo("refused tocommit(7) (and 990 lines like this one before)");
        nowNanos += LineLimit.SPAN_NANOS;
        assertThat(limit.pass("refused tocommit(8)")).isEqualTo("refused tocommit(8)");
    }

    @Test
    void otherLinesAreNotHeldBackByIt() {
        passed("refused N", 100);
        assertThat(limit.pass("dropping 1")).isEqualTo("dropping 1");
    }
}
