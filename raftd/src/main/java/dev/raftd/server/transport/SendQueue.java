package dev.raftd.server.transport;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Message;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Messages that wait for one peer: many threads put, one takes. Bounded in messages and bytes; refuses all while the peer is away.
final class SendQueue {
    private record Waiting(Message message, int bytes) {}

    private final int messagesMax;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private long bytes;
    private boolean accepting = true;
    private boolean closed;
    /// Counts [#accept]; says which connection a hang-up is about.
    private int connection;
    private boolean hungUp;

    SendQueue(int messagesMax, long bytesMax) {
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
    }

    /// False if it does not fit or the peer is away.
    boolean offer(Message m) {
        int size = Codec.sizeOf(m);
        lock.lock();
        try {
            if (!accepting || closed || queue.size() >= messagesMax || bytes + size > bytesMax)
                return false;
            queue.add(new Waiting(m, size));
            bytes += size;
            if (queue.size() == 1)
                changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// How many messages wait.
    int size() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /// The next message, or null if there is none now.
    @Nullable
    Message poll() {
        lock.lock();
        try {
            Waiting next = queue.poll();
            if (next == null)
                return null;
            bytes -= next.bytes;
            return next.message;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a message. False once closed or hung up.
    boolean awaitMessage() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed && !hungUp)
                changed.await();
            return !closed && !hungUp;
        } finally {
            lock.unlock();
        }
    }

    /// Lets the time pass, or less once closed.
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed)
                left = changed.awaitNanos(left);
        } finally {
            lock.unlock();
        }
    }

    /// Takes messages for a new connection.
    ///
    /// @return the connection's number
    int accept() {
        lock.lock();
        try {
            accepting = true;
            hungUp = false;
            return ++connection;
        } finally {
            lock.unlock();
        }
    }

    /// That connection is over; nothing happens if it is not the current one any more.
    void hangUp(int of) {
        lock.lock();
        try {
            hungUp |= of == connection;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Drops what waits and takes nothing more until [#accept].
    ///
    /// @return how many were dropped
    int refuse() {
        lock.lock();
        try {
            int dropped = queue.size();
            queue.clear();
            bytes = 0;
            accepting = false;
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
