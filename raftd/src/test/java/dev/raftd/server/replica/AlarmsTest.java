package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Alarm;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private final Alarms alarms = new Alarms();

    @Test
    void oneOfACodeIsKeptTheLatest() {
        Alarm first = new Alarm("b", "first", "look");
        Alarm second = new Alarm("b", "second", "look");
        Alarm other = new Alarm("a", "other", "look");
        alarms.raise(first);
        alarms.raise(other);
        alarms.raise(second);
        assertThat(alarms.list()).containsExactly(other, second);
        alarms.clear("b");
        alarms.clear("never raised");
        assertThat(alarms.list()).containsExactly(other);
    }

    @Test
    void statusTellsThem() {
        TestCluster cluster = TestCluster.of(1, 1);
        Alarm alarm = new Alarm("a", "something", "look");
        cluster.replica(1).alarms().raise(alarm);
        assertThat(cluster.status(1).alarms()).containsExactly(alarm);
    }
}
