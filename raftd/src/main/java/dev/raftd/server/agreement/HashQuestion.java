package dev.raftd.server.agreement;

/// The hashes at `to`, `to - step`, `to - 2 step` and so on, `count` of them; of a member that has not come to `to` yet, from its last on.
public record HashQuestion(long to, long step, int count) {
    public static final int COUNT_MAX = 256;
    private static final long STEP_MAX = 1L << 48;

    public HashQuestion {
        if (to < 0 || step < 1 || step > STEP_MAX || count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("no question that is answered: " + to + " " + step + " " + count);
        }
    }

    static HashQuestion newest(long to) {
        return new HashQuestion(to, 1, 1);
    }
}
