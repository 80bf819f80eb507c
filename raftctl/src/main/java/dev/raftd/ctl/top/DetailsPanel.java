package dev.raftd.ctl.top;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.Alarm;
import dev.raftd.api.ConfigStatus;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.StoreStatus;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.Ink.Tone;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// All that is known of one member.
final class DetailsPanel {
    private static final int LABEL_COLUMNS = 10;

    private final Ink ink;
    private final int width;
    private final List<AttributedString> lines = new ArrayList<>();

    private DetailsPanel(Ink ink, int width) {
        this.ink = ink;
        this.width = width;
    }

    static List<AttributedString> lines(Frame frame, long id, Ink ink, int width) {
        DetailsPanel panel = new DetailsPanel(ink, width);
        Row row = frame.row(id).orElse(null);
        if (row == null)
            panel.line("", "member " + Long.toUnsignedString(id) + " is no longer part of the cluster");
        else if (row.status() == null)
            panel.line(Tone.BAD, "state", Words.away(row));
        else
            panel.member(row.status(), row.rates(), frame);
        return panel.lines;
    }

    private void member(StatusResponse member, @Nullable Rates rates, Frame frame) {
        member.alarms().forEach(this::alarm);
        line("role", Words.role(member) + ", term " + member.term() + ", vote " + Words.id(member.vote()) + ", leader "
                + Words.id(member.lead()) + (member.leadTransferee() == 0 ? "" : ", hands over to " + Words.id(member.leadTransferee())));
        line("serves", "clients at " + member.clientUrl() + ", members at " + member.peerUrl());
        line("raftd", member.version() + ", up " + Numbers.duration(member.uptimeMillis() / 1000) + ", data in " + member.dataDir());
        config(member.config());
        log(member.log());
        store(member.store());
        activity(member.activity(), rates);
        disk(member.disk());
        if (!member.peers().isEmpty()) {
            lines.add(AttributedString.EMPTY);
            lines.addAll(PeersPanel.lines(member, frame, ink, width));
        }
    }

    private void alarm(Alarm alarm) {
        line(Tone.BAD, "ALARM", alarm.code() + ": " + alarm.detail() + "; " + alarm.next());
    }

    private void config(ConfigStatus config) {
        boolean joint = !config.votersOutgoing().isEmpty();
        line("voters", Words.ids(config.voters()) + (joint ? " and, until the change is done, " + Words.ids(config.votersOutgoing()) : "")
                + "; learners " + Words.ids(config.learners())
                + (config.learnersNext().isEmpty() ? "" : ", then also " + Words.ids(config.learnersNext())));
    }

    private void log(RaftLogStatus log) {
        line("raftLog", "first " + log.firstIndex() + ", snapshot " + log.snapshotIndex() + " of term " + log.snapshotTerm() + ", applied "
                + log.applied() + ", applying " + log.applying());
        line("", "committed " + log.committed() + ", stable " + log.stableIndex() + ", last " + log.lastIndex() + ", unstable "
                + log.unstableLength());
    }

    private void store(StoreStatus store) {
        line("store", store.keys() + " keys, revision " + store.revision() + ", hash " + store.hash() + " at " + store.index() + ", agreed "
                + store.agreedIndex());
    }

    private void activity(ActivityStatus activity, @Nullable Rates rates) {
        if (rates != null) {
            line("a second", Numbers.count(rates.applied()) + " entries applied, " + Numbers.count(rates.appended()) + " appended, "
                    + Numbers.count(rates.writes()) + " writes, " + Numbers.count(rates.reads()) + " reads");
            line("", Numbers.count(rates.sent()) + " messages sent, " + Numbers.count(rates.received()) + " received, "
                    + Numbers.count(rates.syncs()) + " fsyncs" + (rates.syncMillis() < 0 ? "" : " of " + Numbers.millis(rates.syncMillis()))
                    + ", " + Numbers.count(rates.entriesPerBatch()) + " entries a batch");
        }
        line("waiting", activity.writesWaiting() + " writes, " + activity.readsWaiting() + " reads, mailbox " + activity.mailboxQueued()
                + ", log writer " + activity.logWriterQueued() + ", uncommitted " + Numbers.bytes(activity.uncommittedBytes()));
        line("fsync", "longest " + Numbers.millis(activity.syncNanosMaxRecent() / 1e6) + " in 10 s, "
                + Numbers.millis(activity.syncNanosMax() / 1e6) + " since the start");
        line("in all", activity.entriesApplied() + " entries applied, " + activity.writes() + " writes, " + activity.reads() + " reads, elections seen "
                + activity.elections());
    }

    private void disk(DiskStatus disk) {
        line("disk",
                (disk.full() ? "FULL, " : "") + Numbers.bytes(disk.freeBytes()) + " free, reserve " + Numbers.bytes(disk.reserveBytes())
                        + ", scrubbed " + disk.scrub().passes() + " times");
    }

    private void line(String label, String text) {
        line(Tone.PLAIN, label, text);
    }

    private void line(Tone tone, String label, String text) {
        String rest = Printable.line(text);
        String heading = " " + label;
        do {
            String part = rest.substring(0, end(rest, Math.max(1, width - LABEL_COLUMNS)));
            lines.add(ink.line().put(Tone.HEADING, heading).to(LABEL_COLUMNS).put(tone, part).end());
            rest = rest.substring(part.length()).stripLeading();
            heading = "";
        } while (!rest.isEmpty());
    }

    /// Where a line ends that has room for that many characters: at a space, if there is one.
    private static int end(String text, int room) {
        if (text.length() <= room)
            return text.length();
        int space = text.lastIndexOf(' ', room);
        return space > 0 ? space : room;
    }
}
