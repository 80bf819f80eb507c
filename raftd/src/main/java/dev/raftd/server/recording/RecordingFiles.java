package dev.raftd.server.recording;

import dev.raftd.server.storage.Disk;
import dev.raftd.trace.RecordingSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Takes what the recorder passes on and has it written by a thread of its own. Thread-safe.
public final class RecordingFiles implements RecordingSink, AutoCloseable {
    private static final long QUEUED_BYTES_MAX = 16 << 20;
    private static final long WAIT_MILLIS_MAX = 500;

    private final RotatingFile file;
    private final Thread thread = Thread.ofPlatform().name("recorder").daemon().unstarted(this::write);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Piece> queue = new ArrayDeque<>();
    private long queuedBytes;
    private @Nullable Piece writing;
    private boolean closed;

    /// @param directory    where the files go; others there are left alone
    /// @param sizeBytesMax of all files of the member together
    public RecordingFiles(Disk directory, long member, long sizeBytesMax) {
        file = new RotatingFile(directory, member, sizeBytesMax);
    }

    public void start() {
        thread.start();
    }

    @Override
    public long lostEvents() {
        return file.lostEvents();
    }

    @Override
    public boolean offer(Piece piece) {
        lock.lock();
        try {
            if (closed || queuedBytes > 0 && queuedBytes + piece.body().length > QUEUED_BYTES_MAX) {
                return false;
            }
            queue.addLast(piece);
            queuedBytes += piece.body().length;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            for (Piece piece = take(); piece != null; piece = take()) {
                file.write(piece);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            file.close();
        }
    }

    /// The next piece; null at the end.
    private @Nullable Piece take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            writing = null;
            changed.signalAll();
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            Piece piece = queue.pollFirst();
            writing = piece;
            queuedBytes -= piece == null ? 0 : piece.body().length;
            return piece;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void crashed() {
        awaitWritten();
    }

    /// Waits, not for long, until everything that was offered is written.
    private void awaitWritten() {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS_MAX);
            while ((!queue.isEmpty() || writing != null) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        awaitWritten();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
