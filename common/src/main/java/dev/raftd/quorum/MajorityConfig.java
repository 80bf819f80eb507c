package dev.raftd.quorum;

import java.util.Arrays;
import java.util.Locale;

/// Voters that decide by majority: `n / 2 + 1` of them are a quorum.
public record MajorityConfig(NodeIds ids) {
    public static final MajorityConfig EMPTY = new MajorityConfig(NodeIds.EMPTY);

    private static final int SMALL_SIZE_MAX = 7;

    public static MajorityConfig of(long... ids) {
        return new MajorityConfig(NodeIds.of(ids));
    }

    public int size() {
        return ids.size();
    }

    public boolean isEmpty() {
        return ids.isEmpty();
    }

    public boolean contains(long id) {
        return ids.contains(id);
    }

    private int quorum() {
        return size() / 2 + 1;
    }

    /// The highest index that a quorum has acknowledged, 0 if there is none; `Long.MAX_VALUE` without voters.
    public long committedIndex(AckedIndexer acked) {
        if (isEmpty())
            return Long.MAX_VALUE;
        return size() <= SMALL_SIZE_MAX ? committedIndexOfFew(acked) : committedIndexOfMany(acked);
    }

    /// The quorum-th largest index, without an array: `a >= b >= c >= d` are the four largest so far, and four is the quorum of seven.
    /// A value enters the row by pushing smaller ones to the right, which min and max do without a branch.
    private long committedIndexOfFew(AckedIndexer acked) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < ids.size(); i++) {
            long index = acked.ackedIndex(ids.at(i));
            d = Math.max(d, Math.min(c, index));
            c = Math.max(c, Math.min(b, index));
            b = Math.max(b, Math.min(a, index));
            a = Math.max(a, index);
        }
        return switch (quorum()) {
            case 1 -> a;
            case 2 -> b;
            case 3 -> c;
            default -> d;
        };
    }

    private long committedIndexOfMany(AckedIndexer acked) {
        long[] indexes = new long[size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = Math.max(0, acked.ackedIndex(ids.at(i)));
        }
        Arrays.sort(indexes);
        return indexes[indexes.length - quorum()];
    }

    /// What the votes decide. Without voters: won.
    public VoteResult voteResult(Votes votes) {
        if (isEmpty())
            return VoteResult.WON;
        int granted = 0;
        int missing = 0;
        for (int i = 0; i < ids.size(); i++) {
            switch (votes.vote(ids.at(i))) {
                case GRANTED -> granted++;
                case MISSING -> missing++;
                case REJECTED -> {}
            }
        }
        if (granted >= quorum())
            return VoteResult.WON;
        return granted + missing >= quorum() ? VoteResult.PENDING : VoteResult.LOST;
    }

    /// A line a voter, with a bar as long as the number of voters that have acknowledged less, and the index (`?` if unknown).
    public String describe(AckedIndexer acked) {
        if (isEmpty())
            return "<empty majority quorum>";
        StringBuilder text = new StringBuilder(" ".repeat(size())).append("    idx\n");
        for (int i = 0; i < size(); i++) {
            describeVoter(text, ids.at(i), acked);
        }
        return text.toString();
    }

    private void describeVoter(StringBuilder text, long id, AckedIndexer acked) {
        long index = acked.ackedIndex(id);
        if (index == AckedIndexer.UNKNOWN) {
            text.append('?').append(" ".repeat(size()));
        } else {
            int bar = countBelow(index, acked);
            text.append("x".repeat(bar)).append('>').append(" ".repeat(size() - bar));
        }
        text.append(String.format(Locale.ROOT, " %5d    (id=%x)\n", Math.max(0, index), id));
    }

    private int countBelow(long index, AckedIndexer acked) {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            if (Math.max(0, acked.ackedIndex(ids.at(i))) < index)
                count++;
        }
        return count;
    }

    @Override
    public String toString() {
        return ids.toString();
    }
}
