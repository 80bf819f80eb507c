package dev.raftd.api;

/// The key-value store at an applied index.
///
/// @param index       that applied index
/// @param hash        of the store's states up to it, 16 hex digits: the same on every member at the same index
/// @param agreedIndex up to which the hashes of all members that could be asked were last found to be the same, 0 for none
public record StoreStatus(long revision, long keys, long index, String hash, long agreedIndex) {}
