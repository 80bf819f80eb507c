package dev.raftd.server.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One start on a data directory.
///
/// @param store       the directory's own number, chosen at random when it was made
/// @param run         the how-manieth start, from 1 on
/// @param incarnation the process's number, chosen at random
/// @param before      those of the last starts before, the last one first
public record Start(long store, long run, long incarnation, List<Long> before) {
    /// So many of the last starts are told apart.
    static final int REMEMBERED = 64;
    static final int BYTES_MAX = (2 + REMEMBERED) * Long.BYTES;

    public Start {
        before = List.copyOf(before);
    }

    static Start none(long store) {
        return new Start(store, 0, 0, List.of());
    }

    Start next(long nextIncarnation) {
        List<Long> starts = new ArrayList<>();
        if (run > 0) {
            starts.add(incarnation);
        }
        starts.addAll(before);
        return new Start(store, run + 1, nextIncarnation, starts.subList(0, Math.min(starts.size(), REMEMBERED - 1)));
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES_MAX).putLong(store).putLong(run).putLong(incarnation);
        before.forEach(out::putLong);
        return Arrays.copyOf(out.array(), out.position());
    }

    static Start decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long store = in.getLong();
        long run = in.getLong();
        long incarnation = in.getLong();
        List<Long> before = new ArrayList<>();
        while (in.hasRemaining()) {
            before.add(in.getLong());
        }
        return new Start(store, run, incarnation, before);
    }
}
