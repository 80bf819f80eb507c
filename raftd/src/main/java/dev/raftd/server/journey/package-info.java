/// When the last entries of this member passed each stage, in fixed memory.
///
///     replica: proposed, appended, sent, stored, stepped, applied, answered ──> Journeys ── part(index) ──> JourneyPart
///                                                                             (chunks of primitive arrays, a slot for index % capacity)
///
/// 1. A slot is of one entry: of an index and a term. Another term at its index, or an index that comes round to it, empties it first.
/// 2. The first time counts: what is sent or acknowledged again changes nothing. So a message is known to arrive after it was sent.
/// 3. Nothing is decided by what is recorded.
///
/// Never: allocates for an entry once the chunks are there, reads another clock than the one it is given.
///
/// Threads: confined to the raft loop but for [Journeys#now]; what other threads see is brought to it with the message or the event that it
/// belongs to, so that neither side waits for the other.
@NullMarked
package dev.raftd.server.journey;

import org.jspecify.annotations.NullMarked;
