/// The stable storage of a node: a segmented log that is the core's `Storage`, snapshots, and the recovery that makes them fit together.
///
///     DataDir(Disk, Identity) ──> Recovery.open ──> SegmentedLog (wal/)      append… sync │ entries term …
///                                            └────> SnapshotStore (snap/)    begin … commit │ open │ receive
///
/// ## The segment file
///
///     wal/0000000000000007.wal    one segment, named by its sequence number; numbers in it are big-endian
///     | header 512 | batch | batch | … | zero sector | preallocated zeros, or what a recycled file held before
///
///     header   magic, format version, CRC, cluster, node, sequence, file size, end of the previous segment, born end,
///              index and term of the last entry before, hard state
///     batch    starts on a sector (512 bytes): magic, CRC, body length, durable place (sequence, offset), last index before;
///              then records: length, CRC, type, payload, zeros to a multiple of 4; then zeros to the next sector.
///              An empty body is a sync mark. A batch is written with the zero sector behind it in one write.
///     followed mark   an empty batch behind a segment's end that calls the next segment's beginning durable, written once that has its
///              name: so the loss of the newest segment is known
///
/// Every CRC is a CRC32C that begins with the place (cluster, sequence, offset), so that a well-formed record in a wrong place is no record.
/// A record is valid iff its CRC is right for its place, its batch's header, records and padding are, and every batch before it in the
/// segment is valid. A segment is valid iff its header is, it bears the name of its sequence, and its batches reach the end that the next
/// segment's header states. A log is valid iff its segments are, no sequence is missing between the first and the last, and each
/// record follows from those before it.
///
/// The last spare is left for the next start as long as there is no room for another: mending takes a segment, and a full disk must not
/// keep a node from starting. `reserve` beside `wal/` is room for the rest that must go on (see `Reserve`).
///
/// Assumed of the disk: what a sync acknowledged stays, and a power cut harms only sectors that are being written.
///
/// ## What a crash can leave, and what becomes of it
///
/// - *Last batch half there, in any mix of sectors*: never promised. Cut; a copy stays as `.torn`; one log line. No place of a
///   segment is written twice (but that of an empty mark), so a batch cannot be a mix of two.
/// - *Last batch whole, but no later header that says it is durable*: kept, and written again, since the page cache may lie after a failed
///   sync. It goes to the head of a new segment: nothing that may be durable is ever overwritten.
/// - *A segment without its name*: `.tmp`, removed. A segment gets its name after its header and first batch are durable (`born end`).
/// - *A released segment that still has its name*: more log than needed, no harm.
/// - *A received snapshot that the log does not know*: removed; the leader sends it again.
/// - *A directory without its identity*: begun anew if no record was written, refused otherwise.
/// - *A bad record before the durable place that a later batch header, a segment header or an own snapshot proves*: not a crash. Refused with
///   file, offset and index range; nothing is changed.
///
/// The window that remains: damage to the last batch while no header follows it looks like a torn write. A sync mark, written when the log
/// is idle, closes it; and losing the whole end of the log at a batch's boundary, sectors of zeros and all, cannot be told from its end.
///
/// ## Invariants
///
/// 1. Nothing is readable through `Storage` before the sync that made it durable has returned.
/// 2. A batch is all there or not at all; hard state in a batch names entries at or before the batch only.
/// 3. One batch at most is not known durable at any time; it starts on a sector that holds nothing else.
/// 4. Each segment's header carries the hard state, so releasing older segments loses none.
/// 5. A snapshot gets its name when it is durable and verified; the log learns of it after; segments are released after that.
/// 6. After a failed write or sync nothing more is written until the next start.
///
/// Never: truncates what was durable, retries a sync, keeps a snapshot in memory, starts a thread, reads a clock.
///
/// Threads: one thread writes (see `SegmentedLog`), any thread reads; the lock between them is never held across IO.
@NullMarked
package dev.raftd.server.storage;

import org.jspecify.annotations.NullMarked;
