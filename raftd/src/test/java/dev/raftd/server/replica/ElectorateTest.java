package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.ConfState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElectorateTest {
    private static List<Long> ids(String text) {
        return text == null ? List.of() : Arrays.stream(text.split(" ")).map(Long::parseLong).toList();
    }

    /// Voters, those of the outgoing half, who is healthy; how many may fail of all and of the healthy, and why there is no quorum.
    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            1         | -     | 1         | 0 | 0  | -
            1         | -     | -         | 0 | -1 | of the 1 voters then (1) only 0 are healthy, a quorum is 1
            1 2       | -     | 1 2       | 0 | 0  | -
            1 2       | -     | 1         | 0 | -1 | of the 2 voters then (1, 2) only 1 is healthy (1), a quorum is 2
            1 2 3     | -     | 1 2 3     | 1 | 1  | -
            1 2 3     | -     | 1 3       | 1 | 0  | -
            1 2 3     | -     | 2         | 1 | -1 | of the 3 voters then (1, 2, 3) only 1 is healthy (2), a quorum is 2
            1 2 3 4   | -     | 1 2 3     | 1 | 0  | -
            1 2 3 4   | -     | 1 2       | 1 | -1 | of the 4 voters then (1, 2, 3, 4) only 2 are healthy (1, 2), a quorum is 3
            1 2 3 4 5 | -     | 1 2 3 4 5 | 2 | 2  | -
            1 2 3 4 5 | -     | 1         | 2 | -2 | of the 5 voters then (1, 2, 3, 4, 5) only 1 is healthy (1), a quorum is 3
            2 3 4     | 1 2 3 | 2 3 4     | 1 | 0  | -
            2 3 4     | 1 2 3 | 1 4       | 1 | -1 | of the 3 voters then (2, 3, 4) only 1 is healthy (4), a quorum is 2
            2 3 4     | 1 2 3 | 3 4       | 1 | -1 | of the 3 voters then (1, 2, 3) only 1 is healthy (3), a quorum is 2
            2         | 1     | 1 2       | 0 | 0  | -
            """)
    void quorumIsCountedInEachHalf(String voters, String outgoing, String healthy, int survives, int survivesNow, String lack) {
        Set<Long> well = ids(healthy).stream().collect(Collectors.toSet());
        Electorate electorate = new Electorate("then", new ConfState(ids(voters), List.of(), ids(outgoing), List.of(), false),
                well::contains);
        assertThat(electorate.stage().survives()).isEqualTo(survives);
        assertThat(electorate.survivesNow()).isEqualTo(survivesNow);
        assertThat(electorate.lack()).isEqualTo(lack);
    }
}
