package dev.raftd.server.replica;

import dev.raftd.api.Bytes;
import dev.raftd.api.ChangePreview;
import dev.raftd.api.Evidence;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.LiveFrame;
import dev.raftd.api.LogResponse;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.trace.SavedRing;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What can be asked of a member, on any thread. Nothing here blocks; each reply is answered exactly once.
///
/// Any member takes writes and reads and passes them on through Raft. Changes of the membership and transfers are the leader's: another
/// member answers `no_leader` or `leader_changed`, not applied, and whoever serves the request may ask the leader instead.
public interface Requests {
    /// Answered once applied.
    ///
    /// @param idempotencyKey a write repeated with the same key takes effect once
    void write(Command command, @Nullable Bytes idempotencyKey, Reply<WriteResponse> reply);

    /// The store as of now, or, if `serializable`, as of what this member happens to have applied.
    void read(boolean serializable, Reply<KvRoot> reply);

    void status(Reply<StatusResponse> reply);

    /// What this member knows of why something waits. Answered even while its raft loop is stuck.
    ///
    /// @param index of the entry that is asked about, 0 for none
    void why(long index, Reply<Evidence> reply);

    /// The members as this member knows them.
    void members(Reply<MembersResponse> reply);

    /// Answered once applied.
    ///
    /// @param force whether it is done although it risks the quorum
    void change(MemberChange change, boolean force, Reply<MembersResponse> reply);

    /// What a change would come to. Nothing is proposed.
    void preview(MemberChange change, Reply<ChangePreview> reply);

    void transfer(long to, Reply<TransferResponse> reply);

    /// A snapshot of all that this member has applied by now. To be closed by whoever gets it.
    void backup(Reply<Backup> reply);

    /// The snapshot of that index and term, if this member has it still; else another one.
    void backup(long index, long term, Reply<Backup> reply);

    /// Entries of this member's log.
    ///
    /// @param from  the first index, 0 for the first there is
    /// @param to    the last index, 0 for the last there is
    /// @param limit how many at most
    void log(long from, long to, int limit, Reply<LogResponse> reply);

    /// What this member recorded of an entry's journey.
    void journey(EntryChoice choice, Reply<JourneyPart> reply);

    /// What the core was last told and did, for a replay.
    void recording(Reply<SavedRing> reply);

    /// The last Readys, oldest first.
    List<ReadyTrace> lastReadys(int count);

    /// Each Ready from now on, until closed. The consumer is called on the raft loop and must not block.
    AutoCloseable followReadys(Consumer<ReadyTrace> consumer);

    /// From now on messages are counted for [#live], or not any more.
    void watch(boolean now);

    /// This member as it is, with its messages since the frame before.
    ///
    /// @param always whether a frame is wanted even if nothing but heartbeats has happened since the one before
    void live(boolean always, Reply<Optional<LiveFrame>> reply);

    /// Where the members serve clients, as far as this member knows.
    List<String> clientUrls();

    /// Where the leader serves clients; null while unknown.
    @Nullable
    String leaderClientUrl();

    /// Why this member serves nothing; null if it does.
    @Nullable
    Failure unfit();

    /// The leader as this member knows it, 0 for none.
    long leader();
}
