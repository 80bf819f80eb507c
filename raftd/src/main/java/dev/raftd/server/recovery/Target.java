package dev.raftd.server.recovery;

import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The data directory to be made.
///
/// @param parent    where it will be
/// @param name      its name there
/// @param identity  the one member's, and the new cluster's
/// @param peerUrl   where the others will reach the member, null: as before
/// @param revisions by how many the store's revision moves forward
/// @param time      now, for people
public record Target(Disk parent, String name, Identity identity, @Nullable String peerUrl, long revisions, String time) {
    /// What the reports of all kinds of beginnings say first and last.
    List<String> report(String from, long formerCluster, Founding founding, List<String> middle) {
        String id = Long.toUnsignedString(identity.nodeId());
        String url = founding.root().members().firstEntry().getValue().peerUrl();
        List<String> lines = new ArrayList<>();
        lines.add("raftd recovery report, " + time);
        lines.add("made from " + from);
        lines.add("old cluster " + Identity.hex(formerCluster) + ", new cluster " + Identity.hex(identity.clusterId())
                + ": no member of the old one can join the new one");
        lines.add("store: index " + founding.root().appliedIndex() + ", term " + founding.term() + ", revision "
                + founding.root().revision() + (revisions == 0 ? "" : " (moved forward by " + revisions + ")") + ", "
                + founding.root().size() + " keys");
        lines.addAll(middle);
        if (!founding.root().removedIds().isEmpty()) {
            lines.add("ids never to be used again: " + founding.root().removedIds());
        }
        lines.add("next: raftd start --id " + id + " --data-dir " + parent.path(name) + " --listen-peer " + url
                + "; then add members with new ids by 'raftctl members add', and start them with --join " + url);
        return lines;
    }
}
