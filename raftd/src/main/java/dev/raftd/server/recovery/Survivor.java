package dev.raftd.server.recovery;

import dev.raftd.confchange.ConfChangeException;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.StoppedMember;
import dev.raftd.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A data directory that was given: a member's log and configurations, or the damage that keeps them from being read.
public final class Survivor implements AutoCloseable {
    private final String directory;
    private final Identity identity;
    private final @Nullable StoppedMember member;
    private final String damage;
    private final List<Configuration> configurations = new ArrayList<>();

    private Survivor(String directory, Identity identity, @Nullable StoppedMember member, String damage) {
        this.directory = directory;
        this.identity = identity;
        this.member = member;
        this.damage = damage;
    }

    /// Reads a directory; one that is damaged is a survivor that cannot be used.
    ///
    /// @param directory its name, for people
    /// @throws StorageException LOCKED, MISSING, NOT_WRITABLE: there is nothing to look at, or not now
    /// @throws RecoveryException CORRUPT: not even whose it is can be read, or its log cannot be a member's
    public static Survivor open(String directory, Disk root) throws RecoveryException {
        Identity identity = identity(root);
        StoppedMember member;
        try {
            member = StoppedMember.open(root);
        } catch (StorageException e) {
            if (e.code() == StorageException.Code.LOCKED || identity == null) {
                throw e;
            }
            return new Survivor(directory, identity, null, String.valueOf(e.getMessage()));
        }
        Survivor survivor = new Survivor(directory, member.identity(), member, "");
        try {
            survivor.readConfigurations(member);
            return survivor;
        } catch (RecoveryException | RuntimeException e) {
            member.close();
            throw e;
        }
    }

    private static @Nullable Identity identity(Disk root) throws RecoveryException {
        try {
            return DataDir.identityOf(root);
        } catch (StorageException e) {
            if (e.code() != StorageException.Code.CORRUPT) {
                throw e;
            }
            throw new RecoveryException(RecoveryException.Code.CORRUPT,
                    e.getMessage() + "; whose directory it is cannot be told: leave it out");
        }
    }

    private void readConfigurations(StoppedMember from) throws RecoveryException {
        configurations.add(new Configuration(from.snapshot().index(), from.snapshot().confState()));
        List<Entry> changes = new ArrayList<>();
        from.entries(from.snapshot().index() + 1, from.lastIndex(), e -> {
            if (e.type() != EntryType.NORMAL) {
                changes.add(e);
            }
        });
        for (Entry e : changes) {
            try {
                configurations.add(configurations.getLast().after(e.index(), Codec.decodeConfChange(e).asV2()));
            } catch (CodecException | ConfChangeException broken) {
                throw new RecoveryException(RecoveryException.Code.CORRUPT, "entry " + e.index() + " in " + directory
                        + " is a configuration change that does not fit: " + broken.getMessage() + "; leave the directory out");
            }
        }
    }

    public String directory() {
        return directory;
    }

    public Identity identity() {
        return identity;
    }

    long id() {
        return identity.nodeId();
    }

    /// Empty if it can be used.
    String damage() {
        return damage;
    }

    public boolean isUsable() {
        return member != null;
    }

    StoppedMember member() {
        if (member == null) {
            throw new IllegalStateException(directory + " is damaged");
        }
        return member;
    }

    /// The one at the snapshot and each that the log changes it to, by index.
    List<Configuration> configurations() {
        return configurations;
    }

    long commit() {
        return member().hardState().commit();
    }

    long lastIndex() {
        return member().lastIndex();
    }

    long lastTerm() {
        return member().term(lastIndex());
    }

    /// Whether Raft would vote for this one's log rather than for the other's.
    boolean isMoreUpToDateThan(Survivor other) {
        return lastTerm() != other.lastTerm() ? lastTerm() > other.lastTerm() : lastIndex() > other.lastIndex();
    }

    /// Up to where both logs are known to have the same entries. What one of them has compacted was committed, so it is in both.
    long matched(Survivor other) {
        long base = Math.max(member().firstIndex(), other.member().firstIndex()) - 1;
        long index = Math.min(lastIndex(), other.lastIndex());
        while (index > base && member().term(index) != other.member().term(index)) {
            index--;
        }
        boolean differsAtBase = index == base && member().term(base) > 0 && other.member().term(base) > 0
                && member().term(base) != other.member().term(base);
        return differsAtBase ? Math.min(base, Math.min(commit(), other.commit())) : index;
    }

    @Override
    public void close() {
        if (member != null) {
            member.close();
        }
    }
}
