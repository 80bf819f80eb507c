package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Backup;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Reply;
import dev.raftd.server.replica.Requests;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Copies of the store, for backups.
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
        Reply<Backup> reply = answer -> {
            switch (answer) {
                case Answer.Ok<Backup> ok -> stream.answer(ok);
                case Answer.Failed<Backup>(Failure failure) -> {
                    underWay.decrementAndGet();
                    stream.failed(failure);
                }
            }
        };
        if (part == null)
            requests.backup(reply);
        else
            requests.backup(part.index(), part.term(), reply);
    }
}
