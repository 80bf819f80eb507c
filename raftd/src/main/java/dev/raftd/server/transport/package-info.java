/// The members' messages over HTTP/1.1: one long-lived streaming POST a direction, snapshots on requests of their own.
///
///     HttpTransport ── send ──> Link(peer): bounded queue ─> virtual thread ─> POST /raft/v1/stream   ──> the peer's PeerServer
///                                  └── MsgSnap ─> virtual thread, checksummed chunks ─> POST /raft/v1/snapshot
///     PeerServer ─> PeerConnection ─> Handshake ─> FrameReader ─> MessageCheck ─> Receiver.received
///                                            └──── SnapshotReceiver (virtual thread) ─> Sink ─> Receiver.received
///
///     frame     = check of the length (1 byte) length (3 bytes, big-endian) CRC32C of the payload (4 bytes, big-endian) payload
///     stream    = frame(raftpb.Message)*
///     snapshot  = frame(raftpb.Message: MsgSnap without data) frame(chunk)*
///                 its headers name the file (index, term, size, checksum) and the byte at which the chunks begin
///
/// 1. A request's headers say cluster, sender, receiver, protocol version, the sender's life, the request's number in it, and what the
///    sender remembers of the receiver. They are checked, and a new life is written down, before the sender is told to go on
///    (`100 Continue`), so before any frame: another cluster, another receiver, an unknown or removed sender, or one whose data directory
///    was lost (see [dev.raftd.server.epoch]) gets a Problem and a closed connection.
/// 2. A frame's length is checked, and that it is the one sent, before memory is taken for it, its checksum before it is decoded, and its
///    message's type, sender and shape before [dev.raftd.server.replica.Transport.Receiver#received] sees it. The first bad frame closes the
///    connection.
/// 3. A sender's newer stream replaces its older one: nothing of the older is received afterwards. An old handshake repeated is refused.
/// 4. Nothing is kept for ever: queues, frames, connections, handshakes under way and snapshots under way are bounded. What does not fit
///    is dropped, counted and reported as unreachable.
/// 5. What arrived of a snapshot whose connection broke is kept for a while; whoever sends that very file is told where to go on. A file is
///    verified as a whole before it is sent, and again before it is given to the node.
/// 6. A removed member that asks is told so with 410 `node_removed`. An unknown one is refused until a known member vouches for it.
///    A member that was away while all whom it knew were replaced has nobody to ask: it is to be replaced, too.
///
/// Never: looks into what entries carry, decides anything of Raft, retries a message.
///
/// Threads: one event loop reads all peers; a virtual thread a peer writes; a virtual thread a snapshot, and one that writes a new life
/// down. [HttpTransport] is thread-safe and its callers never wait.
@NullMarked
package dev.raftd.server.transport;

import org.jspecify.annotations.NullMarked;
