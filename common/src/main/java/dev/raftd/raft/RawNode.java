package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.tracker.ProgressMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a Raft group, driven by hand: inputs go in, a [Ready] tells what they ask for.
///
///     while (true) { inputs: tick, propose, step …;  if (hasReady()) { handle(ready()); advance(); } }
///
/// With asynchronous storage writes there is no `advance`: the responses that come with the messages to the storage threads are stepped
/// instead. No second Ready may be taken before the first is advanced; with asynchronous writes any number may be in work, in order.
///
/// Expected outcomes are values. A broken invariant throws [dev.raftd.InvariantError], after which the node must not be used.
/// Threads: confined.
public final class RawNode {
    private final Raft raft;
    private final RaftLog raftLog;
    private final boolean async;
    private Witness witness = Witness.NONE;
    private SoftState prevSoftState;
    private HardState prevHardState;

    // What [#advance] reports done; only without asynchronous writes.

    /// Own votes and acknowledgements, which count once what they rest on is stable.
    private List<Message> ownMessages = List.of();
    /// Whether the core must hear that everything up to then is stable, and if so in which term, and up to which entry.
    private boolean appended;
    private long appendedInTerm;
    private long appendedTerm;
    private long appendedIndex;
    private @Nullable Snapshot appendedSnapshot;
    private List<Entry> committedEntries = List.of();

    public RawNode(Config config) {
        raft = new Raft(config);
        raftLog = raft.raftLog;
        async = config.asyncStorageWrites();
        raft.start();
        prevSoftState = new SoftState(raft.lead, raft.role().state());
        prevHardState = hardState();
    }

    private RawNode(Config config, NodeImage image) {
        raft = new Raft(config, image);
        raftLog = raft.raftLog;
        async = config.asyncStorageWrites();
        NodeImage.HandedOut handedOut = image.handedOut();
        prevSoftState = handedOut.softState();
        prevHardState = handedOut.hardState();
        ownMessages = handedOut.ownMessages();
        appended = handedOut.appended();
        appendedInTerm = handedOut.appendedInTerm();
        appendedTerm = handedOut.appendedLast().term();
        appendedIndex = handedOut.appendedLast().index();
        appendedSnapshot = handedOut.appendedSnapshot();
        committedEntries = handedOut.committedEntries();
    }

    /// A node that goes on from an image: given the same configuration, and a storage that answers alike, it does what the other one does.
    public static RawNode resumed(Config config, NodeImage image) {
        return new RawNode(config, image);
    }

    public NodeImage image() {
        return raft.image(new NodeImage.HandedOut(prevSoftState, prevHardState, List.copyOf(ownMessages), appended, appendedInTerm,
                new EntryId(appendedTerm, appendedIndex), appendedSnapshot, committedEntries));
    }

    /// From now on all inputs, which no longer include [#bootstrap], are seen by the witness.
    public void witness(Witness w) {
        witness = w;
    }

    /// From now on its steps are seen by the sink.
    public void trace(TraceSink sink) {
        raft.trace = sink;
    }

    private HardState hardState() {
        return new HardState(raft.term, raft.vote(), raftLog.committed());
    }

    /// Starts a new group: the peers become its first members by configuration changes that count as committed, so that every node must be
    /// given the same peers in the same order. The storage must be empty.
    ///
    /// @throws IllegalArgumentException without peers
    /// @throws IllegalStateException    if the storage holds something
    public void bootstrap(List<Peer> peers) {
        Invariant.check(witness == Witness.NONE, "a group is bootstrapped before anybody looks on");
        if (peers.isEmpty()) {
            throw new IllegalArgumentException("must provide at least one peer to Bootstrap");
        }
        if (raftLog.lastIndex() != 0) {
            throw new IllegalStateException("can't bootstrap a nonempty Storage");
        }
        prevHardState = HardState.EMPTY; // nothing is stored yet, so the first Ready has it all
        raft.becomeFollower(1, LocalNodes.NONE);
        Entry[] entries = new Entry[peers.size()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Entry(1, i + 1, EntryType.CONF_CHANGE, Codec.encode(addition(peers.get(i))));
        }
        raftLog.bootstrap(new Entries(entries, 0, entries.length));
        // In force at once, so that the node may campaign; they will be applied again from the Ready, which changes nothing.
        peers.forEach(peer -> raft.applyConfChange(addition(peer).asV2()));
    }

