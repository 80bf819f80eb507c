/// The wire vocabulary of Raft: the messages, entries and states that etcd's `raft.proto` defines, as immutable records.
///
///     Message ── entries ──> Entry ── data ──> ConfChange | ConfChangeV2
///        └────── snapshot ─> Snapshot ── metadata ──> SnapshotMetadata ── confState ──> ConfState
///
/// 1. Byte-compatible with etcd's `raftpb` (proto2): same field numbers, scalars always written, absent and empty bytes are the same value.
/// 2. `uint64` is a Java `long`. Node ids use all 64 bits and compare unsigned; terms, indexes and sizes never reach 2^63: the border
///    that reads bytes from outside refuses larger ones.
/// 3. Records share the byte arrays they are given: whoever hands an array over no longer writes to it.
///
/// Never: logic of Raft, IO, clocks. Depends on nothing but protobuf's coded streams, and those only in `Codec` and the two halves of
/// it, `Encoder` and `Decoder`.
///
/// Threads: everything here is immutable and may be shared.
@NullMarked
package dev.raftd.raftpb;

import org.jspecify.annotations.NullMarked;
