package dev.raftd.server;

import dev.raftd.InvariantError;
import dev.raftd.server.replica.DiskStalledException;
import dev.raftd.server.replica.NewerFormatException;
import dev.raftd.server.recovery.RecoveryException;
import dev.raftd.server.replica.UnreadableStoreException;
import dev.raftd.server.storage.StorageException;
import java.util.Locale;

/// What is said, and with which status the process ends, when something goes wrong before or while it serves.
///
/// @param code    stable, in lower case
/// @param message one sentence and the next step
record Refusal(String code, String message, int exitStatus) {
    static Refusal of(Throwable e) {
        return switch (e) {
            case UsageException u -> new Refusal("usage", u.getMessage(), ExitStatus.USAGE);
            case UnavailableException u -> new Refusal(u.code(), u.getMessage(), ExitStatus.UNAVAILABLE);
            case LostDataException l -> new Refusal(l.code(), l.getMessage(), ExitStatus.OTHER_IDENTITY);
            case RemovedException r -> new Refusal("node_removed", r.getMessage(), ExitStatus.REMOVED);
            case StorageException s -> new Refusal(code(s), s.getMessage() + "; " + clause(s.nextStep()), exitStatus(s));
            case InvariantError i -> new Refusal("bug", "a broken invariant: " + i.getMessage(), ExitStatus.BUG);
            case DiskStalledException d -> new Refusal("disk_stalled", d.getMessage() + "; look at the disk, then start again",
                    ExitStatus.DISK_STALLED);
            case RecoveryException r -> new Refusal(r.code().name().toLowerCase(Locale.ROOT), r.getMessage(), exitStatus(r));
            case UnreadableStoreException u -> new Refusal("corrupt", u.getMessage(), ExitStatus.CORRUPT);
            case NewerFormatException n ->
                new Refusal("newer_format", n.getMessage() + "; start the newer raftd", ExitStatus.OTHER_IDENTITY);
            default -> new Refusal("bug", e.toString(), ExitStatus.BUG);
        };
    }

    /// A sentence as it goes on behind a semicolon.
    private static String clause(String sentence) {
        String open = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return open.substring(0, 1).toLowerCase(Locale.ROOT) + open.substring(1);
    }

    private static String code(StorageException e) {
        return switch (e.code()) {
            case NOT_WRITABLE -> "no_permission";
            default -> e.code().name().toLowerCase(Locale.ROOT);
        };
    }

    private static int exitStatus(RecoveryException e) {
        return switch (e.code()) {
            case REFUSED, MIXED, UNUSABLE, NOT_A_SNAPSHOT -> ExitStatus.USAGE;
            case EXISTS, MISSING -> ExitStatus.CANNOT_CREATE;
            case NEWER_FORMAT -> ExitStatus.OTHER_IDENTITY;
            case CONTRADICTION, CORRUPT -> ExitStatus.CORRUPT;
        };
    }

    private static int exitStatus(StorageException e) {
        return switch (e.code()) {
            case LOCKED, MISSING, NOT_A_DIRECTORY -> ExitStatus.CANNOT_CREATE;
            case OTHER_NODE, OTHER_CLUSTER, NEWER_FORMAT -> ExitStatus.OTHER_IDENTITY;
            case NOT_WRITABLE -> ExitStatus.NO_PERMISSION;
            case CORRUPT -> ExitStatus.CORRUPT;
            case NO_SPACE, IO -> ExitStatus.IO_ERROR;
        };
    }
}
