/// Reads a snapshot file by itself, such as a backup, and believes nothing in it that its checksums do not say.
///
///     file ──> BackupReader ── content, piece by piece ──> StoreTally: revision, keys
///                   └── header: cluster, index, term, configuration
///
/// The format is written down, and written, in raftd's storage. Here it is read a second time, independently, by whoever has a file and no
/// data directory: `raftctl snapshot`, `raftd restore`, `raftd recover`.
///
/// 1. No content is given out before the checksum of its chunk is verified; the end is reported only if the whole file is right.
/// 2. One chunk is in memory.
/// 3. Whatever the bytes are, the answer is content or a [BackupException] that names the offset.
///
/// Never: writes, opens a file, knows a data directory.
///
/// Threads: readers are confined to one thread.
@NullMarked
package dev.raftd.backup;

import org.jspecify.annotations.NullMarked;
