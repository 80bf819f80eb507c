package dev.raftd.server;

import dev.raftd.api.MembersResponse;
import java.nio.file.Path;

/// The member has promised things to its cluster and remembers none of them. Were it let in, it could vote a second time in a term, and
/// elect a leader without entries that were acknowledged.
final class LostDataException extends Exception {
    private static final long serialVersionUID = 1L;

    private LostDataException(long id, Path dataDir) {
        super("member " + id + " was started before, but nothing is stored in " + dataDir
                + "; give the directory it used with --data-dir, or, if that is lost, remove the member and add a new one with a new id");
    }

    /// @param dataDir empty
    static void throwIfStartedBefore(long id, MembersResponse members, Path dataDir) throws LostDataException {
        // a member announces where it serves clients once its log has its cluster's beginning
        if (members.members().stream().anyMatch(m -> m.id() == id && m.clientUrl() != null))
            throw new LostDataException(id, dataDir);
    }
}
