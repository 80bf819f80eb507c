package dev.raftd.server.replica;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Waiting requests in the order in which their time runs out: all wait equally long, so that is the order of their arrival.
final class Expiring<T extends Expiring.Item> {
    /// A waiting request.
    abstract static class Item {
        private final long deadlineTick;
        private boolean answered;

        Item(long deadlineTick) {
            this.deadlineTick = deadlineTick;
        }

        boolean answered() {
            return answered;
        }

        /// True once: for the one who may answer it.
        boolean claim() {
            boolean first = !answered;
            answered = true;
            return first;
        }
    }

    private final ArrayDeque<T> items = new ArrayDeque<>();

    void add(T item) {
        dropAnswered();
        items.addLast(item);
    }

    void expire(long tick, Consumer<T> consumer) {
        for (dropAnswered(); !items.isEmpty() && ((Item) items.getFirst()).deadlineTick <= tick; dropAnswered()) {
            consumer.accept(items.removeFirst());
        }
    }

    void drain(Consumer<T> consumer) {
        for (dropAnswered(); !items.isEmpty(); dropAnswered()) {
            consumer.accept(items.removeFirst());
        }
    }

    private void dropAnswered() {
        while (!items.isEmpty() && items.getFirst().answered()) {
            items.removeFirst();
        }
    }
}
