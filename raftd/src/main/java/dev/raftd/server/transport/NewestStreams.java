package dev.raftd.server.transport;

import dev.raftd.server.epoch.Acquaintances;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The connection that counts for each sender: the newest. Thread-safe.
///
/// Numbers order the requests of one life of a sender, and runs its lives.
final class NewestStreams {
    /// One accepted connection.
    static final class Stream {
        private final Handshake handshake;
        private final Runnable hangUp;
        private volatile boolean superseded;

        private Stream(Handshake handshake, Runnable hangUp) {
            this.handshake = handshake;
            this.hangUp = hangUp;
        }

        long peer() {
            return handshake.from();
        }

        /// Whether a newer one took its place, or the peer is no longer a member: nothing more is received from it.
        boolean isSuperseded() {
            return superseded;
        }

        private void supersede() {
            superseded = true;
            hangUp.run();
        }
    }

    private static final class Sender {
        private @Nullable Stream newest;
        private long run;
        private long number;
    }

    private final Map<Long, Sender> senders = new HashMap<>();

    /// The connection, now the one that counts; null if its handshake is not newer than one seen before.
    ///
    /// @param hangUp closes the connection
    synchronized @Nullable Stream open(Handshake h, Runnable hangUp) {
        Sender sender = senders.get(h.from());
        if (sender == null) {
            sender = new Sender();
            senders.put(h.from(), sender);
        } else if (!isNewer(h, sender)) {
            return null;
        }
        if (sender.newest != null)
            sender.newest.supersede();
        sender.run = h.life().run();
        sender.number = h.number();
        Stream stream = new Stream(h, hangUp);
        sender.newest = stream;
        return stream;
    }

    /// No two lives of one run come here: [Acquaintances] knows only one of them.
    private static boolean isNewer(Handshake h, Sender sender) {
        return h.life().run() == sender.run ? h.number() > sender.number : h.life().run() > sender.run;
    }

    /// Hangs up on those who are no longer members.
    synchronized void retain(LongPredicate isMember) {
        for (Map.Entry<Long, Sender> e : senders.entrySet()) {
            Stream newest = e.getValue().newest;
            if (newest != null && !isMember.test(e.getKey()))
                newest.supersede();
        }
    }
}
