package dev.raftd.server.transport;

import dev.raftd.api.MembersResponse;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import org.jspecify.annotations.Nullable;

/// What the peer port needs to know of the member behind it, and tells it besides messages. Called on the transport's threads.
public interface ClusterView {
    /// Who is a member, for one that joins; null while it is not known. Must not block.
    @Nullable
    MembersResponse members();

    /// The hashes of this member's store; null while there is none. Must not block.
    @Nullable
    HashAnswer hashes(HashQuestion question);

    /// Whether the id was a member's that was removed: from the applied history, never from a comparison of two member lists, because a
    /// node that is behind sees old lists. Must not block.
    boolean isRemoved(long id);

    /// Whether it is certain to know that after a crash, too: only then is the removed member told, which may end on that. Must not block.
    boolean isRemovedDurably(long id);

    /// Another member says that this one was removed from the cluster. May be told again and again.
    void removed(long sayer);

    /// Another member remembers another data directory of this one, which must not go on. May be told again and again.
    void dataMissing(long sayer);

    /// Another member has seen a later state of this one's data directory, which must not go on. May be told again and again.
    void dataRolledBack(long sayer);

    /// What must be remembered of the others cannot be written down: this member must not go on.
    void failed(Exception cause);
}
