package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.lab.Lab.Answer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random walks with crashes, partitions, compactions and configuration changes. Whatever a lab is told, it does not break Raft: if it did,
/// what a node has after a restart would be wrong.
class LabFuzzTest {
    private static final int WALKS = 40;
    private static final int STEPS = 80;
    private static final int NODES = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noDirectiveBreaksAnInvariant(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < WALKS; i++)
            walk(random);
    }

    /// Words that are wrong in every way: refused or printed, never thrown.
    @Test
    void nonsenseIsRefused() {
        List<String> commands = Lab.commands().stream().sorted().toList();
        List<String> words = List.of("1", "2", "9", "0", "-1", "18446744073709551615", "9223372036854775807", "x", "1,2", "1|2", "|", "=",
                "(1",
                "voters=(1,2)", "index=9223372036854775807", "inflight=-1", "timeout=0", "type=x", "drop=2", "from=1", "to=9", "v1=x",
                "log-level=x", "read-only=lease-based", "async-storage-writes=true", "transition=implicit");
        Random random = new Random(1);
        Lab lab = new Lab();
        for (int i = 0; i < 3_000; i++) {
            if (i % 20 == 0)
                lab.undo(lab.size());
            lab.run("add-nodes 1 voters=(1,2) index=2", "");
            String line = commands.get(random.nextInt(commands.size()));
            for (int j = random.nextInt(4); j > 0; j--)
                line += " " + words.get(random.nextInt(words.size()));
            lab.run(line, words.get(random.nextInt(words.size())));
            assertThat(lab.nodes()).isNotEmpty();
        }
        assertThat(lab.run("add-nodes 1001", "")).isEqualTo(new Answer(false, "too many: 1001"));
    }

    private static void walk(Random random) {
        Lab lab = new Lab();
        String options = option(random, " async-storage-writes=true") + option(random, " prevote=true")
                + option(random, " checkquorum=true")
                + option(random, " max-size-per-msg=0") + option(random, " inflight=1");
        lab.run("add-nodes 3 voters=(1,2,3) index=2" + options, "");
        lab.run("add-nodes 1", "");
        for (int i = 0; i < STEPS; i++) {
            String[] directive = directive(random, lab).split("\\|\\|", 2);
            Answer answer = lab.run(directive[0], directive.length == 1 ? "" : directive[1]);
            assertThat(answer.done()).as(() -> directive[0] + ": " + answer.text() + "\n" + lab.scenario()).isTrue();
        }
    }

    private static String option(Random random, String option) {
        return random.nextBoolean() ? option : "";
    }

    private static String directive(Random random, Lab lab) {
        int id = 1 + random.nextInt(NODES);
        int other = 1 + random.nextInt(NODES);
        NodeState node = lab.nodes().get(id - 1);
        String compact = node.basic().applied() > node.snapshotIndex() ? "compact " + id + " " + node.basic().applied() : "raft-state";
        String[] directives = {"campaign " + id, "propose " + id + " x", "stabilize", "stabilize", "stabilize 1 2", "process-ready " + id,
                "process-ready " + id, "deliver-msgs " + id, "deliver-msgs " + id, "deliver-msgs drop=" + id, "tick-heartbeat " + id,
                "tick-election " + id, "crash " + id, "restart " + id, "restart " + id, "partition " + id, "heal",
                "read-index " + id + " r",
                "report-unreachable " + id + " " + other, "transfer-leadership from=" + id + " to=" + other, "process-append-thread " + id,
                "process-apply-thread " + id, "forget-leader " + id, compact, "propose-conf-change " + id + "||v" + other,
                "propose-conf-change " + id + "||r" + other, "propose-conf-change " + id + "||l" + other + " v" + id,
                "propose-conf-change " + id + " transition=explicit||r" + other + " l" + id, "propose-conf-change " + id};
        return directives[random.nextInt(directives.length)];
    }
}
