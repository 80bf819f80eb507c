package dev.raftd.node;

import dev.raftd.raft.RawNode;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import java.util.ArrayList;
import java.util.List;

/// A RawNode with a mailbox. Whoever owns it calls [#runOnce] again and again: a thread in the daemon, a simulation in tests.
public final class Node {
    private final NodeConfig config;
    private final RawNode raft;
    private final ReadyHandler handler;
    private final Mailbox mailbox;
    private final List<Event.Propose> proposals = new ArrayList<>();
    private boolean started;
    private long nextTickNanos;

    /// @param wake called, on any thread, when there is something to do again
    public Node(NodeConfig config, RawNode raft, ReadyHandler handler, Runnable wake) {
        this.config = config;
        this.raft = raft;
        this.handler = handler;
        this.mailbox = new Mailbox(config.queuedEventsMax(), config.queuedBytesMax(), wake);
    }

    /// Queues an event. Any thread.
    ///
    /// @return false if the queue is full: the event was not taken
    public boolean offer(Event event) {
        return mailbox.offer(event);
    }

    /// Queues the completion of something the node asked for: never refused, stepped before what was offered. Any thread.
    public void post(Event event) {
        mailbox.post(event);
    }

    /// How many events wait. Any thread.
    public int queued() {
        return mailbox.size();
    }

    /// Whether peers' messages or requests are refused for want of room. Any thread.
    public boolean isFull() {
        return mailbox.isFull();
    }

    /// When the next tick is due, on the scale of [#runOnce].
    public long nextTickNanos() {
        return nextTickNanos;
    }

    /// One turn.
    ///
    /// @param nowNanos the time on a monotonic scale, read once for the turn
    /// @return whether more can be done without waiting for an event or a tick
    public boolean runOnce(long nowNanos) {
        if (!started) {
            started = true;
            nextTickNanos = nowNanos + config.tickNanos();
        }
        Mailbox.Mail mail = mailbox.drain();
        step(mail.completions());
        step(mail.peers());
        step(mail.requests());
        propose();
        tick(nowNanos);
        step(handler.beforeReadys());
        propose();
        handOut();
        return raft.hasReady() || !mailbox.isEmpty();
    }

    private void handOut() {
        for (int i = 0; i < config.readysPerTurnMax() && raft.hasReady(); i++) {
            for (Message response : handler.ready(raft.ready())) {
                raft.step(response);
            }
        }
    }

    private void tick(long nowNanos) {
        int ticks = 0;
        while (nowNanos - nextTickNanos >= 0 && ticks < config.catchUpTicksMax()) {
            nextTickNanos += config.tickNanos();
            ticks++;
            raft.tick();
            handler.ticked();
        }
        if (nowNanos - nextTickNanos >= 0) {
            nextTickNanos = nowNanos + config.tickNanos();
        }
    }

    private void step(List<Event> events) {
        for (Event event : events) {
            step(event);
        }
    }

    private void step(Event event) {
        switch (event) {
            case Event.Receive e -> receive(e);
            case Event.Propose e -> proposals.add(e);
            case Event.ProposeConfChange e -> e.told().accept(raft.proposeConfChange(e.change()));
            case Event.ReadIndex e -> raft.readIndex(e.context());
            case Event.TransferLeader e -> raft.transferLeader(e.to());
            case Event.StorageDone e -> {
                e.responses().forEach(raft::step);
                handler.storageStepped();
            }
            case Event.Unreachable e -> raft.reportUnreachable(e.peer());
            case Event.SnapshotSent e -> raft.reportSnapshot(e.peer(), e.status());
            case Event.Call e -> e.action().accept(raft);
        }
    }

    private void receive(Event.Receive event) {
        StepResult result = raft.step(event.message());
        if (result instanceof StepResult.Refused refused) {
            handler.refused(event.message(), refused);
        } else {
            handler.stepped(event, result);
        }
    }

    /// Proposals wait for the end of the turn's events: one MsgProp costs the leader one round of MsgApps, whatever its size.
    private void propose() {
        int from = 0;
        while (from < proposals.size()) {
            int to = batchEnd(from);
            propose(List.copyOf(proposals.subList(from, to)));
            from = to;
        }
        proposals.clear();
    }

    private int batchEnd(int from) {
        long bytes = 0;
        int end = from;
        while (end < proposals.size() && end - from < config.batchEntriesMax()) {
            bytes += proposals.get(end).data().length;
            if (bytes > config.batchBytesMax() && end > from) {
                break;
            }
            end++;
        }
        return end;
    }

    private void propose(List<Event.Propose> batch) {
        List<Entry> entries = new ArrayList<>(batch.size());
        for (Event.Propose p : batch) {
            entries.add(Entry.proposal(EntryType.NORMAL, p.data()));
        }
        StepResult result = raft.propose(entries);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).told().accept(at(result, i));
        }
    }

    private static StepResult at(StepResult result, int place) {
        return result instanceof StepResult.Appended a
                ? new StepResult.Appended(a.index() + place, a.term(), a.confChangeRefused())
                : result;
    }
}
