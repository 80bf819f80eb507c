package dev.raftd.tracker;

import dev.raftd.quorum.AckedIndexer;
import dev.raftd.quorum.NodeIds;
import dev.raftd.quorum.Vote;
import dev.raftd.quorum.VoteResult;
import dev.raftd.quorum.Votes;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The configuration in force, each member's progress, and the votes of the election under way.
public final class ProgressTracker {
    private final int maxInflight;
    private final long maxInflightBytes;
    /// Also of nodes that are no members: they may be by the time the votes are counted.
    private final Map<Long, Vote> votes = new TreeMap<>();
    /// Kept, because a new one for each acknowledgement would be garbage.
    private final AckedIndexer matches = this::match;
    private final Votes activity = this::activity;
    private TrackerConfig config = TrackerConfig.EMPTY;
    private ProgressMap progress = ProgressMap.EMPTY;

    /// Without members.
    ///
    /// @param maxInflight      appends in flight to one peer, at least 1
    /// @param maxInflightBytes bytes in flight to one peer, 0 for no limit
    public ProgressTracker(int maxInflight, long maxInflightBytes) {
        this.maxInflight = maxInflight;
        this.maxInflightBytes = maxInflightBytes;
    }

    /// A new, empty window with this tracker's limits.
    public Inflights newInflights() {
        return new Inflights(maxInflight, maxInflightBytes);
    }

    /// Puts a configuration and its members' progress in force.
    public void adopt(TrackerConfig newConfig, ProgressMap newProgress) {
        config = newConfig;
        progress = newProgress;
    }

    /// The votes counted so far; a copy.
    public SortedMap<Long, Vote> votes() {
        return new TreeMap<>(votes);
    }

    /// Goes on with an election's count.
    public void adoptVotes(SortedMap<Long, Vote> counted) {
        votes.clear();
        votes.putAll(counted);
    }

    public TrackerConfig config() {
        return config;
    }

    /// All members' progress.
    public ProgressMap progress() {
        return progress;
    }

    /// A member's progress.
    public @Nullable Progress progress(long id) {
        return progress.progress(id);
    }

    /// Visits all members by id, ascending.
    public void visit(ProgressMap.Visitor visitor) {
        progress.visit(visitor);
    }

    /// Whether one node decides everything by itself.
    public boolean isSingleton() {
        return config.voters().incoming().size() == 1 && !config.isJoint();
    }

    /// The voters of either half.
    public NodeIds voterNodes() {
        return config.voters().ids();
    }

    public NodeIds learnerNodes() {
        return config.learners();
    }

    /// The highest index that a quorum is known to have in its log; `Long.MAX_VALUE` without voters.
    public long committed() {
        return config.voters().committedIndex(matches);
    }

    private long match(long id) {
        Progress member = progress.progress(id);
        return member == null ? AckedIndexer.UNKNOWN : member.match();
    }

    /// Whether a quorum was heard of lately.
    public boolean quorumActive() {
        return config.voters().voteResult(activity) == VoteResult.WON;
    }

    private Vote activity(long id) {
        Progress member = progress.progress(id);
        if (member == null || member.isLearner())
            return Vote.MISSING;
        return member.recentActive() ? Vote.GRANTED : Vote.REJECTED;
    }

    /// Begins an election's count.
    public void resetVotes() {
        votes.clear();
    }

    /// Notes a vote; a node's first one counts.
    public void recordVote(long id, boolean granted) {
        votes.putIfAbsent(id, granted ? Vote.GRANTED : Vote.REJECTED);
    }

    public VoteTally tallyVotes() {
        int granted = 0;
        int rejected = 0;
        for (int i = 0; i < progress.size(); i++) {
            if (progress.at(i).isLearner())
                continue;
            switch (vote(progress.ids().at(i))) {
                case GRANTED -> granted++;
                case REJECTED -> rejected++;
                case MISSING -> {}
            }
        }
        return new VoteTally(granted, rejected, config.voters().voteResult(this::vote));
    }

    private Vote vote(long id) {
        return votes.getOrDefault(id, Vote.MISSING);
    }
}
