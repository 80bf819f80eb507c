package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Backup;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Reply;
import dev.raftd.server.replica.Requests;
import dev.raftd.trace.SavedRing;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Files that a member makes for whoever asks: copies of the store, and what was recorded of the core.
final class SnapshotEndpoint {
    private final Requests requests;
    private final int max;
    private final Executor files;
    private final AtomicInteger underWay = new AtomicInteger();

    /// @param files runs what waits for the disk
    SnapshotEndpoint(Requests requests, int max, Executor files) {
        this.requests = requests;
        this.max = max;
        this.files = files;
    }

    void save(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (underWay.incrementAndGet() > max) {
            underWay.decrementAndGet();
            exchange.problem(ErrorCode.OVERLOADED, "a member lets at most " + max + " snapshots be copied at once");
            return;
        }
        SnapshotPart part = SnapshotPart.asked(request.headers());
        Reply<Backup> stream = exchange.reply(backup -> new SnapshotStream(exchange.stream(), backup,
                part == null ? 0 : part.fromOf(backup), files, underWay::decrementAndGet).start());
        if (part == null)
            requests.backup(counted(stream));
        else
            requests.backup(part.index(), part.term(), counted(stream));
    }

    /// A ring is in memory until its client has it, so these are counted like snapshots.
    void record(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (underWay.incrementAndGet() > max) {
            underWay.decrementAndGet();
            exchange.problem(ErrorCode.OVERLOADED, "a member lets at most " + max + " files be copied at once");
            return;
        }
        Reply<SavedRing> stream = exchange
                .reply(ring -> new RecordingStream(exchange.stream(), ring, underWay::decrementAndGet).start());
        requests.recording(counted(stream));
    }

    private <T> Reply<T> counted(Reply<T> stream) {
        return answer -> {
            switch (answer) {
                case Answer.Ok<T> ok -> stream.answer(ok);
                case Answer.Failed<T>(Failure failure) -> {
                    underWay.decrementAndGet();
                    stream.failed(failure);
                }
            }
        };
    }
}
