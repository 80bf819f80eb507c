package dev.raftd.server.replica;

import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.server.kv.Course;
import dev.raftd.server.kv.MemberContext;
import java.util.List;

/// A change of the membership, as it is asked for.
public sealed interface MemberChange {
    /// The member that is changed, or the one that comes.
    long id();

    /// In words, such as `remove member 3`; for people.
    String words();

    /// A new member, first as a learner.
    sealed interface Arrival extends MemberChange {
        String peerUrl();

        Course course();
    }

    /// @param learner whether it stays one; else it becomes a voter once it has caught up
    record Add(long id, String peerUrl, boolean learner) implements Arrival {
        @Override
        public String words() {
            return "add member " + text(id) + " at " + peerUrl + (learner ? " as a learner" : "");
        }

        @Override
        public Course course() {
            return learner ? Course.STAYS : Course.BECOMES_VOTER;
        }
    }

    /// A new member takes a voter's place once it has caught up.
    record Replace(long old, long id, String peerUrl) implements Arrival {
        @Override
        public String words() {
            return "replace member " + text(old) + " by member " + text(id) + " at " + peerUrl;
        }

        @Override
        public Course course() {
            return Course.replaces(old);
        }
    }

    /// A learner gets a vote.
    record Promote(long id) implements MemberChange {
        @Override
        public String words() {
            return "promote member " + text(id);
        }
    }

    /// What a leader proposes of itself once a replacement has caught up: one gets the other's vote, in one joint change.
    record TakePlace(long old, long id) implements MemberChange {
        @Override
        public String words() {
            return "member " + text(id) + " takes the place of member " + text(old);
        }
    }

    record Remove(long id) implements MemberChange {
        @Override
        public String words() {
            return "remove member " + text(id);
        }
    }

    /// What is proposed for it at once.
    default ConfChangeI proposal() {
        byte[] none = {};
        return switch (this) {
            case Arrival a ->
                new ConfChange(0, ConfChangeType.ADD_LEARNER_NODE, a.id(), new MemberContext(a.peerUrl(), a.course()).encode());
            case Promote p -> new ConfChange(0, ConfChangeType.ADD_NODE, p.id, none);
            case Remove r -> new ConfChange(0, ConfChangeType.REMOVE_NODE, r.id, none);
            case TakePlace t -> new ConfChangeV2(ConfChangeTransition.AUTO, List.of(
                    new ConfChangeSingle(ConfChangeType.ADD_NODE, t.id), new ConfChangeSingle(ConfChangeType.REMOVE_NODE, t.old)), none);
        };
    }

    private static String text(long id) {
        return Long.toUnsignedString(id);
    }
}
