package dev.raftd.raft;

/// A first member of a group, given to [RawNode#bootstrap].
///
/// @param context the application's bytes that go into the member's configuration change, such as its address
public record Peer(long id, byte[] context) {
    public Peer(long id) {
        this(id, new byte[0]);
    }
}
