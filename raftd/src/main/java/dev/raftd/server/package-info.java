/// The daemon: its command line, its configuration, and the order in which its parts start and stop.
///
///     Main ── raftd start ──> RaftdConfig ──> Raftd ── opens ──> storage, replica, transport, http
///        ├─── raftd log  ───> storage's inspection, read-only
///        └─── raftd recover, restore ──> recovery: directories of stopped members, a new one
///
/// 1. Everything a command line can get wrong is refused before anything is opened or bound, in one line that names the option.
/// 2. Parts are opened from the disk outwards and closed from the clients inwards.
/// 3. Each way to die has its own [ExitStatus].
///
/// Never: logic of its own between the parts.
///
/// Threads: `main` starts and waits; a shutdown hook stops.
@NullMarked
package dev.raftd.server;

import org.jspecify.annotations.NullMarked;
