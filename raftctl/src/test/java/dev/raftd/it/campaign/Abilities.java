package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What this machine can do. Each reason is null where it can.
///
/// @param library         of the preloaded faults
/// @param noLibrary       why there is none
/// @param noTracer        why strace cannot be used
/// @param noNamespaces    why members cannot have a network of their own each
/// @param noPowerCut      why members cannot have a disk whose power can be cut
/// @param noSmallDisk     why members cannot have a small file system in memory
record Abilities(@Nullable Path library, @Nullable String noLibrary, @Nullable String noTracer, @Nullable String noNamespaces,
        @Nullable String noPowerCut, @Nullable String noSmallDisk) {
    /// Finds out by trying.
    static Abilities of(Workspace workspace) {
        Path library = null;
        String noLibrary = null;
        try {
            library = Preload.compile(workspace);
        } catch (IOException e) {
            noLibrary = String.valueOf(e.getMessage());
        }
        return new Abilities(library, noLibrary, Tracer.missing(), Namespaces.missing(workspace), Ext4Volume.missing(workspace),
                TmpfsVolume.missing(workspace));
    }

    /// What campaigns here go without, for people.
    String shortfall() {
        Map<String, @Nullable String> reasons = new LinkedHashMap<>();
        reasons.put("EIO, ENOSPC, slow and short calls, clock jumps by a preloaded library", noLibrary);
        reasons.put("EIO and slow calls by strace", noTracer);
        reasons.put("partitions between network namespaces", noNamespaces);
        reasons.put("power cuts", noPowerCut);
        reasons.put("full disks in memory", noSmallDisk);
        List<String> missing = new ArrayList<>();
        reasons.forEach((what, reason) -> {
            if (reason != null)
                missing.add("NOT DONE: " + what + ": " + reason);
        });
        return missing.isEmpty() ? "all kinds of faults can be had here" : String.join("\n", missing);
    }

    /// The hardest disk there is.
    Surroundings.Volumes volumes(long sizeBytes) {
        if (noPowerCut == null)
            return (workspace, name) -> new Ext4Volume(workspace, name, sizeBytes);
        if (noSmallDisk == null)
            return (workspace, name) -> new TmpfsVolume(workspace, name, sizeBytes);
        return PlainVolume::new;
    }

    /// The real network where there can be one.
    Network network(Workspace workspace) throws IOException {
        return noNamespaces == null ? new Namespaces(workspace) : new Proxies();
    }

    Surroundings surroundings(Workspace workspace, Network network, Surroundings.Volumes volumes, Path logs) {
        return new Surroundings(workspace, network, volumes, library, noTracer == null, logs);
    }
}