    private static ConfChange addition(Peer peer) {
        return new ConfChange(0, ConfChangeType.ADD_NODE, peer.id(), peer.context());
    }

    // inputs

    /// The logical clock's tick.
    public void tick() {
        witness.tick();
        raft.tick();
        witness.done();
    }

    /// Starts an election.
    public StepResult campaign() {
        return order(Message.builder(MessageType.MSG_HUP));
    }

    private StepResult order(Message.Builder local) {
        Message m = local.build();
        witness.order(m);
        return done(raft.step(m));
    }

    private StepResult done(StepResult result) {
        witness.done();
        return result;
    }

    /// Gives a recorded order again.
    public StepResult repeat(Message order) {
        return order(order.toBuilder());
    }

    public StepResult propose(byte[] data) {
        return propose(List.of(Entry.proposal(EntryType.NORMAL, data)));
    }

    /// Many proposals as one: they are appended together, or none is.
    ///
    /// @throws IllegalArgumentException if there are none
    public StepResult propose(List<Entry> proposals) {
        if (proposals.isEmpty()) {
            throw new IllegalArgumentException("no proposals");
        }
        witness.propose(proposals);
        return done(raft.role().propose(proposals, raft.id));
    }

    /// A refused change is replaced by an empty entry; the result has the reason.
    public StepResult proposeConfChange(ConfChangeI change) {
        return propose(List.of(Entry.proposal(change.entryType(), Codec.encode(change))));
    }

    /// Puts a committed configuration change in force; called when its entry is applied, unless the application rejects it.
    ///
    /// @return the configuration, to go into the next snapshot
    public ConfState applyConfChange(ConfChangeI change) {
        ConfChangeV2 v2 = change.asV2();
        witness.applyConfChange(v2);
        ConfState confState = raft.applyConfChange(v2);
        witness.done();
        return confState;
    }

    /// Whether a committed change can be put in force; the same on every member, for it depends on the configuration in force alone. What no
    /// correct leader appends cannot.
    public boolean isApplicable(ConfChangeI change) {
        return raft.isApplicable(change.asV2());
    }

    /// A message from a peer or, with asynchronous writes, a storage thread. Whatever a peer sends, it breaks no invariant.
    public StepResult step(Message m) {
        witness.step(m);
        return done(checkedStep(m));
    }

    private StepResult checkedStep(Message m) {
        boolean fromPeer = !LocalNodes.isStorageThread(m.from());
        if (fromPeer && MessageCheck.isLocal(m)) {
            return refused(Refusal.LOCAL_MESSAGE);
        }
        if (fromPeer && MessageCheck.isResponse(m) && raft.tracker.progress(m.from()) == null) {
            return refused(Refusal.PEER_NOT_FOUND);
        }
        String flaw = MessageCheck.flaw(m, raft.id);
        return flaw == null ? raft.step(m) : raft.refuse(m, flaw);
    }

    private static StepResult refused(Refusal refusal) {
        return new Refused(refusal, refusal.toString());
    }

    /// The last message to a node could not be delivered.
    public StepResult reportUnreachable(long id) {
        return order(Message.builder(MessageType.MSG_UNREACHABLE).from(id));
    }

    /// How the sending of a MsgSnap ended; must be called for each, else the leader waits for ever.
    public StepResult reportSnapshot(long id, SnapshotStatus status) {
        return order(Message.builder(MessageType.MSG_SNAP_STATUS).from(id).reject(status == SnapshotStatus.FAILURE));
    }

    /// Hands the leadership over; a follower asks its leader to.
    public StepResult transferLeader(long transferee) {
        return order(Message.builder(MessageType.MSG_TRANSFER_LEADER).from(transferee));
    }

    /// Asks for a [ReadState], which comes with a later Ready. Requests may get lost without notice: ask again.
    public StepResult readIndex(byte[] requestContext) {
        Entry context = Entry.proposal(EntryType.NORMAL, requestContext);
        return order(Message.builder(MessageType.MSG_READ_INDEX).entries(List.of(context)));
    }

