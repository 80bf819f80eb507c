package dev.raftd.server;

import dev.raftd.InvariantError;
import dev.raftd.server.storage.StorageException;
import java.net.BindException;
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
            case StorageException s -> new Refusal(code(s), s.getMessage() + "; " + s.nextStep(), exitStatus(s));
            case InvariantError i -> new Refusal("bug", "a broken invariant: " + i.getMessage(), ExitStatus.BUG);
            case BindException b -> new Refusal("address_in_use", b.getMessage(), ExitStatus.UNAVAILABLE);
            default -> new Refusal("bug", e.toString(), ExitStatus.BUG);
        };
    }

    private static String code(StorageException e) {
        return switch (e.code()) {
            case NOT_WRITABLE -> "no_permission";
            default -> e.code().name().toLowerCase(Locale.ROOT);
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
