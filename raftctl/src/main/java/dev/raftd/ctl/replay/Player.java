package dev.raftd.ctl.replay;

import dev.raftd.raft.RawNode;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import dev.raftd.trace.Replay;
import dev.raftd.trace.Timeline;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Several recordings replayed together, in the order of their timeline.
public final class Player {
    /// What was replayed last.
    ///
    /// @param number of the event; see [Player#number]
    /// @param member its place among the members
    /// @param sent   the number of the event that sent the message that this one received, 0 if there is none
    public record Shown(long number, int member, Replay.Step step, long sent) {}

    private final Timeline timeline;
    private final List<Replay> replays = new ArrayList<>();
    /// The places of each recording's events in the timeline, ascending.
    private final int[][] places;
    private int position;
    private volatile boolean interrupted;

    public Player(List<Recording> recordings) throws RecordingException {
        timeline = Timeline.of(recordings);
        if (timeline.size() == 0) {
            throw new IllegalArgumentException("nothing happened in what is recorded");
        }
        places = new int[recordings.size()][];
        int[] counts = new int[recordings.size()];
        for (int i = 0; i < recordings.size(); i++) {
            places[i] = new int[Math.toIntExact(recordings.get(i).eventCount())];
            replays.add(new Replay(recordings.get(i)));
        }
        for (int i = 0; i < timeline.size(); i++) {
            int recording = timeline.at(i).recording();
            places[recording][counts[recording]++] = i;
        }
    }

    /// Such as `3 members, 300 events: 1 to 300`.
    public String summary() {
        return members() + (members() == 1 ? " member, " : " members, ") + size() + " events: " + number(0) + " to " + number(size() - 1);
    }

    /// Where events of a member are missing, as a sentence; null if nowhere.
    public @Nullable String gap() {
        for (Replay replay : replays) {
            Recording r = replay.recording();
            if (r.lastSeq() - r.firstSeq() + 1 != r.eventCount()) {
                return "of member " + Long.toUnsignedString(r.about().node()) + " events are missing between " + r.firstSeq() + " and "
                        + r.lastSeq();
            }
        }
        return null;
    }

    int members() {
        return replays.size();
    }

    Replay replay(int member) {
        return replays.get(member);
    }

    RawNode node(int member) {
        return replays.get(member).node();
    }

    /// The id of a member.
    long id(int member) {
        return replays.get(member).recording().about().node();
    }

    String name(int member) {
        return Long.toUnsignedString(id(member));
    }

    /// Events replayed so far.
    int position() {
        return position;
    }

    int size() {
        return timeline.size();
    }

    boolean isAtEnd() {
        return position == timeline.size();
    }

    /// The number of the event at a place, or, for the place before the first one, the number less one.
    long number(int place) {
        if (replays.size() > 1) {
            return place + 1;
        }
        return place < 0 ? timeline.at(0).seq() - 1 : timeline.at(place).seq();
    }

    /// The number of the event replayed last.
    long number() {
        return number(position - 1);
    }

    /// How many events are replayed when the event of a number is the last one.
    ///
    /// @throws IllegalArgumentException if there is none of that number
    int positionOf(long number) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (number(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (number == number(-1)) {
            return 0;
        }
        if (low == size() || number(low) != number) {
            throw new IllegalArgumentException("there is no event " + number + "; there are " + number(0) + " to " + number(size() - 1));
        }
        return low + 1;
    }

    @Nullable
    Shown next() throws RecordingException {
        if (isAtEnd()) {
            return null;
        }
        Timeline.Place place = timeline.at(position);
        Replay.Step step = replays.get(place.recording()).next();
        if (step == null) {
            throw new IllegalStateException("the timeline has more events than the recording");
        }
        position++;
        return new Shown(number(), place.recording(), step, place.sentAt() < 0 ? 0 : number(place.sentAt()));
    }

    /// The event replayed last; null if it is not at hand.
    @Nullable
    Shown last() {
        if (position == 0) {
            return null;
        }
        Timeline.Place place = timeline.at(position - 1);
        Replay.Step step = replays.get(place.recording()).last();
        return step == null ? null : new Shown(number(), place.recording(), step, place.sentAt() < 0 ? 0 : number(place.sentAt()));
    }

    void goTo(int target) throws RecordingException {
        for (int i = 0; i < replays.size(); i++) {
            int events = eventsBefore(i, target);
            Replay replay = replays.get(i);
            replay.goTo(events == 0 ? replay.recording().firstSeq() - 1 : timeline.at(places[i][events - 1]).seq());
        }
        position = target;
    }

    /// How many events of a member lie before a place.
    private int eventsBefore(int member, int place) {
        int found = Arrays.binarySearch(places[member], place);
        return found < 0 ? -found - 1 : found;
    }

    /// The position after the first event after which something holds of its member that never ends to hold; -1 if there is none.
    int first(Predicate<RawNode> lasting) throws RecordingException {
        int first = -1;
        for (int i = 0; i < replays.size(); i++) {
            Recording recording = replays.get(i).recording();
            if (recording.eventCount() == 0) {
                continue;
            }
            int low = 1;
            int high = places[i].length + 1;
            while (low < high) {
                int middle = (low + high) / 2;
                replays.get(i).goTo(timeline.at(places[i][middle - 1]).seq());
                if (lasting.test(node(i))) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            if (low <= places[i].length && (first < 0 || places[i][low - 1] + 1 < first)) {
                first = places[i][low - 1] + 1;
            }
        }
        goTo(position);
        return first;
    }

    /// From any thread: what goes on ends after the event under way.
    public void interrupt() {
        interrupted = true;
    }

    boolean takeInterrupted() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }
}
