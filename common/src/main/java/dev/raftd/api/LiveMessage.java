package dev.raftd.api;

import java.util.Objects;

/// Messages between members that differ in their index alone, added up.
///
/// @param type    such as MsgApp
/// @param term    0 where the type has none
/// @param index   of the last of them
/// @param entries that they carried together
/// @param count   how many they were
public record LiveMessage(String type, long from, long to, long term, boolean reject, long index, long entries, long count) {
    public LiveMessage {
        Objects.requireNonNull(type);
        if (count < 1)
            throw new IllegalArgumentException("there is at least one message");
    }
}
