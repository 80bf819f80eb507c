package dev.raftd.raft;

import java.util.Arrays;

/// The answer to a [RawNode#readIndex]: once everything up to `index` is applied, a read of the state machine is linearizable.
///
/// @param requestContext what the request was made with
public record ReadState(long index, byte[] requestContext) {
    @Override
    public boolean equals(Object o) {
        return o instanceof ReadState r && r.index == index && Arrays.equals(r.requestContext, requestContext);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(index) + Arrays.hashCode(requestContext);
    }
}
