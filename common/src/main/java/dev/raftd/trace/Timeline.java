package dev.raftd.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events of several members' recordings in one order, in which a message is sent before it is received.
///
/// A message is known by its content: the first receipt of a content belongs to the first sending of it that is not yet received. Contents that
/// come again and again, such as heartbeats', are told apart by time, too, for which the clocks are compared by the messages whose content
/// comes once. Where nothing else decides, the recorded times do; where messages contradict each other, as they may where a recording begins,
/// too. Immutable.
public final class Timeline {
    /// A message of a usual content was not sent this much later than one that arrived as fast as any would have been.
    private static final long SLACK_MICROS = 1_000_000;

    /// One direction between two members.
    private record Way(long from, long to) {}

    /// @param recording its place among the recordings
    /// @param sentAt    the place in the timeline where the message that it brought was sent; -1 if it brought none, or that is not recorded
    public record Place(int recording, long seq, int sentAt) {}

    private final List<Recording> recordings;
    private final int[] recording;
    private final long[] seq;
    private final int[] sentAt;

    private Timeline(List<Recording> recordings, int[] recording, long[] seq, int[] sentAt) {
        this.recordings = recordings;
        this.recording = recording;
        this.seq = seq;
        this.sentAt = sentAt;
    }

    /// @throws IllegalArgumentException if two are of one member, or they are of several clusters
    public static Timeline of(List<Recording> recordings) throws RecordingException {
        for (int i = 0; i < recordings.size(); i++) {
            for (int j = 0; j < i; j++) {
                requireTogether(recordings.get(j).about(), recordings.get(i).about());
            }
        }
        return new Merge(recordings).merged();
    }

    private static void requireTogether(RecorderConfig.About a, RecorderConfig.About b) {
        if (a.node() == b.node()) {
            throw new IllegalArgumentException("two recordings are of member " + Long.toUnsignedString(a.node()) + "; give one of each");
        }
        if (!a.cluster().equals(b.cluster())) {
            throw new IllegalArgumentException("the recordings are of two clusters, " + a.cluster() + " and " + b.cluster());
        }
    }

    public List<Recording> recordings() {
        return recordings;
    }

    public int size() {
        return seq.length;
    }

    /// The event at a place, from 0.
    public Place at(int place) {
        return new Place(recording[place], seq[place], sentAt[place]);
    }

    /// What is left of one recording.
    private static final class Lane {
        private final Recording recording;
        private int section = -1;
        private EventReader reader;
        private @Nullable RecordedEvent head;
        private @Nullable Envelope received;

        Lane(Recording recording) throws RecordingException {
            this.recording = recording;
            reader = new EventReader(recording, recording.sections().getFirst());
            section = 0;
            advance();
        }

        void advance() throws RecordingException {
            head = reader.next();
            while (head == null && section + 1 < recording.sections().size()) {
                reader = new EventReader(recording, recording.sections().get(++section));
                head = reader.next();
            }
            received = head == null ? null : Envelope.received(head.input());
        }

        List<Envelope> sent() throws RecordingException {
            RecordedEvent event = head;
            return event == null || event.ready() == null ? List.of() : Envelope.sent(event.ready(), recording.about().node());
        }
    }

    private static final class Merge {
        private final List<Recording> recordings;
        private final Map<Long, ArrayDeque<Long>> future = new HashMap<>();
        /// The shortest time from sending to receipt, each by its own clock.
        private final Map<Way, Long> shortest = new HashMap<>();
        private final Map<Long, ArrayDeque<Integer>> underWay = new HashMap<>();
        private final List<Lane> lanes = new ArrayList<>();
        private final int[] recording;
        private final long[] seq;
        private final int[] sentAt;
        private int size;

        Merge(List<Recording> recordings) throws RecordingException {
            this.recordings = List.copyOf(recordings);
            int count = Math.toIntExact(recordings.stream().mapToLong(Recording::eventCount).sum());
            recording = new int[count];
            seq = new long[count];
            sentAt = new int[count];
            Arrays.fill(sentAt, -1);
            for (Recording r : recordings) {
                if (recordings.size() > 1) {
                    collect(new Lane(r));
                }
                lanes.add(new Lane(r));
            }
            for (Recording r : recordings) {
                if (recordings.size() > 1) {
                    compareClocks(new Lane(r));
                }
            }
        }

        private void compareClocks(Lane lane) throws RecordingException {
            for (; lane.head != null; lane.advance()) {
                Envelope received = lane.received;
                ArrayDeque<Long> sendings = received == null || received.isUsual() ? null : future.get(received.key());
                if (received != null && sendings != null) {
                    shortest.merge(new Way(received.from(), received.to()), lane.head.timeMicros() - sendings.getFirst(), Math::min);
                }
            }
        }

        private long shortest(Envelope e) {
            Long way = shortest.get(new Way(e.from(), e.to()));
            Long back = shortest.get(new Way(e.to(), e.from()));
            return way != null ? way : back != null ? -back : 0;
        }

        private void collect(Lane lane) throws RecordingException {
            for (; lane.head != null; lane.advance()) {
                for (Envelope e : lane.sent()) {
                    future.computeIfAbsent(e.key(), _ -> new ArrayDeque<>(2)).add(lane.head.timeMicros());
                }
            }
        }

        Timeline merged() throws RecordingException {
            for (Lane lane = next(); lane != null; lane = next()) {
                take(lane);
            }
            return new Timeline(recordings, recording, seq, sentAt);
        }

        /// Of those that wait for nothing, the earliest; if all wait for one another, the earliest of all.
        private @Nullable Lane next() {
            Lane free = null;
            Lane any = null;
            for (Lane lane : lanes) {
                RecordedEvent head = lane.head;
                if (head == null) {
                    continue;
                }
                any = any == null || head.timeMicros() < time(any) ? lane : any;
                if (!waits(lane, head)) {
                    free = free == null || head.timeMicros() < time(free) ? lane : free;
                }
            }
            return free != null ? free : any;
        }

        private static long time(Lane lane) {
            RecordedEvent head = lane.head;
            return head == null ? Long.MAX_VALUE : head.timeMicros();
        }

        private boolean waits(Lane lane, RecordedEvent head) {
            Envelope received = lane.received;
            if (received == null || underWay.containsKey(received.key())) {
                return false;
            }
            ArrayDeque<Long> sendings = future.get(received.key());
            return sendings != null
                    && !(received.isUsual() && sendings.getFirst() > head.timeMicros() - shortest(received) + SLACK_MICROS);
        }

        private void take(Lane lane) throws RecordingException {
            RecordedEvent event = lane.head;
            if (event == null) {
                return;
            }
            Envelope received = lane.received;
            ArrayDeque<Integer> sendings = received == null ? null : underWay.get(received.key());
            if (received != null && sendings != null) {
                sentAt[size] = removed(underWay, received.key(), sendings);
            }
            if (recordings.size() > 1) {
                for (Envelope e : lane.sent()) {
                    ArrayDeque<Long> times = future.get(e.key());
                    if (times != null) {
                        removed(future, e.key(), times);
                    }
                    underWay.computeIfAbsent(e.key(), _ -> new ArrayDeque<>(2)).add(size);
                }
            }
            recording[size] = lanes.indexOf(lane);
            seq[size] = event.seq();
            size++;
            lane.advance();
        }

        private static <T> T removed(Map<Long, ArrayDeque<T>> map, long key, ArrayDeque<T> queue) {
            T first = queue.removeFirst();
            if (queue.isEmpty()) {
                map.remove(key);
            }
            return first;
        }
    }
}
