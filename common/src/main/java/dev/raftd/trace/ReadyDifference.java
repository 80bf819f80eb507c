package dev.raftd.trace;

import dev.raftd.raft.StateType;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.MessageType;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names the first field in which two Readys' bytes, as [ReadyCodec] writes them, are not the same: goes through both in step.
final class ReadyDifference {
    private static final MessageType[] MESSAGE_TYPES = MessageType.values();

    private final ByteReader recorded;
    private final ByteReader replayed;

    private ReadyDifference(byte[] recorded, byte[] replayed) {
        this.recorded = new ByteReader(recorded);
        this.replayed = new ByteReader(replayed);
    }

    /// What was found, as it is to be told.
    private static final class Found extends Exception {
        private static final long serialVersionUID = 1;

        Found(String place, String recorded, String replayed) {
            super(place + ": recorded " + recorded + ", replayed " + replayed, null, false, false);
        }
    }

    /// Such as `messages[2] MsgApp to 3: commit: recorded 17, replayed 18`; null if there is none.
    static @Nullable String first(byte[] recorded, byte[] replayed) {
        if (Arrays.equals(recorded, replayed)) {
            return null;
        }
        try {
            new ReadyDifference(recorded, replayed).ready();
        } catch (Found found) {
            return found.getMessage();
        } catch (RecordingException broken) {
            return "the recorded Ready cannot be read: " + broken.getMessage();
        }
        return "the Readys end differently";
    }

    private void ready() throws Found, RecordingException {
        int flags = same("softState, mustSync", recorded.take(), replayed.take());
        if ((flags & 1) != 0) {
            number("softState.lead");
            same("softState.state", StateType.values()[recorded.take() % 4], StateType.values()[replayed.take() % 4]);
        }
        number("hardState.term");
        number("hardState.vote");
        number("hardState.commit");
        long reads = number("readStates.size");
        for (int i = 0; i < reads; i++) {
            number("readStates[" + i + "].index");
            bytes("readStates[" + i + "].requestContext");
        }
        snapshot("snapshot");
        entries("entries");
        entries("committedEntries");
        messages("messages");
    }

    private void messages(String name) throws Found, RecordingException {
        long count = number(name + ".size");
        for (int i = 0; i < count; i++) {
            message(name + "[" + i + "]");
        }
    }

    private void message(String name) throws Found, RecordingException {
        MessageType type = same(name + ".type", MESSAGE_TYPES[recorded.take() % MESSAGE_TYPES.length],
                MESSAGE_TYPES[replayed.take() % MESSAGE_TYPES.length]);
        long to = number(name + " " + type + " to");
        String place = name + " " + type + " to " + Long.toUnsignedString(to) + ": ";
        number(place + "from");
        number(place + "term");
        number(place + "logTerm");
        number(place + "index");
        entries(place + "entries");
        number(place + "commit");
        snapshot(place + "snapshot");
        same(place + "reject", recorded.flag(), replayed.flag());
        number(place + "rejectHint");
        bytes(place + "context");
        number(place + "vote");
        messages(place + "responses");
    }

    private void entries(String name) throws Found, RecordingException {
        number(name + " (which list)");
        if (replayedWasNew()) {
            long count = number(name + ".size");
            for (int i = 0; i < count; i++) {
                entry(name + "[" + i + "]");
            }
        }
    }

    private long lists;
    private long last;

    /// Whether the list named last is there in full.
    private boolean replayedWasNew() {
        boolean isNew = last > lists;
        lists = Math.max(lists, last);
        return isNew;
    }

    private void entry(String name) throws Found, RecordingException {
        same(name + ".type", EntryType.values()[recorded.take() % 3], EntryType.values()[replayed.take() % 3]);
        number(name + ".term");
        number(name + ".index");
        number(name + ".data.length");
        same(name + ".data", hex(recorded.fixed32()), hex(replayed.fixed32()));
    }

    private static String hex(int checksum) {
        return String.format(Locale.ROOT, "of CRC32C %08x", checksum);
    }

    private void snapshot(String name) throws Found, RecordingException {
        if (same(name + " is there", recorded.flag(), replayed.flag())) {
            bytes(name);
        }
    }

    private long number(String name) throws Found, RecordingException {
        last = Long.parseUnsignedLong(
                same(name, Long.toUnsignedString(recorded.number()), Long.toUnsignedString(replayed.number())));
        return last;
    }

    private void bytes(String name) throws Found, RecordingException {
        byte[] a = recorded.bytes();
        byte[] b = replayed.bytes();
        if (!Arrays.equals(a, b)) {
            throw new Found(name, a.length + " bytes", b.length + " others");
        }
    }

    private static <T> T same(String name, T a, T b) throws Found {
        if (!a.equals(b)) {
            throw new Found(name, a.toString(), b.toString());
        }
        return a;
    }
}
