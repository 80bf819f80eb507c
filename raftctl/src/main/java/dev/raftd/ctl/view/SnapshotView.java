package dev.raftd.ctl.view;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import java.util.List;
import java.util.stream.Collectors;

/// What a snapshot file holds.
public final class SnapshotView {
    /// A verified file.
    ///
    /// @param clusterId 16 hex digits
    /// @param voters    of the cluster at that index
    public record Snapshot(String file, String clusterId, long index, long term, long revision, long keys, List<Long> voters,
            long sizeBytes) {}

    private SnapshotView() {}

    public static void print(Snapshot s, Out out) {
        out.line(Printable.line(s.file()) + ": index " + s.index() + "  term " + s.term() + "  revision " + s.revision() + "  keys "
                + s.keys()
                + "  size " + s.sizeBytes() + "  cluster " + s.clusterId() + "  voters "
                + s.voters().stream().map(Long::toUnsignedString).collect(Collectors.joining(" ")) + "  verified");
    }
}
