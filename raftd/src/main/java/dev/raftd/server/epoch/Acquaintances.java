package dev.raftd.server.epoch;

import dev.raftd.server.epoch.Life.Loss;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The newest life of each other member that spoke to this one.
///
///     remembered = (member 8, store 8, run 8, incarnation 8)*, big-endian
public final class Acquaintances {
    /// More than any cluster has members.
    public static final int MEMBERS_MAX = 255;
    /// How long what is remembered can become.
    public static final int BYTES_MAX = MEMBERS_MAX * 32;
    private static final int ENTRY_BYTES = BYTES_MAX / MEMBERS_MAX;

    private final Lineage self;
    private final Consumer<byte[]> memory;
    /// Immutable and replaced as a whole, after it is durable.
    private volatile Map<Long, Life> lives;

    /// @param self       this member's own
    /// @param remembered what was last given to `memory`, by whatever process; empty at first
    /// @param memory     keeps what it is given durably before it returns
    public Acquaintances(Lineage self, byte[] remembered, Consumer<byte[]> memory) {
        this.self = self;
        this.memory = memory;
        lives = decode(remembered);
    }

    public Lineage self() {
        return self;
    }

    /// What is remembered of a member: for the handshake with it.
    public @Nullable Life of(long member) {
        return lives.get(member);
    }

    /// Whether a sender may speak. If both sides seem to have lost something, this side is in no position to judge the other.
    ///
    /// @param ofSelf what the sender remembers of this member, null if nothing
    public Verdict judge(long sender, Lineage lineage, @Nullable Life ofSelf) {
        return judge(self, lives.get(sender), lineage, ofSelf);
    }

    static Verdict judge(Lineage self, @Nullable Life seen, Lineage sender, @Nullable Life ofSelf) {
        Loss own = ofSelf == null ? Loss.NOTHING : self.since(ofSelf);
        Loss others = seen == null ? Loss.NOTHING : sender.since(seen);
        return switch (own) {
            case ALL -> Verdict.OWN_DATA_MISSING;
            case NEWEST -> Verdict.OWN_DATA_ROLLED_BACK;
            case NOTHING -> switch (others) {
                case ALL -> Verdict.SENDER_DATA_MISSING;
                case NEWEST -> Verdict.SENDER_DATA_ROLLED_BACK;
                case NOTHING -> Verdict.WELCOME;
            };
        };
    }

    /// Whether exactly this life is remembered: then there is nothing to wait for.
    public boolean remembers(long sender, Life life) {
        return life.equals(lives.get(sender));
    }

    /// Judges once more, since another handshake may have come between, and remembers the sender if it is welcome. Waits for the disk.
    ///
    /// @param removed whom to forget
    public synchronized Verdict meet(long sender, Lineage lineage, @Nullable Life ofSelf, LongPredicate removed) {
        Verdict verdict = judge(sender, lineage, ofSelf);
        if (verdict != Verdict.WELCOME || remembers(sender, lineage.life()))
            return verdict;
        TreeMap<Long, Life> next = new TreeMap<>(lives);
        next.keySet().removeIf(removed::test);
        next.put(sender, lineage.life());
        if (next.size() > MEMBERS_MAX)
            return Verdict.TOO_MANY;
        memory.accept(encode(next));
        lives = Collections.unmodifiableMap(next);
        return Verdict.WELCOME;
    }

    private static byte[] encode(Map<Long, Life> lives) {
        ByteBuffer out = ByteBuffer.allocate(lives.size() * ENTRY_BYTES);
        lives.forEach((id, life) -> out.putLong(id).putLong(life.store()).putLong(life.run()).putLong(life.incarnation()));
        return out.array();
    }

    private static Map<Long, Life> decode(byte[] remembered) {
        if (remembered.length % ENTRY_BYTES != 0)
            throw new IllegalArgumentException(remembered.length + " bytes are no list of lives");
        TreeMap<Long, Life> lives = new TreeMap<>();
        for (ByteBuffer in = ByteBuffer.wrap(remembered); in.hasRemaining();)
            lives.put(in.getLong(), new Life(in.getLong(), in.getLong(), in.getLong()));
        return Collections.unmodifiableMap(lives);
    }
}
