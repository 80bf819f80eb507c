package dev.raftd.server.storage;

/// A byte position of the whole log.
///
/// @param sequence the segment's number
/// @param offset   the position in its file
record Place(long sequence, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        int bySequence = Long.compare(sequence, other.sequence);
        return bySequence != 0 ? bySequence : Long.compare(offset, other.offset);
    }
}
