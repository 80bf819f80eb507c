package dev.raftd.ctl.top;

import dev.raftd.api.TransferResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.top.Controls.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// The view that refreshes until it is left.
///
/// [#restore] on any thread; all else on one.
public final class Top {
    /// How late an answer may be seen: nobody notices less.
    private static final long KEY_WAIT_MILLIS = 100;
    private static final int ONCE_COLUMNS = 80;
    /// While the terminal's output is stopped, nobody reads the news; who asks waits then.
    private static final int NEWS_MAX = 8;

    private final Survey survey;
    private final Cluster cluster;
    private final Duration interval;
    private final Ink ink;
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>(NEWS_MAX);
    private final Watch watch = new Watch();
    private Frame live = Frame.EMPTY;
    private State state = State.START;
    private volatile @Nullable Screen screen;

    /// What the threads that ask leave for the one that shows.
    private sealed interface News {
        record Polled(Poll poll) implements News {}

        record Transferred(String words) implements News {}

        record Failed(RuntimeException cause) implements News {}
    }

    public Top(Survey survey, Cluster cluster, Duration interval, boolean colour, boolean ascii) {
        this.survey = survey;
        this.cluster = cluster;
        this.interval = interval;
        this.ink = new Ink(colour, ascii);
    }

    /// One frame, as many lines as it takes: compares two moments an interval apart.
    public void once(Out out) {
        watch.add(survey.take());
        LockSupport.parkNanos(interval.toNanos());
        Frame frame = watch.add(survey.take());
        Painter.whole(frame, ink, ONCE_COLUMNS, words(interval))
                .forEach(line -> out.line(ink.colour() ? line.toAnsi() : line.toString().stripTrailing()));
    }

    /// Until the user leaves, or [#restore] is called.
    public void run(Terminal terminal) throws IOException {
        ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
        try (Screen taken = new Screen(terminal)) {
            screen = taken;
            asking.execute(this::poll);
            show(taken, new Keyboard(terminal), asking);
        } finally {
            asking.shutdownNow();
        }
    }

    /// Gives the terminal back, if it is taken.
    public void restore() {
        Screen taken = screen;
        if (taken != null)
            taken.close();
    }

    private void show(Screen taken, Keyboard keyboard, ExecutorService asking) throws IOException {
        boolean changed = true;
        while (true) {
            changed |= readNews() | taken.refresh();
            if (changed)
                paint(taken);
            Key key = keyboard.next(KEY_WAIT_MILLIS);
            changed = key != null;
            if (key != null && !obey(key, taken, asking))
                return;
        }
    }

    private void paint(Screen taken) {
        Painter painter = new Painter(ink, taken.columns(), taken.rows(), words(interval));
        Frame frame = seen();
        state = painter.fit(frame, state);
        taken.show(painter.paint(frame, state));
    }

    private Frame seen() {
        Frame frozen = state.frozen();
        return frozen != null ? frozen : live;
    }

    private boolean readNews() {
        boolean any = false;
        for (News next = news.poll(); next != null; next = news.poll()) {
            any = true;
            switch (next) {
                case News.Polled(Poll poll) -> live = watch.add(poll);
                case News.Transferred(String words) -> state = state.say(words);
                case News.Failed(RuntimeException cause) -> throw cause;
            }
        }
        return any;
    }

    /// @return false if the user leaves
    private boolean obey(Key key, Screen taken, ExecutorService asking) {
        Controls.Result result = Controls.press(key, state, seen());
        state = result.state();
        switch (result.wish()) {
            case Wish.Nothing _ -> {}
            case Wish.Quit _ -> {
                return false;
            }
            case Wish.Redraw _ -> taken.redraw();
            case Wish.Transfer(long to) -> asking.execute(() -> transfer(to));
        }
        return true;
    }

    private void transfer(long to) {
        try {
            TransferResponse answer = cluster.transfer(to);
            tell(new News.Transferred("member " + Words.id(answer.leader()) + " leads term " + answer.term()));
        } catch (RequestException e) {
            tell(new News.Transferred(e.problem().code() + ": " + e.problem().detail() + "; " + e.problem().next()));
        } catch (RuntimeException e) {
            tell(new News.Failed(e));
        }
    }

    private void tell(News item) {
        try {
            news.put(item);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        try {
            long dueNanos = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                tell(new News.Polled(survey.take()));
                dueNanos = Math.max(dueNanos + interval.toNanos(), System.nanoTime());
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
        } catch (RuntimeException e) {
            tell(new News.Failed(e));
        }
    }

    private static String words(Duration interval) {
        long millis = interval.toMillis();
        return millis % 1000 == 0 ? Numbers.duration(millis / 1000) : millis + "ms";
    }
}
