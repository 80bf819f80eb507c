package dev.raftd.raftpb;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Values of every type drawn from a seed, with a liking for the edges: zero, the sizes where a varint grows a byte, the largest.
final class RandomValues {
    private final SplittableRandom random;

    RandomValues(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Below 2^63: a term or an index.
    long position() {
        return id() & Long.MAX_VALUE;
    }

    /// All 64 bits: a node id.
    long id() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(1, 10);
            case 2 -> (1L << random.nextInt(64)) - random.nextInt(2);
            default -> random.nextLong();
        };
    }

    byte[] bytes() {
        byte[] b = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(8) == 0 ? 300 : 20)];
        random.nextBytes(b);
        return b;
    }

    Entry entry() {
        return new Entry(position(), position(), constant(EntryType.values()), bytes());
    }

    HardState hardState() {
        return new HardState(position(), id(), position());
    }

    ConfState confState() {
        return new ConfState(some(this::id), some(this::id), some(this::id), some(this::id), random.nextBoolean());
    }

    SnapshotMetadata snapshotMetadata() {
        return new SnapshotMetadata(confState(), position(), position());
    }

    Snapshot snapshot() {
        return new Snapshot(bytes(), snapshotMetadata());
    }

    ConfChange confChange() {
        return new ConfChange(id(), constant(ConfChangeType.values()), id(), bytes());
    }

    ConfChangeSingle confChangeSingle() {
        return new ConfChangeSingle(constant(ConfChangeType.values()), id());
    }

    ConfChangeV2 confChangeV2() {
        return new ConfChangeV2(constant(ConfChangeTransition.values()), some(this::confChangeSingle), bytes());
    }

    Message message() {
        return message(Codec.RESPONSES_DEPTH_MAX);
    }

    private Message message(int depthMax) {
        Message.Builder b = Message.builder(constant(MessageType.values())).to(id()).from(id()).term(position()).logTerm(position());
        b.index(position()).entries(some(this::entry)).commit(position()).snapshot(random.nextBoolean() ? snapshot() : null);
        b.reject(random.nextBoolean()).rejectHint(position()).context(bytes()).vote(id());
        if (depthMax > 0 && random.nextInt(3) == 0)
            b.responses(some(() -> message(depthMax - 1)));
        return b.build();
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> list = new ArrayList<>();
        while (random.nextInt(5) < 2)
            list.add(one.get());
        return list;
    }

    private <E> E constant(E[] constants) {
        return constants[random.nextInt(constants.length)];
    }
}
