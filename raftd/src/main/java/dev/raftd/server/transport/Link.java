package dev.raftd.server.transport;

import dev.raftd.api.Evidence;
import dev.raftd.raftpb.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to one peer: a queue, and a virtual thread that keeps a stream open and writes the queue to it.
///
///     connecting ── accepted ──> up ── write fails, peer hangs up, silence ──> down ── pause ──> connecting
///         └───────────────── refused, failed ──────────────────────────────────┘
///
/// Messages wait while connecting and are dropped while down. Going down is reported as unreachable, once; so is each message dropped.
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    /// What is written at most before it is flushed, so that a long queue does not keep its first messages back.
    private static final int FLUSH_BYTES = 256 << 10;
    private static final String CONNECTING = "connecting";

    private final Outgoing out;
    private final PeerClient client;
    private final SendQueue queue;
    private final SnapshotSender snapshots;
    private final FrameWriter writer = new FrameWriter();
    private volatile boolean closed;
    private volatile @Nullable Call call;
    /// When a message of the peer last arrived, by System.nanoTime.
    private volatile long heardNanos = System.nanoTime();
    /// Only the link's thread reads and writes these.
    private long unansweredNanos;
    private int connection;
    private volatile boolean up;
    private boolean reported;
    /// For who looks; of the last change between up and down, and of the last message dropped.
    private volatile Standing standing = new Standing(System.nanoTime(), CONNECTING, "");
    private volatile long droppedNanos;
    private volatile boolean hasDropped;

    /// @param cause why it is not connected, empty if it is
    private record Standing(long sinceNanos, String cause, String detail) {}

    Link(Outgoing out) {
        this.out = out;
        client = new PeerClient(out.limits());
        queue = new SendQueue(out.limits().queueMessagesMax(), out.limits().queueBytesMax());
        snapshots = new SnapshotSender(out);
    }

    void start() {
        Thread.ofVirtual().name("peer-" + out.name()).start(this::run);
    }

    String url() {
        return out.url().toString();
    }

    void send(Message m) {
        if (queue.offer(m))
            return;
        droppedNanos = System.nanoTime();
        hasDropped = true;
        out.metrics().droppedOut(1);
        out.receiver().unreachable(out.peer());
    }

    /// Any thread.
    Evidence.Link evidence() {
        Standing now = standing;
        boolean connected = now.cause.isEmpty();
        return new Evidence.Link(out.peer(), url(), connected, millisSince(now.sinceNanos), now.cause, now.detail, queue.size(),
                out.limits().queueMessagesMax(), hasDropped ? millisSince(droppedNanos) : -1, snapshots.progress());
    }

    static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    void sendSnapshot(Message m) {
        snapshots.send(m);
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    void close() {
        closed = true;
        queue.close();
        snapshots.close();
        Call current = call;
        if (current != null)
            current.cancel();
    }

    private void run() {
        long pauseMillis = out.limits().backoffMillisMin();
        try {
            while (!closed) {
                connection = queue.accept();
                up = false;
                Ending ending = stream();
                if (closed)
                    return;
                fallen(ending);
                down(ending.detail);
                queue.pause(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
                pauseMillis = up ? out.limits().backoffMillisMin() : Math.min(2 * pauseMillis, out.limits().backoffMillisMax());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How a connection ended.
    private record Ending(String cause, String detail) {}

    /// Tried again in vain is down since it was before.
    private void fallen(Ending ending) {
        Standing before = standing;
        boolean was = before.cause.isEmpty() || before.cause.equals(CONNECTING);
        standing = new Standing(was ? System.nanoTime() : before.sinceNanos, ending.cause, ending.detail);
    }

    private void down(String why) {
        out.metrics().droppedOut(queue.refuse());
        if (reported && !up)
            return;
        reported = true;
        LOG.info("peer {} at {} is not connected: {}", out.name(), out.url(), why);
        out.receiver().unreachable(out.peer());
    }

    /// One connection's life. Returns why it ended.
    private Ending stream() {
        Call current = client.http().newCall(out.request(PeerPaths.STREAM, new Body()));
        call = current;
        if (closed)
            return new Ending("closed", "closed");
        try (Response response = current.execute()) {
            return new Ending(Outgoing.cause(response), out.refusal(response));
        } catch (IOException e) {
            return new Ending(cause(e), String.valueOf(e.getMessage()));
        }
    }

    private static String cause(IOException e) {
        return switch (e) {
            case ConnectException refused -> "connection_refused";
            case UnknownHostException unknown -> "unknown_host";
            case SilentException silent -> "silent";
            case InterruptedIOException timeout -> "no_answer";
            default -> "connection_broken";
        };
    }

    /// A peer that took bytes and said nothing.
    private static final class SilentException extends IOException {
        private static final long serialVersionUID = 1L;

        SilentException(String message) {
            super(message);
        }
    }

    private void isUp() {
        up = true;
        standing = new Standing(System.nanoTime(), "", "");
        reported = false;
        unansweredNanos = System.nanoTime();
        heardNanos = unansweredNanos;
        LOG.info("peer {} at {} is connected", out.name(), out.url());
        Socket socket = client.socket();
        Call current = call;
        int number = connection;
        if (socket != null && current != null)
            Thread.ofVirtual().name("peer-" + out.name() + "-watch").start(() -> watch(socket, current, number));
    }

    /// The peer says nothing on this connection until it gives it up, which writing alone would notice late, and after losing messages.
    /// Whatever it says, this connection is of no more use.
    private void watch(Socket socket, Call current, int number) {
        while (true) {
            try {
                socket.getInputStream().read();
                break;
            } catch (SocketTimeoutException e) {
                // It lives.
            } catch (IOException e) {
                break;
            }
        }
        current.cancel();
        queue.hangUp(number);
    }

    private void write(BufferedSink sink) throws IOException {
        isUp();
        try {
            while (queue.awaitMessage())
                writeWaiting(sink);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        throw new IOException("the connection was closed");
    }

    private void writeWaiting(BufferedSink sink) throws IOException {
        int count = 0;
        long bytes = 0;
        for (Message m = queue.poll(); m != null; m = bytes < FLUSH_BYTES ? queue.poll() : null) {
            bytes += writer.message(m, sink);
            count++;
        }
        sink.flush();
        out.metrics().sent(count, bytes);
        checkSilence();
    }

    /// A connection whose peer fell off the network takes bytes for minutes. So one that was written to for a while, with nothing at all
    /// heard of the peer on any way, is given up: a new connection shows at once whether the peer is there.
    private void checkSilence() throws IOException {
        long now = System.nanoTime();
        if (heardNanos - unansweredNanos >= 0)
            unansweredNanos = now;
        else if (now - unansweredNanos > TimeUnit.MILLISECONDS.toNanos(out.limits().silenceMillis()))
            throw new SilentException("nothing heard for " + out.limits().silenceMillis() + " ms");
    }

    private final class Body extends RequestBody {
        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            write(sink);
        }
    }
}
