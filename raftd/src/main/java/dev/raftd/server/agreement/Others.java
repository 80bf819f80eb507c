package dev.raftd.server.agreement;

import java.io.IOException;

/// The other members, as far as they can be asked for their hashes.
@FunctionalInterface
public interface Others {
    /// May block for about a second.
    HashAnswer ask(String peerUrl, HashQuestion question) throws IOException;
}
