package dev.raftd.server.journey;

import dev.raftd.api.JourneyExchange;
import dev.raftd.api.JourneyStage;
import dev.raftd.journey.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is recorded of one entry. Valid until the raft loop's next turn.
public final class Track {
    /// In the order of the chunk's lanes.
    private static final Stage[] STAGES = {Stage.RECEIVED, Stage.PROPOSED, Stage.FORWARDED, Stage.PROPOSAL_RECEIVED, Stage.APPEND_RECEIVED,
            Stage.APPENDED, Stage.WRITE_BEGUN, Stage.SYNCED, Stage.ACK_SENT, Stage.COMMITTED, Stage.APPLIED, Stage.ANSWERED};

    private final Chunk chunk;
    private final int slot;
    private final Columns columns;

    Track(Chunk chunk, int slot, Columns columns) {
        this.chunk = chunk;
        this.slot = slot;
        this.columns = columns;
    }

    public long index() {
        return chunk.index[slot];
    }

    public long term() {
        return chunk.term[slot];
    }

    /// As in the API.
    public String type() {
        return switch (chunk.kind[slot]) {
            case Chunk.CONF_CHANGE -> "EntryConfChange";
            case Chunk.CONF_CHANGE_V2 -> "EntryConfChangeV2";
            default -> "EntryNormal";
        };
    }

    /// Whether it is a leader's first one, which says nothing.
    public boolean isEmpty() {
        return chunk.kind[slot] == Chunk.EMPTY;
    }

    /// When it was appended, 0 for not yet.
    public long appendedNanos() {
        return chunk.stages[Chunk.APPENDED][slot];
    }

    /// In the order of time.
    ///
    /// @param origin subtracted from each
    public List<JourneyStage> stages(long origin) {
        List<JourneyStage> stages = new ArrayList<>();
        for (int lane = 0; lane < Chunk.LANES; lane++) {
            long nanos = chunk.stages[lane][slot];
            if (nanos != 0) {
                stages.add(new JourneyStage(STAGES[lane].toString(), peer(STAGES[lane]), nanos - origin));
            }
        }
        for (int c = 0; c < Columns.MAX; c++) {
            add(stages, Stage.SENT, columns.id(c), chunk.sentAt(c, slot), origin);
            add(stages, Stage.ACK_RECEIVED, columns.id(c), chunk.ackedAt(c, slot), origin);
        }
        stages.sort(Comparator.comparingLong(JourneyStage::nanos).thenComparing(JourneyStage::stage));
        return stages;
    }

    private static void add(List<JourneyStage> stages, Stage stage, long peer, long nanos, long origin) {
        if (nanos != 0) {
            stages.add(new JourneyStage(stage.toString(), peer, nanos - origin));
        }
    }

    private long peer(Stage stage) {
        return switch (stage) {
            case PROPOSAL_RECEIVED, APPEND_RECEIVED, ACK_SENT -> chunk.from[slot];
            case COMMITTED -> chunk.closer[slot];
            case RECEIVED, PROPOSED, FORWARDED, APPENDED, SENT, WRITE_BEGUN, SYNCED, ACK_RECEIVED, APPLIED, ANSWERED -> 0;
        };
    }

    /// The first time of all.
    public long origin() {
        long first = Long.MAX_VALUE;
        for (long[] lane : chunk.stages) {
            first = lane[slot] == 0 ? first : Math.min(first, lane[slot]);
        }
        return first;
    }

    /// When peers were sent to and heard from about it, where both are known.
    List<JourneyExchange> exchanges(long origin) {
        List<JourneyExchange> all = new ArrayList<>();
        add(all, chunk.from[slot], chunk.stages[Chunk.ACK_SENT][slot], chunk.stages[Chunk.APPEND_RECEIVED][slot], origin);
        for (int c = 0; c < Columns.MAX; c++) {
            add(all, columns.id(c), chunk.sentAt(c, slot), chunk.ackedAt(c, slot), origin);
        }
        return all;
    }

    private void add(List<JourneyExchange> all, long peer, long sent, long received, long origin) {
        if (sent != 0 && received != 0) {
            all.add(new JourneyExchange(index(), term(), peer, sent - origin, received - origin));
        }
    }
}
