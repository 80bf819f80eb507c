package dev.raftd.trace;

import dev.raftd.raft.ReadState;
import dev.raftd.raft.Ready;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// The bytes of a [Ready]: equal Readys have equal bytes, and any difference between two Readys is one between their bytes.
///
/// The payload of an entry goes in by its length and CRC32C: it came in by an input, which has it in full, and a Ready would else hold it five
/// times over. A list of entries that occurs again, as in the messages to the storage threads, is named by the place of its first occurrence.
final class ReadyCodec {
    private static final int SOFT_STATE = 1;
    private static final int MUST_SYNC = 2;

    private final CRC32C crc = new CRC32C();
    private final List<List<Entry>> lists = new ArrayList<>();

    void write(Ready ready, ByteWriter out) {
        lists.clear();
        out.put((ready.softState() != null ? SOFT_STATE : 0) | (ready.mustSync() ? MUST_SYNC : 0));
        if (ready.softState() != null) {
            out.number(ready.softState().lead());
            out.put(ready.softState().state().ordinal());
        }
        out.number(ready.hardState().term());
        out.number(ready.hardState().vote());
        out.number(ready.hardState().commit());
        out.number(ready.readStates().size());
        for (ReadState state : ready.readStates()) {
            out.number(state.index());
            out.bytes(state.requestContext());
        }
        ImageCodec.snapshot(ready.snapshot().isEmpty() ? null : ready.snapshot(), out);
        entries(ready.entries(), out);
        entries(ready.committedEntries(), out);
        messages(ready.messages(), out);
        lists.clear();
    }

    private void messages(List<Message> messages, ByteWriter out) {
        out.number(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            write(messages.get(i), out);
        }
    }

    private void write(Message m, ByteWriter out) {
        out.put(m.type().ordinal());
        out.number(m.to());
        out.number(m.from());
        out.number(m.term());
        out.number(m.logTerm());
        out.number(m.index());
        entries(m.entries(), out);
        out.number(m.commit());
        ImageCodec.snapshot(m.snapshot(), out);
        out.flag(m.reject());
        out.number(m.rejectHint());
        out.bytes(m.context());
        out.number(m.vote());
        messages(m.responses(), out);
    }

    /// A message by itself: equal ones have equal bytes, whichever way they travelled.
    byte[] encode(Message m) {
        lists.clear();
        ByteWriter out = new ByteWriter(64);
        write(m, out);
        lists.clear();
        return out.toBytes();
    }

    /// 0 for no entries, else the place of the list, counted from 1; a new one follows.
    private void entries(List<Entry> entries, ByteWriter out) {
        if (entries.isEmpty()) {
            out.put(0);
            return;
        }
        int place = place(entries);
        out.number(place + 1);
        if (place < lists.size()) {
            return;
        }
        lists.add(entries);
        out.number(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            write(entries.get(i), out);
        }
    }

    private int place(List<Entry> entries) {
        for (int i = 0; i < lists.size(); i++) {
            if (lists.get(i) == entries || lists.get(i).equals(entries)) {
                return i;
            }
        }
        return lists.size();
    }

    private void write(Entry e, ByteWriter out) {
        out.put(e.type().ordinal());
        out.number(e.term());
        out.number(e.index());
        out.number(e.data().length);
        out.fixed32(checksum(e.data()));
    }

    private int checksum(byte[] data) {
        if (data.length == 0) {
            return 0;
        }
        crc.reset();
        crc.update(data, 0, data.length);
        return (int) crc.getValue();
    }
}