    /// A follower forgets its leader, but stays a follower of the term, free to grant pre-votes at once. For when it is known by other means
    /// that the leader is gone.
    public StepResult forgetLeader() {
        return order(Message.builder(MessageType.MSG_FORGET_LEADER));
    }

    /// Replaces the timeout drawn last, until the next one is drawn: for tests, for the lab, and to keep a node from campaigning.
    public void setRandomizedElectionTimeout(int ticks) {
        witness.setRandomizedElectionTimeout(ticks);
        raft.setRandomizedElectionTimeout(ticks);
        witness.done();
    }

    // outputs

    public boolean hasReady() {
        return softStateChanged() || hardStateChanged() || raftLog.unstable.nextSnapshot() != null || !raft.out.isEmpty()
                || raftLog.unstable.hasNextEntries() || raftLog.hasNextCommitted(!async);
    }

    private boolean softStateChanged() {
        return prevSoftState.lead() != raft.lead || prevSoftState.state() != raft.role().state();
    }

    private boolean hardStateChanged() {
        return prevHardState.commit() != raftLog.committed() || mustStoreTermOrVote();
    }

    private boolean mustStoreTermOrVote() {
        return prevHardState.term() != raft.term || prevHardState.vote() != raft.vote();
    }

    /// What is to be done now, which counts as being in work from here on; possibly nothing.
    public Ready ready() {
        witness.takeReady();
        Ready ready = nextReady();
        raft.trace.ready();
        witness.ready(ready);
        witness.done();
        return ready;
    }

    private Ready nextReady() {
        List<Entry> entries = raftLog.unstable.nextEntries();
        List<Entry> committed = raftLog.nextCommitted(!async);
        Snapshot snapshot = raftLog.unstable.nextSnapshot();
        SoftState softState = softStateChanged() ? new SoftState(raft.lead, raft.role().state()) : null;
        HardState hardState = hardStateChanged() ? hardState() : HardState.EMPTY;
        boolean mustSync = !entries.isEmpty() || mustStoreTermOrVote();
        List<ReadState> readStates = raft.out.takeReadStates();
        List<Message> messages = async ? asyncMessages(entries, hardState, snapshot, committed) : syncMessages(snapshot, committed);
        accept(softState, hardState, committed);
        return new Ready(softState, hardState, readStates, entries, snapshot == null ? Snapshot.EMPTY : snapshot, committed, messages,
                mustSync);
    }

    private void accept(@Nullable SoftState softState, HardState hardState, List<Entry> committed) {
        prevSoftState = softState == null ? prevSoftState : softState;
        prevHardState = hardState.isEmpty() ? prevHardState : hardState;
        raftLog.unstable.acceptInProgress();
        if (!committed.isEmpty()) {
            raftLog.acceptApplying(committed.getLast().index(), Entries.sizeBytes(committed), !async);
        }
    }

    /// Reports the last Ready handled: stored, applied, its messages on their way.
    public void advance() {
        Invariant.check(!async, "Advance must not be called when using AsyncStorageWrites");
        witness.advance();
        reportHandled();
        witness.done();
    }

    private void reportHandled() {
        List<Message> own = ownMessages;
        List<Entry> committed = committedEntries;
        boolean append = appended;
        ownMessages = List.of();
        committedEntries = List.of();
        appended = false;
        for (int i = 0; i < own.size(); i++) {
            raft.step(own.get(i));
        }
        if (append) {
            raft.storageAppended(appendedInTerm, appendedTerm, appendedIndex, appendedSnapshot);
        }
        raft.storageApplied(committed);
    }

    /// Held-back messages to others go along: they are sent after the Ready is stored. Those to itself are kept for [#advance].
    private List<Message> syncMessages(@Nullable Snapshot snapshot, List<Entry> committed) {
        Invariant.check(ownMessages.isEmpty() && !appended && committedEntries.isEmpty(),
                "two accepted Ready structs without call to Advance");
        appended = mustReportAppend(snapshot);
        appendedInTerm = raft.term;
        appendedIndex = raftLog.unstable.length() > 0 ? raftLog.lastIndex() : 0;
        appendedTerm = raftLog.unstable.length() > 0 ? raftLog.lastTerm() : 0;
        appendedSnapshot = snapshot;
        committedEntries = committed;
        return withHeldBack(raft.out.takeMessages(), raft.out.takeMessagesAfterAppend());
    }

