package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.Member;
import dev.raftd.journey.Merge;
import dev.raftd.server.http.JourneyClient.Told;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.EntryChoice;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An entry's journey: this member's part of it, or the whole.
final class JourneyEndpoint {
    private static final String INDEX = "index";
    private static final String KEY = "key";
    private static final String LAST = "last";

    private final ObjectWriter parts = Json.writer(JourneyPart.class);
    private final ObjectWriter journeys = Json.writer(Journey.class);
    private final long id;
    private final Requests requests;
    private final JourneyClient others;

    JourneyEndpoint(long id, Requests requests, JourneyClient others) {
        this.id = id;
        this.requests = requests;
        this.others = others;
    }

    void part(Request request, Exchange exchange) throws BadRequestException {
        requests.journey(choice(request), exchange.reply(parts));
    }

    void whole(Request request, Exchange exchange) throws BadRequestException {
        EntryChoice choice = choice(request);
        // the raft loop answers, and is not to ask other members
        requests.journey(choice, own -> exchange.later(() -> whole(choice, own, exchange)));
    }

    private void whole(EntryChoice choice, Answer<JourneyPart> own, Exchange exchange) {
        switch (own) {
            case Answer.Ok<JourneyPart>(JourneyPart part) -> gather(part.index(), own, exchange);
            case Answer.Failed<JourneyPart>(Failure failure) -> {
                // what this member never saw, others may have recorded
                if (choice instanceof EntryChoice.At at && failure.code() == ErrorCode.JOURNEY_NOT_RECORDED)
                    gather(at.index(), own, exchange);
                else
                    exchange.reply(journeys).answer(new Answer.Failed<>(failure));
            }
        }
    }

    private static EntryChoice choice(Request request) throws BadRequestException {
        Query query = request.query(INDEX, KEY, LAST);
        long index = query.number(INDEX, 0, 1);
        Bytes key = query.bytes(KEY);
        boolean last = query.flag(LAST);
        if ((index > 0 ? 1 : 0) + (key != null ? 1 : 0) + (last ? 1 : 0) != 1)
            throw BadRequestException.invalid("an entry is named by one of index=I, key=K and last=true");
        return key != null ? new EntryChoice.OfKey(key) : last ? new EntryChoice.Last() : new EntryChoice.At(index);
    }

    private void gather(long index, Answer<JourneyPart> own, Exchange exchange) {
        requests.members(exchange.reply(members -> gather(members.members(), index, own, exchange)));
    }

    private void gather(List<Member> members, long index, Answer<JourneyPart> own, Exchange exchange) {
        List<CompletableFuture<Told>> asked = new ArrayList<>();
        for (Member member : members)
            if (member.id() != id)
                asked.add(others.ask(member, index));
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> merged(own, asked.stream().map(CompletableFuture::join).toList()))
                .whenComplete((answer, fault) -> exchange.later(() -> answer(answer, fault, exchange)));
    }

    private void answer(Answer<Journey> answer, @Nullable Throwable fault, Exchange exchange) {
        if (fault != null)
            throw new IllegalStateException("the parts of a journey do not fit together", fault);
        exchange.<Journey>reply(journeys).answer(answer);
    }

    private Answer<Journey> merged(Answer<JourneyPart> own, List<Told> told) {
        List<JourneyPart> there = new ArrayList<>();
        List<JourneyMissing> missing = new ArrayList<>();
        switch (own) {
            case Answer.Ok<JourneyPart>(JourneyPart part) -> there.add(part);
            case Answer.Failed<JourneyPart>(Failure failure) -> missing.add(new JourneyMissing(id, failure.detail()));
        }
        for (Told t : told) {
            switch (t) {
                case Told.Part(JourneyPart part) -> there.add(part);
                case Told.Missing(JourneyMissing reason) -> missing.add(reason);
            }
        }
        return there.isEmpty()
                ? new Answer.Failed<>(Failure.notApplied(ErrorCode.JOURNEY_NOT_RECORDED,
                        missing.getFirst().reason() + "; no other member that answered has a record of it either"))
                : new Answer.Ok<>(Merge.of(there, missing));
    }
}
