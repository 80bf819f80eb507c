package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the members of one cluster live in.
///
/// @param library of the preloaded faults; null where it cannot be compiled
/// @param tracing whether strace can stand in for it
/// @param logs    where the members' output goes, to be looked at afterwards
record Surroundings(Workspace workspace, Network network, Volumes volumes, @Nullable Path library, boolean tracing, Path logs) {
    /// Where members keep their data.
    interface Volumes {
        Volume make(Workspace workspace, String name) throws IOException;
    }
}
