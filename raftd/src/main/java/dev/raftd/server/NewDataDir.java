package dev.raftd.server;

import dev.raftd.server.recovery.RecoveryException;
import dev.raftd.server.recovery.Target;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.RealDisk;
import dev.raftd.server.storage.StorageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that make a data directory for the first member of a new cluster.
final class NewDataDir {
    private static final long REVISIONS_MAX = 1L << 53;

    @Option(names = "--data-dir", required = true, paramLabel = "NEW", description = "The data directory to make; nothing may be there yet.")
    private String dataDir = "";

    @Option(names = "--id", required = true, paramLabel = "ID", description = {
            "The id of the new cluster's only member; one that was not removed from the old cluster."})
    private String id = "";

    @Option(names = "--peer-url", paramLabel = "URL", description = {
            "Where others will reach this member (default: where the member of this id was, else http://127.0.0.1:2380)."})
    private @Nullable String peerUrl;

    /// @param revisions by how many the store's revision moves forward
    Target target(long revisions) throws UsageException, RecoveryException {
        long self = StartCommand.parseId("--id", id);
        String url = peerUrl == null ? null : Address.parse("--peer-url", peerUrl).url();
        if (revisions < 0 || revisions > REVISIONS_MAX)
            throw new UsageException("--bump-revision: must be between 0 and 2^53");
        Path path = path("--data-dir", dataDir);
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null)
            throw new UsageException("--data-dir: " + path + " cannot be made");
        requireNothing(path);
        return new Target(RealDisk.open(parent), name.toString(), new Identity(self, newClusterId()), url, revisions,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    static Path path(String option, String text) throws UsageException {
        try {
            if (!text.isEmpty())
                return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            // told below
        }
        throw new UsageException(option + ": '" + text + "' is not a path");
    }

    private static void requireNothing(Path path) throws RecoveryException {
        try {
            RealDisk.openReadOnly(path);
        } catch (StorageException e) {
            if (e.code() == StorageException.Code.MISSING)
                return;
        }
        throw RecoveryException.exists("--data-dir: " + path + " is there already; give a path where nothing is yet");
    }

    /// Drawn at random, never 0: no member of another cluster is ever taken for one of this.
    private static long newClusterId() {
        return new SecureRandom().longs().filter(n -> n != 0).findFirst().orElseThrow();
    }
}
