package dev.raftd.lab;

import dev.raftd.quorum.AckedIndexer;
import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.quorum.Vote;
import dev.raftd.quorum.Votes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The arguments of one directive of the quorum suite: `cfg=(ID,...) [cfgj=(ID,...)|zero] idx=(N|_,...)` or `votes=(y|n|_,...)`.
///
/// The values of `idx` and `votes` belong to the distinct ids in the order in which they first appear, in `cfg` and then in `cfgj`.
final class QuorumCase {
    /// What stands for a voter that has not said anything. An index of 0 cannot be given, so that it is not taken for one.
    private static final long NOTHING = 0;
    private static final long NO = 1;
    private static final long YES = 2;

    private final List<Long> ids = new ArrayList<>();
    private final List<Long> jointIds = new ArrayList<>();
    private final List<Long> indexes = new ArrayList<>();
    private final List<Long> votes = new ArrayList<>();
    private boolean joint;

    QuorumCase(Directive directive) throws TestFailureException {
        for (Argument argument : directive.arguments()) {
            for (int i = 0; i < argument.values().size(); i++) {
                add(argument, i);
            }
        }
    }

    private void add(Argument argument, int place) throws TestFailureException {
        switch (argument.key()) {
            case "cfg" -> ids.add(argument.uint64(place));
            case "cfgj" -> addJoint(argument, place);
            case "idx" -> indexes.add(index(argument, place));
            case "votes" -> votes.add(vote(argument.string(place)));
            default -> throw new TestFailureException("unknown arg " + argument.key());
        }
    }

    private void addJoint(Argument argument, int place) throws TestFailureException {
        joint = true;
        if (!argument.string(place).equals("zero")) {
            jointIds.add(argument.uint64(place));
        } else if (argument.values().size() > 1) {
            throw new TestFailureException("cannot mix 'zero' into configuration");
        }
    }

    private static long index(Argument argument, int place) throws TestFailureException {
        if (argument.string(place).equals("_"))
            return NOTHING;
        long index = argument.uint64(place);
        if (index == 0)
            throw new TestFailureException("cannot use 0 as idx");
        if (index < 0)
            throw new TestFailureException("idx " + Long.toUnsignedString(index) + " is beyond 2^63-1");
        return index;
    }

    private static long vote(String text) throws TestFailureException {
        return switch (text) {
            case "y" -> YES;
            case "n" -> NO;
            case "_" -> NOTHING;
            default -> throw new TestFailureException("unknown vote: " + text);
        };
    }

    /// Whether the case is one of a joint quorum, be one of its halves empty.
    boolean isJoint() {
        return joint;
    }

    MajorityConfig majority() {
        return new MajorityConfig(NodeIds.of(ids));
    }

    JointConfig jointConfig() {
        return new JointConfig(majority(), new MajorityConfig(NodeIds.of(jointIds)));
    }

    AckedIndexer acked() {
        Map<Long, Long> byId = byId(indexes);
        return id -> byId.getOrDefault(id, AckedIndexer.UNKNOWN);
    }

    Votes votes() {
        Map<Long, Long> byId = byId(votes);
        return id -> switch (byId.getOrDefault(id, NOTHING).intValue()) {
            case (int) YES -> Vote.GRANTED;
            case (int) NO -> Vote.REJECTED;
            default -> Vote.MISSING;
        };
    }

    private Map<Long, Long> byId(List<Long> values) {
        Map<Long, Long> byId = new TreeMap<>();
        int place = 0;
        for (long id : distinctIds()) {
            long value = values.get(place++);
            if (value != NOTHING)
                byId.put(id, value);
        }
        return byId;
    }

    private Set<Long> distinctIds() {
        Set<Long> distinct = new LinkedHashSet<>(ids);
        distinct.addAll(jointIds);
        return distinct;
    }

    boolean countsMatch(boolean ofVotes) {
        return distinctIds().size() == values(ofVotes).size();
    }

    private List<Long> values(boolean ofVotes) {
        return ofVotes ? votes : indexes;
    }

    String mismatch(boolean ofVotes) {
        String voters = jointConfig().ids().toList().stream().map(id -> Long.toUnsignedString(id) + ":{}").collect(Collectors.joining(" "));
        String given = values(ofVotes).stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "error: mismatched input (explicit or _) for voters map[" + voters + "]: [" + given + "]";
    }
}
