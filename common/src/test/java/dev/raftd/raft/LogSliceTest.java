package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.entries;
import static dev.raftd.raft.Fixtures.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogSliceTest {
    private static LogSlice after2at5(long term, List<Entry> entries) {
        return new LogSlice(term, new EntryId(2, 5), entries);
    }

    @Test
    void risingTermsWithoutGapAreValid() {
        assertThat(after2at5(3, entries(6, 2, 2, 3)).flaw()).isNull();
        assertThat(after2at5(2, List.of()).flaw()).isNull();
        assertThat(after2at5(3, entries(6, 2, 3)).lastIndex()).isEqualTo(7);
        assertThat(after2at5(3, List.of()).lastIndex()).isEqualTo(5);
    }

    @Test
    void aGapIsFlawed() {
        assertThat(after2at5(3, entries(7, 2)).flaw()).isEqualTo("leader term 3: entries 2/5 and 2/7 not consistent");
        assertThat(after2at5(3, List.of(entry(2, 6), entry(2, 8))).flaw()).isNotNull();
        assertThat(after2at5(3, List.of(entry(2, 6), entry(2, 6))).flaw()).isNotNull();
    }

    @Test
    void aFallingTermIsFlawed() {
        assertThat(after2at5(3, entries(6, 1)).flaw()).isEqualTo("leader term 3: entries 2/5 and 1/6 not consistent");
        assertThat(after2at5(3, entries(6, 3, 2)).flaw()).isNotNull();
    }

    @Test
    void aTermAboveTheLeadersIsFlawed() {
        assertThat(after2at5(3, entries(6, 2, 4)).flaw()).isEqualTo("leader term 3: entry 4/7 has a newer term");
        assertThat(after2at5(1, List.of()).flaw()).isEqualTo("leader term 1: entry 2/5 has a newer term");
    }
}
