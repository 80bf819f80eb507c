package dev.raftd.it.campaign;

import java.util.concurrent.TimeUnit;

/// What happens to the bytes that one member sends another. Thread-safe by its monitor.
final class Valve {
    enum Verdict {
        PASS,
        DROP,
        /// Pass half of it, then break the connection.
        TEAR
    }

    private boolean dropping;
    private boolean holding;
    private boolean tearing;
    private long delayMillis;

    synchronized void drop(boolean now) {
        dropping = now;
    }

    synchronized void hold(boolean now) {
        holding = now;
        notifyAll();
    }

    /// Once.
    synchronized void tear() {
        tearing = true;
    }

    synchronized void mend() {
        tearing = false;
    }

    synchronized void delay(long millis) {
        delayMillis = millis;
        notifyAll();
    }

    /// For some bytes that have just come; returns when it is time for them.
    synchronized Verdict admit() throws InterruptedException {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
        for (long left = due - System.nanoTime(); delayMillis > 0 && left > 0; left = due - System.nanoTime())
            TimeUnit.NANOSECONDS.timedWait(this, left);
        while (holding)
            wait();
        if (dropping)
            return Verdict.DROP;
        boolean torn = tearing;
        tearing = false;
        return torn ? Verdict.TEAR : Verdict.PASS;
    }
}
