package dev.raftd.server.check;

import dev.raftd.server.kv.Command;

/// One key, as far as answers tell.
///
/// @param put            number of the operation that put the present value, [#UNSEEN] if nobody ever read it, [#ABSENT] if the key does not exist
/// @param modRevision    0 while no answer told it
/// @param createRevision 0 while no answer told it
/// @param floorRevision  the highest revision known to have touched the key: what comes after has a higher one
record KeyState(int put, long modRevision, long createRevision, long version, long floorRevision) {
    static final int ABSENT = -1;
    static final int UNSEEN = -2;
    static final KeyState INITIAL = new KeyState(ABSENT, 0, 0, 0, 0);

    boolean exists() {
        return put != ABSENT;
    }

    /// Whether a write with that condition can have passed.
    boolean mayPass(long ifRevision) {
        if (ifRevision == Command.UNCONDITIONAL) {
            return true;
        }
        return ifRevision == Command.ABSENT ? !exists() : mayHave(ifRevision);
    }

    /// Whether a write with that condition can have failed.
    boolean mayFail(long ifRevision) {
        if (ifRevision == Command.UNCONDITIONAL) {
            return false;
        }
        return ifRevision == Command.ABSENT ? exists() : !exists() || modRevision != ifRevision;
    }

    boolean mayHave(long revision) {
        return exists() && (modRevision == 0 ? revision > floorRevision : modRevision == revision);
    }

    /// The key was found to have that modification revision.
    KeyState knownAs(long revision) {
        return modRevision == revision ? this : new KeyState(put, revision, createRevision, version, revision);
    }

    KeyState createdAt(long revision) {
        return createRevision == revision ? this : new KeyState(put, modRevision, revision, version, floorRevision);
    }

    /// @param revision 0 if unknown
    KeyState put(int number, long revision) {
        long floor = Math.max(floorRevision, revision);
        return exists()
                ? new KeyState(number, revision, createRevision, version + 1, floor)
                : new KeyState(number, revision, revision, 1, floor);
    }

    /// @param revision 0 if unknown
    KeyState delete(long revision) {
        return new KeyState(ABSENT, 0, 0, 0, Math.max(floorRevision, revision));
    }
}
