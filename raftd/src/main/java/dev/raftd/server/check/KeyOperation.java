package dev.raftd.server.check;

import dev.raftd.api.KeyValue;
import dev.raftd.server.kv.Command;
import org.jspecify.annotations.Nullable;

/// An operation as one key sees it.
///
/// @param source   of which it is a part: a range is a read of each key it covers
/// @param number   by the time of the call, among those of the key
/// @param ret      by when it took effect; [Operation#NEVER] if that is not known
/// @param revision of a write that changed the key: the store's after it; 0 if that is not known
/// @param put      of a read that found a value: the number of the put of that value, [KeyState#ABSENT] if there is none
record KeyOperation(Operation source, int number, Kind kind, long ret, long revision, int put) {
    /// What it does to the key, with what was told.
    sealed interface Kind {}

    /// @param told null if the outcome is unknown
    record Write(Command command, @Nullable Outcome told) implements Kind {}

    /// @param storeRevision at which it was read, [Outcome#NO_REVISION] if not told
    record Read(@Nullable KeyValue found, long storeRevision) implements Kind {}

    long call() {
        return source.call();
    }

    /// Whether it must have its place.
    boolean isCompleted() {
        return ret != Operation.NEVER;
    }

    /// Whether somebody was told something by it.
    boolean isAnswered() {
        return switch (kind) {
            case Read r -> true;
            case Write w -> w.told != null;
        };
    }

    /// The key after the operation, null if it cannot have taken its place here. An unknown one that would change nothing need not.
    @Nullable
    KeyState on(KeyState before) {
        return switch (kind) {
            case Read r -> read(before, r);
            case Write w -> switch (w.told) {
                case null -> unknown(before, w.command);
                case Outcome.Written told -> written(before, w.command, told);
                case Outcome.CompareFailed told -> failed(before, ifRevision(w.command), told.modRevision());
                case Outcome.Got told -> throw mismatch();
                case Outcome.Ranged told -> throw mismatch();
                case Outcome.NotApplied told -> throw mismatch();
                case Outcome.Unknown told -> throw mismatch();
            };
        };
    }

    private @Nullable KeyState read(KeyState before, Read r) {
        KeyValue kv = r.found;
        long floor = kv == null ? before.floorRevision() : kv.modRevision();
        if (r.storeRevision != Outcome.NO_REVISION && r.storeRevision < floor) {
            return null;
        }
        if (kv == null) {
            return before.exists() ? null : before;
        }
        boolean fits = before.put() == put && before.exists() && before.version() == kv.version() && before.mayHave(kv.modRevision())
                && (before.createRevision() == 0 || before.createRevision() == kv.createRevision());
        return fits ? before.knownAs(kv.modRevision()).createdAt(kv.createRevision()) : null;
    }

    private @Nullable KeyState unknown(KeyState before, Command command) {
        if (!before.mayPass(ifRevision(command)) || revision != 0 && revision <= before.floorRevision()) {
            return null;
        }
        return switch (command) {
            case Command.Put c -> before.put(isCompleted() ? number : KeyState.UNSEEN, revision);
            case Command.Delete c -> before.exists() ? before.delete(revision) : null;
            case Command.Announce c -> throw mismatch();
        };
    }

    private @Nullable KeyState written(KeyState before, Command command, Outcome.Written told) {
        if (!before.mayPass(ifRevision(command)) || told.existed() != before.exists()) {
            return null;
        }
        return switch (command) {
            case Command.Put c -> told.revision() > before.floorRevision() ? before.put(number, told.revision()) : null;
            case Command.Delete c when before.exists() ->
                told.revision() > before.floorRevision() ? before.delete(told.revision()) : null;
            case Command.Delete c -> told.revision() >= before.floorRevision() ? before : null;
            case Command.Announce c -> throw mismatch();
        };
    }

    private static @Nullable KeyState failed(KeyState before, long ifRevision, long modRevision) {
        if (!before.mayFail(ifRevision)) {
            return null;
        }
        if (modRevision == Outcome.NO_REVISION) {
            return before;
        }
        if (modRevision == Command.ABSENT) {
            return before.exists() ? null : before;
        }
        return modRevision != ifRevision && before.mayHave(modRevision) ? before.knownAs(modRevision) : null;
    }

    /// Of an operation that nobody knows anything of: what has the same is interchangeable with it.
    Condition condition() {
        return switch (kind) {
            case Read r -> throw mismatch();
            case Write w -> new Condition(w.command instanceof Command.Put, ifRevision(w.command));
        };
    }

    record Condition(boolean isPut, long ifRevision) {}

    private static long ifRevision(Command command) {
        return switch (command) {
            case Command.Put c -> c.ifRevision();
            case Command.Delete c -> c.ifRevision();
            case Command.Announce c -> Command.UNCONDITIONAL;
        };
    }

    private IllegalStateException mismatch() {
        return new IllegalStateException("not an operation on one key: " + source);
    }
}
