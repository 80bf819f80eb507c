package dev.raftd.server;

import dev.raftd.api.MembersResponse;
import java.nio.file.Path;

/// The member has promised things to its cluster and remembers none of them. Were it let in, it could vote a second time in a term, and
/// elect a leader without entries that were acknowledged.
final class LostDataException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    private LostDataException(String code, String message) {
        super(message);
        this.code = code;
    }

    /// @param sayer remembers another directory
    static LostDataException missing(long id, long sayer, Path dataDir) {
        return new LostDataException("data_missing",
                "member " + id + " had another data directory than " + dataDir + " when member " + sayer
                        + " last heard of it; give the directory it used with --data-dir, or, if that is lost, " + replace(id));
    }

    /// @param sayer has seen a newer state
    static LostDataException rolledBack(long id, long sayer, Path dataDir) {
        return new LostDataException("data_rolled_back", dataDir + " is older than what member " + sayer + " has heard of member " + id
                + ": it was put back from a copy, or another raftd runs on a copy; stop all of them and " + replace(id));
    }

    private static String replace(long id) {
        return "replace the member: raftctl members replace " + id + " NEW=URL, or remove it and add a new one with a new id";
    }

    /// Stable, in lower case.
    String code() {
        return code;
    }

    /// @param dataDir empty
    static void throwIfStartedBefore(long id, MembersResponse members, Path dataDir) throws LostDataException {
        // a member announces where it serves clients once its log has its cluster's beginning
        if (members.members().stream().anyMatch(m -> m.id() == id && m.clientUrl() != null))
            throw new LostDataException("data_missing", "member " + id + " was started before, but nothing is stored in " + dataDir
                    + "; give the directory it used with --data-dir, or, if that is lost, " + replace(id));
    }
}
