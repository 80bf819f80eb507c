package dev.raftd.server.sim;

import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void seeds() {
        long from = Long.getLong("from", 1);
        long count = Long.getLong("count", 20);
        long steps = 0;
        long virtual = 0;
        long t0 = System.nanoTime();
        int bad = 0;
        java.util.TreeMap<String, Long> coverage = new java.util.TreeMap<>();
        for (long seed = from; seed < from + count; seed++) {
            Outcome o = Simulation.run(seed, SimOptions.DEFAULT.withTrace(Boolean.getBoolean("trace")));
            steps += o.steps();
            virtual += o.virtualNanos();
            o.coverage().forEach((k, v) -> coverage.merge(k, v, Long::sum));
            if (o.violation() != null) {
                bad++;
                o.violation().lastEvents().forEach(System.out::println);
                if (bad <= Integer.getInteger("show", 8)) {
                    System.out.println("seed " + seed + " " + o.violation().invariant() + ": " + o.violation().detail() + " at "
                            + o.violation().nanos() / 1e6);
                }
            }
        }
        double s = (System.nanoTime() - t0) / 1e9;
        if (Boolean.getBoolean("coverage")) {
            coverage.forEach((k, v) -> System.out.println(k + " " + v));
        }
        System.out.printf("%d seeds, %d bad, %d steps, %.1f s, %.0f steps/s, %.0f virtual s%n", count, bad, steps, s, steps / s,
                virtual / 1e9);
    }
}
