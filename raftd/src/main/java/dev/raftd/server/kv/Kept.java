package dev.raftd.server.kv;

import dev.raftd.api.KeyValue;

/// A key with its value, and its hash: so that the value, by then cold in memory, is not read again when it is replaced.
record Kept(long hash, KeyValue kv) {
    Kept(KeyValue kv) {
        this(StateHash.of(kv), kv);
    }
}
