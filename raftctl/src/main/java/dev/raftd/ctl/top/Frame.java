package dev.raftd.ctl.top;

import dev.raftd.api.Alarm;
import dev.raftd.api.StatusResponse;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be seen at one time.
record Frame(List<Row> rows) {
    static final Frame EMPTY = new Frame(List.of());
    private static final String LEADER = "StateLeader";

    Frame {
        rows = List.copyOf(rows);
    }

    /// A member.
    ///
    /// @param status      its answer, null if there was none
    /// @param rates       null where there is nothing to compare with
    /// @param awaySeconds how long it has not answered, as far as anybody looked
    /// @param reason      why it does not answer
    record Row(long id, @Nullable StatusResponse status, @Nullable Rates rates, long awaySeconds, String reason) {
        static Row of(StatusResponse status, @Nullable Rates rates) {
            return new Row(status.id(), status, rates, 0, "");
        }

        static Row away(long id, long awaySeconds, String reason) {
            return new Row(id, null, null, awaySeconds, reason);
        }

        boolean leads() {
            return status != null && status.role().equals(LEADER);
        }
    }

    Stream<StatusResponse> answers() {
        return rows.stream().map(Row::status).filter(Objects::nonNull);
    }

    /// Of several that believe to lead, only the one of the highest term does.
    Optional<StatusResponse> leader() {
        return answers().filter(s -> s.role().equals(LEADER)).max(Comparator.comparingLong(StatusResponse::term));
    }

    Optional<Row> row(long id) {
        return rows.stream().filter(r -> r.id == id).findFirst();
    }

    /// How far what a member applied is behind what the leader knows committed; 0 if nobody knows.
    long lag(StatusResponse member) {
        return leader().map(l -> Math.max(0, l.log().committed() - member.log().applied())).orElse(0L);
    }

    /// Who says that a person is needed. What several members say of the same trouble is one.
    Map<Alarm, List<Long>> alarms() {
        Map<Alarm, List<Long>> alarms = new LinkedHashMap<>();
        answers().forEach(member -> member.alarms()
                .forEach(alarm -> alarms.merge(alarm, List.of(member.id()), (a, b) -> Stream.concat(a.stream(), b.stream()).toList())));
        return alarms;
    }
}