    private List<Message> withHeldBack(List<Message> messages, List<Message> held) {
        List<Message> all = messages;
        List<Message> own = List.of();
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i).to() != raft.id) {
                all = with(all, held.get(i));
            } else if (held.size() == 1) {
                own = held; // a leader's acknowledgement of its own append, the usual case
            } else {
                own = with(own, held.get(i));
            }
        }
        ownMessages = own;
        return all;
    }

    private static List<Message> with(List<Message> list, Message m) {
        List<Message> grown = list.isEmpty() ? new ArrayList<>(2) : list;
        grown.add(m);
        return grown;
    }

    /// Whether the core must hear that everything up to now is stable. Not only when there are entries to write: a report of earlier ones
    /// may have been ignored because of a change of term, and this one makes up for it.
    private boolean mustReportAppend(@Nullable Snapshot snapshot) {
        return raftLog.unstable.length() > 0 || snapshot != null;
    }

    private List<Message> asyncMessages(List<Entry> entries, HardState hardState, @Nullable Snapshot snapshot, List<Entry> committed) {
        List<Message> messages = raft.out.takeMessages();
        if (!entries.isEmpty() || !hardState.isEmpty() || snapshot != null || raft.out.hasMessagesAfterAppend()) {
            messages = with(messages, storageAppend(entries, hardState, snapshot));
        }
        return committed.isEmpty() ? messages : with(messages, storageApply(committed));
    }

    private Message storageAppend(List<Entry> entries, HardState hardState, @Nullable Snapshot snapshot) {
        List<Message> responses = raft.out.takeMessagesAfterAppend();
        if (mustReportAppend(snapshot)) {
            responses = with(responses, storageAppendResp(snapshot));
        }
        return Message.builder(MessageType.MSG_STORAGE_APPEND).from(raft.id).to(LocalNodes.APPEND_THREAD).entries(entries)
                .term(hardState.term()).vote(hardState.vote()).commit(hardState.commit()).snapshot(snapshot).responses(responses).build();
    }

    private Message storageAppendResp(@Nullable Snapshot snapshot) {
        Message.Builder response = raft.to(raft.id, MessageType.MSG_STORAGE_APPEND_RESP).from(LocalNodes.APPEND_THREAD).snapshot(snapshot);
        if (raftLog.unstable.length() > 0) {
            response.index(raftLog.lastIndex()).logTerm(raftLog.lastTerm());
        }
        return response.build();
    }

    private Message storageApply(List<Entry> committed) {
        Message response = Message.builder(MessageType.MSG_STORAGE_APPLY_RESP).from(LocalNodes.APPLY_THREAD).to(raft.id).entries(committed)
                .build();
        return Message.builder(MessageType.MSG_STORAGE_APPLY).from(raft.id).to(LocalNodes.APPLY_THREAD).entries(committed)
                .responses(List.of(response)).build();
    }

    // inspection

    public BasicStatus basicStatus() {
        return raft.basicStatus();
    }

    public LogState logState() {
        return raftLog.state();
    }

    public Status status() {
        ProgressMap progress = raft.isLeader() ? raft.tracker.progress().copy() : ProgressMap.EMPTY;
        return new Status(raft.basicStatus(), raftLog.state(), raft.tracker.config(), progress);
    }

    /// A leader's estimate of its entries' payload that is not applied yet, which [Config#maxUncommittedEntriesSize] limits; 0 on others.
    public long uncommittedBytes() {
        return raft.uncommittedBytes();
    }

    /// What keeps it waiting.
    public Insight insight() {
        return raft.insight();
    }

    /// Every member's progress, by id, without copying; only a leader's is meaningful. The visitor must not change or keep it.
    public void withProgress(ProgressMap.Visitor visitor) {
        raft.tracker.visit(visitor);
    }

    /// The entries `lo <= index < hi`, stable or not, cut to the size, yet at least one; null if `lo` was compacted.
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        return raftLog.slice(lo, hi, sizeBytesMax);
    }

    /// The term of an entry; [Storage#COMPACTED] or [Storage#UNAVAILABLE].
    public long term(long index) {
        return raftLog.term(index);
    }
}
