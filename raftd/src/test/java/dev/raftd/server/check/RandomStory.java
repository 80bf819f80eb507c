package dev.raftd.server.check;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Clients of a store that is right, at random.
final class RandomStory {
    /// @param unknownPercent of the writes; half of them take effect, at once or later
    record Shape(int keys, int clients, int operations, int unknownPercent) {}

    private static final class Client {
        long process;
        int operation = -1;
        Request request;
        @Nullable
        Outcome outcome;
    }

    private final Story story = new Story();
    private final List<Request.Write> late = new ArrayList<>();
    private final SplittableRandom random;
    private final Shape shape;
    private long processes;
    private long values;

    private RandomStory(long seed, Shape shape) {
        random = new SplittableRandom(seed);
        this.shape = shape;
    }

    static Story tell(long seed, Shape shape) {
        return new RandomStory(seed, shape).tell();
    }

    private Story tell() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < shape.clients; i++) {
            Client c = new Client();
            c.process = ++processes;
            clients.add(c);
        }
        for (int begun = 0; begun < shape.operations;) {
            Client c = clients.get(random.nextInt(shape.clients));
            if (c.operation < 0) {
                begun++;
                begin(c);
            } else if (c.outcome == null) {
                takeEffect(c);
            } else {
                story.answer(c.operation, c.outcome);
                c.operation = -1;
            }
            if (!late.isEmpty() && random.nextInt(100) < 2) {
                story.apply(late.remove(random.nextInt(late.size())));
            }
        }
        return story;
    }

    private void begin(Client c) {
        c.request = request();
        c.operation = story.call(c.process, c.request);
        c.outcome = null;
    }

    private void takeEffect(Client c) {
        if (!(c.request instanceof Request.Write w)) {
            c.outcome = story.see(c.request);
        } else if (random.nextInt(100) >= shape.unknownPercent) {
            c.outcome = random.nextInt(50) == 0 ? new Outcome.NotApplied() : story.apply(w);
        } else {
            switch (random.nextInt(4)) {
                case 0 -> story.apply(w);
                case 1 -> late.add(w);
                default -> {}
            }
            story.answer(c.operation, new Outcome.Unknown());
            c.operation = -1;
            c.process = ++processes;
        }
    }

    private Request request() {
        String key = "k" + random.nextInt(shape.keys);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> Story.put(key, "v" + ++values);
            case 3 -> Story.put(key, "v" + ++values, revision(key), random.nextBoolean() ? "once" + values : null);
            case 4 -> random.nextBoolean() ? Story.delete(key) : Story.delete(key, revision(key));
            case 5 -> Story.range("k", 1 + random.nextInt(4));
            case 6 -> Story.serializableGet(key);
            default -> Story.get(key);
        };
    }

    /// Sometimes the right one.
    private long revision(String key) {
        Outcome.Got got = (Outcome.Got) story.see(Story.get(key));
        return got.kv() == null || random.nextInt(4) == 0 ? 0 : got.kv().modRevision();
    }
}
