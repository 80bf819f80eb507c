package dev.raftd.lab;

import dev.raftd.quorum.AckedIndexer;
import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.VoteResult;
import java.util.Set;

/// Quorum arithmetic alone: `committed` prints the voters and the committed index, `vote` the result of a vote.
///
/// Each answer is also worked out in other ways. Where one disagrees, it is printed, which no file expects.
final class QuorumSuite implements Suite {
    static final Set<String> COMMANDS = Set.of("committed", "vote");

    @Override
    public String run(Directive directive) throws TestFailureException {
        boolean isVote = directive.command().equals("vote");
        QuorumCase input = new QuorumCase(directive);
        if (!input.countsMatch(isVote))
            return input.mismatch(isVote);
        return switch (directive.command()) {
            case "committed" -> input.isJoint()
                    ? jointCommitted(input.jointConfig(), input.acked())
                    : majorityCommitted(input.majority(), input.acked());
            case "vote" -> vote(input);
            default -> throw new TestFailureException("unknown command: " + directive.command());
        };
    }

    private static String vote(QuorumCase input) {
        if (!input.isJoint())
            return input.majority().voteResult(input.votes()) + "\n";
        JointConfig config = input.jointConfig();
        VoteResult result = config.voteResult(input.votes());
        VoteResult swapped = swapped(config).voteResult(input.votes());
        return (swapped == result ? "" : swapped + " <-- via symmetry\n") + result + "\n";
    }

    private static JointConfig swapped(JointConfig config) {
        return new JointConfig(config.outgoing(), config.incoming());
    }

    private static String jointCommitted(JointConfig config, AckedIndexer acked) {
        long committed = config.committedIndex(acked);
        StringBuilder text = new StringBuilder(config.describe(acked));
        compare(text, committed, swapped(config).committedIndex(acked), "via symmetry");
        return text.append(index(committed)).append('\n').toString();
    }

    private static String majorityCommitted(MajorityConfig config, AckedIndexer acked) {
        long committed = config.committedIndex(acked);
        StringBuilder text = new StringBuilder(config.describe(acked));
        compare(text, committed, byCounting(config, acked), "via alternative computation");
        compare(text, committed, new JointConfig(config, MajorityConfig.EMPTY).committedIndex(acked), "via zero-joint quorum");
        compare(text, committed, new JointConfig(config, config).committedIndex(acked), "via self-joint quorum");
        lowerEach(text, config, acked, committed);
        return text.append(index(committed)).append('\n').toString();
    }

    /// An index below the committed one does not hold it up, so that lowering it further must not change anything.
    private static void lowerEach(StringBuilder text, MajorityConfig config, AckedIndexer acked, long committed) {
        for (int i = 0; i < config.size(); i++) {
            long id = config.ids().at(i);
            long index = acked.ackedIndex(id);
            if (index <= 0 || index >= committed)
                continue;
            String name = "overlaying " + Long.toUnsignedString(id) + "->";
            compare(text, committed, config.committedIndex(overlaid(acked, id, index - 1)), name + (index - 1));
            compare(text, committed, config.committedIndex(overlaid(acked, id, 0)), name + "0");
        }
    }

    private static AckedIndexer overlaid(AckedIndexer acked, long id, long index) {
        return other -> other == id ? index : acked.ackedIndex(other);
    }

    /// The highest acknowledged index that at least a quorum has reached, by trying each.
    private static long byCounting(MajorityConfig config, AckedIndexer acked) {
        if (config.isEmpty())
            return Long.MAX_VALUE;
        long best = 0;
        for (int i = 0; i < config.size(); i++) {
            long candidate = acked.ackedIndex(config.ids().at(i));
            if (candidate > best && 2 * countReached(config, acked, candidate) > config.size())
                best = candidate;
        }
        return best;
    }

    private static int countReached(MajorityConfig config, AckedIndexer acked, long index) {
        int count = 0;
        for (int i = 0; i < config.size(); i++) {
            if (acked.ackedIndex(config.ids().at(i)) >= index)
                count++;
        }
        return count;
    }

    private static void compare(StringBuilder text, long committed, long other, String how) {
        if (other != committed)
            text.append(index(other)).append(" <-- ").append(how).append('\n');
    }

    private static String index(long index) {
        return index == Long.MAX_VALUE ? "∞" : Long.toString(index);
    }
}
