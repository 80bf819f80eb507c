package dev.raftd.lab;

import dev.raftd.raft.Describe;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Membership changes as the data files write them: `v1 l2 r3 u4` adds voter 1 and learner 2, removes 3 and updates 4.
final class ConfChangeText {
    private ConfChangeText() {}

    /// Thrown with the text that the data files expect for it.
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        private MalformedException(String message) {
            super(message);
        }
    }

    /// The changes, which single spaces separate.
    ///
    /// @param text trimmed
    static List<ConfChangeSingle> parse(String text) throws MalformedException {
        List<ConfChangeSingle> changes = new ArrayList<>();
        if (text.isEmpty())
            return changes;
        for (String token : text.split(" ", -1)) {
            changes.add(change(token));
        }
        return changes;
    }

    private static ConfChangeSingle change(String token) throws MalformedException {
        if (token.getBytes(StandardCharsets.UTF_8).length < 2)
            throw new MalformedException("unknown token " + token);
        ConfChangeType type = switch (token.charAt(0)) {
            case 'v' -> ConfChangeType.ADD_NODE;
            case 'l' -> ConfChangeType.ADD_LEARNER_NODE;
            case 'r' -> ConfChangeType.REMOVE_NODE;
            case 'u' -> ConfChangeType.UPDATE_NODE;
            default -> throw new MalformedException("unknown input: " + token);
        };
        return new ConfChangeSingle(type, id(token.substring(1)));
    }

    private static long id(String digits) throws MalformedException {
        try {
            return Uint64.parse(digits);
        } catch (NumberFormatException e) {
            throw new MalformedException(
                    "strconv.ParseUint: parsing " + Describe.quoted(digits.getBytes(StandardCharsets.UTF_8)) + ": " + e.getMessage());
        }
    }
}
