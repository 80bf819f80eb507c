package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.TransferResponse;

/// The transfers of leadership that wait for the new leader. Confined to the raft loop.
final class Transfers {
    private static final class Transfer extends Expiring.Item {
        final long to;
        final Reply<TransferResponse> reply;

        Transfer(long to, Reply<TransferResponse> reply, long deadlineTick) {
            super(deadlineTick);
            this.to = to;
            this.reply = reply;
        }
    }

    private final Expiring<Transfer> waiting = new Expiring<>();

    void add(long to, Reply<TransferResponse> reply, long deadlineTick) {
        waiting.add(new Transfer(to, reply, deadlineTick));
    }

    /// @param leader the new leader; while there is none, the transfer may still succeed
    void leaderChanged(long leader, long term) {
        if (leader != 0) {
            waiting.drain(t -> {
                if (t.claim()) {
                    answer(t, leader, term);
                }
            });
        }
    }

    private static void answer(Transfer t, long leader, long term) {
        if (leader == t.to) {
            t.reply.ok(new TransferResponse(leader, term));
        } else {
            t.reply.failed(failed("member " + Long.toUnsignedString(leader) + " leads now"));
        }
    }

    private static Failure failed(String detail) {
        return Failure.notApplied(ErrorCode.TRANSFER_FAILED, detail);
    }

    void ticked(long tick) {
        waiting.expire(tick, t -> fail(t, failed("member " + Long.toUnsignedString(t.to) + " did not take over in time")));
    }

    void failAll(ErrorCode code, String detail) {
        waiting.drain(t -> fail(t, Failure.notApplied(code, detail)));
    }

    private static void fail(Transfer t, Failure failure) {
        if (t.claim()) {
            t.reply.failed(failure);
        }
    }
}
