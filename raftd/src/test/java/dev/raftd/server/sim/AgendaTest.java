package dev.raftd.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private final Agenda agenda = new Agenda();
    private final List<String> happened = new ArrayList<>();

    private void note(String what) {
        happened.add(agenda.nowNanos() + " " + what);
    }

    private void run() {
        agenda.run(1_000, () -> true);
    }

    @Test
    void eventsHappenByTimeThenInTheOrderOfAsking() {
        agenda.at(20, () -> note("c"));
        agenda.at(10, () -> note("a"));
        agenda.at(10, () -> note("b"));
        agenda.at(1_000, () -> note("too late"));
        run();
        assertThat(happened).containsExactly("10 a", "10 b", "20 c");
        assertThat(agenda.nowNanos()).isEqualTo(1_000);
        assertThat(agenda.steps()).isEqualTo(3);
    }

    @Test
    void whoeverSleepsWakesInTimeWhileTheOthersGoOn() {
        agenda.at(10, () -> {
            agenda.sleep(50, () -> true);
            note("awake");
        });
        agenda.at(30, () -> note("meanwhile"));
        agenda.at(70, () -> note("after"));
        run();
        assertThat(happened).containsExactly("30 meanwhile", "60 awake", "70 after");
    }

    @Test
    void aSleeperWithinASleepWakesBeforeTheOuterOne() {
        agenda.at(10, () -> {
            agenda.sleep(50, () -> true);
            note("outer");
        });
        agenda.at(20, () -> {
            assertThat(agenda.isNested()).isTrue();
            assertThat(agenda.outerEndNanos()).isEqualTo(60);
            agenda.sleep(100, () -> true);
            note("inner");
        });
        run();
        assertThat(happened).containsExactly("60 inner", "60 outer");
        assertThat(agenda.isNested()).isFalse();
    }

    @Test
    void whoeverIsGoneDoesNotSleepOn() {
        boolean[] alive = {true};
        agenda.at(10, () -> {
            agenda.sleep(500, () -> alive[0]);
            note("unwound");
        });
        agenda.at(20, () -> alive[0] = false);
        agenda.at(30, () -> note("later"));
        run();
        assertThat(happened).containsExactly("20 unwound", "30 later");
    }

    @Test
    void nothingHappensAfterAStop() {
        agenda.at(10, agenda::stop);
        agenda.at(20, () -> note("never"));
        run();
        assertThat(happened).isEmpty();
        assertThat(agenda.nowNanos()).isEqualTo(10);
    }
}
