package dev.raftd.server.recovery;

import dev.raftd.raft.Describe;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Decoded;
import dev.raftd.server.recovery.Findings.Fate;
import dev.raftd.server.recovery.Findings.RangeFound;
import dev.raftd.server.recovery.Findings.Touched;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What entries do, without the values they carry.
final class TouchedEntries {
    private TouchedEntries() {}

    /// @param listedMax entries that are listed: the last ones of what is committed, the first ones of all else
    static RangeFound range(Fate fate, Survivor of, long first, long last, int listedMax) {
        long start = Math.max(first, of.member().firstIndex());
        boolean lastOnes = fate == Fate.COMMITTED;
        ArrayDeque<Touched> listed = new ArrayDeque<>();
        long from = lastOnes ? Math.max(start, last - listedMax + 1) : start;
        long to = lastOnes ? last : Math.min(last, start + listedMax - 1);
        of.member().entries(from, to, e -> listed.add(touched(e)));
        long compacted = Math.max(0, Math.min(start - 1, last) - first + 1);
        return new RangeFound(fate, of.id(), first, last, compacted, new ArrayList<>(listed),
                Math.max(0, last - start + 1) - listed.size());
    }

    static Touched touched(Entry e) {
        if (e.type() != EntryType.NORMAL) {
            return new Touched(e.index(), e.term(), "config", null, change(e));
        }
        if (e.data().length == 0) {
            return new Touched(e.index(), e.term(), "empty", null, null);
        }
        return switch (CommandCodec.decode(e.data())) {
            case Decoded.NewerFormat d -> new Touched(e.index(), e.term(), "unreadable", null, "format " + d.format());
            case Decoded.Malformed d -> new Touched(e.index(), e.term(), "unreadable", null, d.reason());
            case Decoded.Command d -> touched(e, d.proposal().command());
        };
    }

    private static Touched touched(Entry e, Command command) {
        return switch (command) {
            case Command.Put put -> new Touched(e.index(), e.term(), "put", put.key(), null);
            case Command.Delete delete -> new Touched(e.index(), e.term(), "delete", delete.key(), null);
            case Command.Announce a -> new Touched(e.index(), e.term(), "announce", null, "member " + Long.toUnsignedString(a.id()));
        };
    }

    private static String change(Entry e) {
        try {
            ConfChangeV2 change = Codec.decodeConfChange(e).asV2();
            return change.isLeaveJoint()
                    ? "leave the joint configuration"
                    : change.changes().stream().map(TouchedEntries::change).collect(Collectors.joining(", "));
        } catch (CodecException broken) {
            return "cannot be read: " + broken.getMessage();
        }
    }

    private static String change(ConfChangeSingle single) {
        String what = switch (single.type()) {
            case ADD_NODE -> "add ";
            case ADD_LEARNER_NODE -> "add learner ";
            case REMOVE_NODE -> "remove ";
            case UPDATE_NODE -> "update ";
        };
        return what + Long.toUnsignedString(single.nodeId());
    }

    /// Such as `119  term 7  put "k"`.
    static String line(Touched t) {
        String what = t.key() == null ? t.change() == null ? "" : " " + t.change() : " " + Describe.quoted(t.key().array());
        return t.index() + "  term " + t.term() + "  " + t.op() + what;
    }

    static List<String> lines(RangeFound range) {
        List<String> lines = new ArrayList<>();
        range.entries().forEach(t -> lines.add(line(t)));
        if (range.entriesMore() > 0 && range.fate() == Fate.COMMITTED) {
            lines.addFirst("(" + range.entriesMore() + " before)");
        } else if (range.entriesMore() > 0) {
            lines.add("(" + range.entriesMore() + " more)");
        }
        return lines;
    }
}
