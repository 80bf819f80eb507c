/// The flight recorder: what a node was last asked to do, what it did, and the same again from a file.
///
///     inputs ────────────────> RawNode ──> Ready        Recorder ──> ring of chunks ──> SavedRing ──> file ──> Recording
///        │                     │     │       │              └──────> RecordingSink ──> files               ──> Replay
///        └─> Recorder <────────┘     └───────┘
///             Storage, ElectionTimeouts: what they answered
///
/// A file is the eight bytes `RAFTREC1` and frames of u32 length, u32 CRC32C of type and body, u8 type, body; u32 are little-endian:
///
///     H  version, node, cluster, build, configuration      once, first
///     C  number of the event before, time, first and last   begins a section; nothing before it is needed
///        index of storage, NodeImage
///     E  records: u32 length, u8 Kind, content              as many frames as were written
///     Z  number of events                                   if the file was saved as a whole
///
/// An event is the record of an input, and those of what came back behind it: answers that a replay cannot tell by itself, with the number of
/// their question within the event, and the Ready. Other numbers are variable-length, seven bits a byte. Times are microseconds since the
/// event before.
///
/// 1. The run from a checkpoint on is a function of the records behind it: inputs, drawn timeouts, answers of storage.
/// 2. An answer of storage is not recorded if it is the one before, or follows from the Readys since the checkpoint ([Known]).
/// 3. What is kept is bounded in bytes and in number; whole chunks go, the oldest first. What does not fit is counted, never waited for.
/// 4. A Ready is compared by bytes that differ wherever the Readys differ; payload counts by length and CRC32C, being in the inputs in full.
/// 5. A file is read up to its last whole frame; a frame whose checksum is wrong refuses the file, with its offset.
///
/// Never: changes what the node does, waits, reads a clock but the one it is given, does IO.
///
/// Threads: [Recorder] on the node's; [SavedRing] on any; everything else is confined. See [ReadyRing].
@NullMarked
package dev.raftd.trace;

import org.jspecify.annotations.NullMarked;
