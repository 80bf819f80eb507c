package dev.raftd.ctl.top;

import dev.raftd.api.PeerStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.top.Grid.Column;
import dev.raftd.ctl.top.Ink.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jline.utils.AttributedString;

/// What the leader knows of each member.
final class PeersPanel {
    private static final int INDEX_COLUMNS_MIN = 8;

    private PeersPanel() {}

    static List<AttributedString> lines(StatusResponse leader, Frame frame, Ink ink, int width) {
        Grid<PeerStatus> grid = grid(frame, width - 1);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(ink.line().put(" ").put(grid.heading(ink)).end());
        leader.peers().stream().sorted(Comparator.comparing(PeerStatus::id, Long::compareUnsigned))
                .forEach(peer -> lines.add(ink.line().put(tone(peer, leader), " " + grid.cells(peer)).end()));
        return lines;
    }

    private static Tone tone(PeerStatus peer, StatusResponse leader) {
        if (peer.id() == leader.id())
            return Tone.FAINT;
        return !peer.recentActive() ? Tone.BAD : peer.paused() ? Tone.NOTE : Tone.PLAIN;
    }

    private static Grid<PeerStatus> grid(Frame frame, int width) {
        int columns = Words.indexColumns(frame, INDEX_COLUMNS_MIN);
        return new Grid<>(List.of(
                Column.number("PEER", Math.max(4, Words.idColumns(frame)), 0, p -> Words.id(p.id())),
                Column.text("STATE", 9, 2, p -> Words.stateless(p.state())),
                Column.number("MATCH", columns, 1, p -> Long.toString(p.match())),
                Column.number("NEXT", columns, 3, p -> Long.toString(p.next())),
                Column.number("INFLIGHT", 9, 4, p -> p.inflights() + (p.inflightsFull() ? " full" : "")),
                Column.number("BYTES", 8, 6, p -> Numbers.bytes(p.inflightBytes())),
                Column.text("REMARKS", 26, 5, Words::remarks)), width);
    }
}
