package dev.raftd.ctl.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import dev.raftd.trace.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Recordings of three members as one: timeline, diagram, trace.
class TimelineTest {
    private static final Set<String> NAMES = Set.of("InitState", "BecomeCandidate", "BecomeFollower", "BecomeLeader", "Commit", "Replicate",
            "ChangeConf", "ApplyConfChange", "Ready", "SendAppendEntriesRequest", "ReceiveAppendEntriesRequest",
            "SendAppendEntriesResponse", "ReceiveAppendEntriesResponse", "SendRequestVoteRequest", "ReceiveRequestVoteRequest",
            "SendRequestVoteResponse", "ReceiveRequestVoteResponse", "SendSnapshot", "ReceiveSnapshot");

    @Test
    void messagesAreSentBeforeTheyAreReceivedWhateverTheClocksSay() throws RecordingException {
        for (long apart : new long[]{0, 300_000, 3_600_000_000L}) {
            Timeline timeline = Timeline.of(RecordedGroup.afterTheLossOfALeader(0, -apart, apart).recordings());
            int received = 0;
            for (int i = 0; i < timeline.size(); i++) {
                Timeline.Place place = timeline.at(i);
                assertThat(place.sentAt()).isLessThan(i);
                received += place.sentAt() >= 0 ? 1 : 0;
            }
            assertThat(received).as("messages of which the sending is known").isGreaterThan(100);
        }
    }

    @Test
    void eventsOfAMemberStayInTheirOrder() throws RecordingException {
        Timeline timeline = Timeline.of(RecordedGroup.afterTheLossOfALeader(0, 5_000, -7_000).recordings());
        long[] last = new long[3];
        for (int i = 0; i < timeline.size(); i++) {
            Timeline.Place place = timeline.at(i);
            assertThat(place.seq()).isEqualTo(++last[place.recording()]);
        }
    }

    @Test
    void everyReadyOfAllIsAsRecorded() throws RecordingException {
        Player player = new Player(RecordedGroup.afterTheLossOfALeader().recordings());
        for (Player.Shown shown = player.next(); shown != null; shown = player.next()) {
            assertThat(shown.step().difference()).as("event %d", shown.number()).isNull();
        }
    }

    @Test
    void twoRecordingsOfOneMemberAreRefused() {
        RecordedGroup group = RecordedGroup.afterTheLossOfALeader();
        Recording one = group.recording(1);

        assertThatThrownBy(() -> Timeline.of(List.of(one, one))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two recordings are of member 1; give one of each");
        assertThatThrownBy(() -> Recording.joined(List.of(one, one))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void diagramShowsMessagesAndRoles() throws RecordingException {
        List<String> lines = new ArrayList<>();
        new SequenceChart(new Player(RecordedGroup.afterTheLossOfALeader().recordings()), 10_000, false).print(lines::add);

        assertThat(lines).startsWith("sequenceDiagram", "    participant m1 as member 1", "    participant m2 as member 2",
                "    participant m3 as member 3").contains("    Note over m1: Leader, term 2", "    Note over m2: Leader, term 3")
                .anyMatch(line -> line.startsWith("    m1->>m2: MsgVote term 2 1/1"))
                .noneMatch(line -> line.contains("MsgHeartbeat"));
        List<String> newest = new ArrayList<>();
        new SequenceChart(new Player(RecordedGroup.afterTheLossOfALeader().recordings()), 5, true).print(newest::add);
        assertThat(newest).hasSize(4 + 1 + 5).anyMatch(line -> line.contains("lines; ")).anyMatch(line -> line.contains("MsgHeartbeat"));
    }

    /// What the specification relies on: its names and fields, terms and commit indexes that do not fall, one leader a term, and every receipt
    /// behind a sending of the same message that nobody has received.
    @Test
    void traceForTlaHoldsWhatItsSpecificationReliesOn() throws RecordingException, IOException {
        List<String> lines = new ArrayList<>();
        long written = new TlaExport(new Player(RecordedGroup.afterTheLossOfALeader(0, 250_000, -9_000_000).recordings()))
                .write(lines::add);
        assertThat(written).isEqualTo(lines.size()).isGreaterThan(300);

        ObjectMapper json = new ObjectMapper();
        Map<String, JsonNode> last = new HashMap<>();
        Map<Long, String> leaders = new HashMap<>();
        Map<JsonNode, Integer> underWay = new HashMap<>();
        Map<String, Integer> names = new HashMap<>();
        for (String line : lines) {
            JsonNode trace = json.readTree(line);
            assertThat(trace.get("tag").asText()).isEqualTo("trace");
            JsonNode event = trace.get("event");
            String name = event.get("name").asText();
            assertThat(NAMES).contains(name);
            names.merge(name, 1, Integer::sum);
            checkState(event, last.put(event.get("nid").asText(), event));
            if (name.equals("BecomeLeader")) {
                assertThat(leaders.put(event.at("/state/term").asLong(), event.get("nid").asText())).isNull();
            }
            if (name.startsWith("Send")) {
                assertThat(event.at("/msg/from").asText()).isEqualTo(event.get("nid").asText());
                underWay.merge(event.get("msg"), 1, Integer::sum);
            } else if (name.startsWith("Receive")) {
                assertThat(event.at("/msg/to").asText()).isEqualTo(event.get("nid").asText());
                assertThat(underWay.merge(event.get("msg"), -1, Integer::sum)).as(line).isNotNegative();
            }
        }
        assertThat(leaders).containsEntry(2L, "1").containsEntry(3L, "2");
        assertThat(names.get("Replicate")).isEqualTo(23); // 21 values, and an empty entry a leader
        assertThat(names.get("InitState")).isEqualTo(3);
        assertThat(names).containsKeys("Commit", "BecomeCandidate", "Ready", "ApplyConfChange");
    }

    private static void checkState(JsonNode event, JsonNode before) {
        assertThat(event.at("/state/vote").isTextual()).isTrue();
        assertThat(event.get("role").asText()).isIn("StateFollower", "StateCandidate", "StateLeader");
        assertThat(event.get("conf")).hasSize(2);
        assertThat(event.get("log").asLong()).isGreaterThanOrEqualTo(event.at("/state/commit").asLong());
        if (before == null) {
            assertThat(event.get("name").asText()).isEqualTo("InitState");
        } else {
            assertThat(event.at("/state/term").asLong()).isGreaterThanOrEqualTo(before.at("/state/term").asLong());
            assertThat(event.at("/state/commit").asLong()).isGreaterThanOrEqualTo(before.at("/state/commit").asLong());
        }
    }
}
