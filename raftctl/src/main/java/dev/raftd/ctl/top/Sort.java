package dev.raftd.ctl.top;

import dev.raftd.ctl.top.Frame.Row;
import java.util.Comparator;
import java.util.List;

/// In which order the members stand.
enum Sort {
    ID("id"),
    ROLE("role"),
    LAG("lag"),
    RATE("rate");

    final String words;

    Sort(String words) {
        this.words = words;
    }

    Sort next() {
        return values()[(ordinal() + 1) % values().length];
    }

    /// Members that do not answer come last, unless it goes by ids, as nothing is known of them; where two are equal, their ids decide.
    List<Row> of(Frame frame, boolean reversed) {
        Comparator<Row> order = reversed ? order(frame).reversed() : order(frame);
        Comparator<Row> known = Comparator.comparing(r -> this != ID && r.status() == null);
        return frame.rows().stream().sorted(known.thenComparing(order).thenComparing(Row::id, Long::compareUnsigned)).toList();
    }

    private Comparator<Row> order(Frame frame) {
        return switch (this) {
            case ID -> Comparator.comparing(Row::id, Long::compareUnsigned);
            case ROLE -> Comparator.comparingInt(Sort::rank);
            case LAG -> Comparator.comparingLong((Row r) -> r.status() == null ? 0 : frame.lag(r.status())).reversed();
            case RATE -> Comparator.comparingDouble((Row r) -> r.rates() == null ? -1 : r.rates().applied()).reversed();
        };
    }

    /// Who leads first, who only listens last.
    private static int rank(Row row) {
        if (row.status() == null || row.leads())
            return 0;
        if (row.status().config().learners().contains(row.id()))
            return 3;
        return row.status().role().equals("StateFollower") ? 2 : 1;
    }
}
