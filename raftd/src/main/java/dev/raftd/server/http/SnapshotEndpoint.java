package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Backup;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Reply;
import dev.raftd.server.replica.Requests;
import dev.raftd.trace.SavedRing;
import java.util.concurrent.Executor;

/// Files that a member makes for whoever asks: copies of the store, and what was recorded of the core.
final class SnapshotEndpoint {
    private final Requests requests;
    private final Executor files;
    private final Places places;

    /// @param files runs what waits for the disk
    SnapshotEndpoint(Requests requests, int max, Executor files) {
        this.requests = requests;
        places = new Places(max);
        this.files = files;
    }

    void save(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (!admits(exchange))
            return;
        SnapshotPart part = SnapshotPart.asked(request.headers());
        Reply<Backup> stream = exchange.reply(backup -> new SnapshotStream(exchange.stream(), backup,
                part == null ? 0 : part.fromOf(backup), files, places::leave).start());
        if (part == null)
            requests.backup(counted(stream));
        else
            requests.backup(part.index(), part.term(), counted(stream));
    }

    /// A ring is in memory until its client has it, so these are counted like snapshots.
    void record(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (!admits(exchange))
            return;
        Reply<SavedRing> stream = exchange
                .reply(ring -> new RecordingStream(exchange.stream(), ring, places::leave).start());
        requests.recording(counted(stream));
    }

    private boolean admits(Exchange exchange) {
        boolean admitted = places.take();
        if (!admitted)
            exchange.problem(ErrorCode.OVERLOADED, "a member lets at most " + places.max() + " snapshots and recordings be copied at once");
        return admitted;
    }

    private <T> Reply<T> counted(Reply<T> stream) {
        return answer -> {
            switch (answer) {
                case Answer.Ok<T> ok -> stream.answer(ok);
                case Answer.Failed<T>(Failure failure) -> {
                    places.leave();
                    stream.failed(failure);
                }
            }
        };
    }
}
