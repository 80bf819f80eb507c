package dev.raftd.server.journey;

import org.jspecify.annotations.Nullable;

/// The slots of neighbouring indexes, an array for each thing recorded. Made when an entry first comes to it.
final class Chunk {
    static final int BITS = 10;
    static final int SLOTS = 1 << BITS;
    static final int MASK = SLOTS - 1;

    // Lanes of stages that a member sees once; 0 for not yet.
    static final int RECEIVED = 0;
    static final int PROPOSED = 1;
    static final int FORWARDED = 2;
    static final int PROPOSAL_RECEIVED = 3;
    static final int APPEND_RECEIVED = 4;
    static final int APPENDED = 5;
    static final int WRITE_BEGUN = 6;
    static final int SYNCED = 7;
    static final int ACK_SENT = 8;
    static final int COMMITTED = 9;
    static final int APPLIED = 10;
    static final int ANSWERED = 11;
    static final int LANES = 12;

    // What a slot is of.
    static final byte OTHER = 0;
    static final byte COMMAND = 1;
    static final byte EMPTY = 2;
    static final byte CONF_CHANGE = 3;
    static final byte CONF_CHANGE_V2 = 4;

    /// 0 for a slot that was never used.
    final long[] index = new long[SLOTS];
    final long[] term = new long[SLOTS];
    final byte[] kind = new byte[SLOTS];
    /// The key's hash, 0 for none.
    final long[] key = new long[SLOTS];
    /// Who sent the MsgProp or the MsgApp, 0 for nobody.
    final long[] from = new long[SLOTS];
    /// Whose acknowledgement closed the quorum; 0 on followers.
    final long[] closer = new long[SLOTS];
    final long[][] stages = new long[LANES][SLOTS];
    /// By column: when the MsgApp was sent, and when it was acknowledged.
    private final long[] @Nullable [] sent = new long[Columns.MAX][];
    private final long[] @Nullable [] acked = new long[Columns.MAX][];
    private int columns;

    /// When the entry's MsgApp to a peer was sent, 0 for not.
    long sentAt(int column, int slot) {
        return at(sent[column], slot);
    }

    /// When a peer's acknowledgement came, 0 for not.
    long ackedAt(int column, int slot) {
        return at(acked[column], slot);
    }

    private static long at(long @Nullable [] lane, int slot) {
        return lane == null ? 0 : lane[slot];
    }

    /// Whether the slot is of that entry.
    boolean has(long i, long t) {
        int s = (int) i & MASK;
        return index[s] == i && term[s] == t;
    }

    /// Makes the slot that entry's, empty.
    void open(long i, long t) {
        int s = (int) i & MASK;
        index[s] = i;
        term[s] = t;
        kind[s] = OTHER;
        key[s] = 0;
        from[s] = 0;
        closer[s] = 0;
        for (long[] stage : stages) {
            stage[s] = 0;
        }
        for (int c = 0; c < columns; c++) {
            clear(sent[c], s);
            clear(acked[c], s);
        }
    }

    private static void clear(long @Nullable [] lane, int slot) {
        if (lane != null) {
            lane[slot] = 0;
        }
    }

    long[] sent(int column) {
        return lane(sent, column);
    }

    long[] acked(int column) {
        return lane(acked, column);
    }

    private long[] lane(long[] @Nullable [] lanes, int column) {
        long[] lane = lanes[column];
        if (lane == null) {
            lane = new long[SLOTS];
            lanes[column] = lane;
            columns = Math.max(columns, column + 1);
        }
        return lane;
    }

    void release(int column) {
        sent[column] = null;
        acked[column] = null;
    }
}
