package dev.raftd.server.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Alarm;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private static Split split(String hashes, String voters, String outgoing) {
        TreeMap<Long, Long> byMember = new TreeMap<>();
        for (String member : hashes.split(" ")) {
            byMember.put(Long.parseLong(member.substring(0, 1)), (long) member.charAt(1));
        }
        return Split.of(byMember, new Self.Group(1, "c", ids(voters), ids(outgoing), new TreeMap<>()));
    }

    private static List<Long> ids(String digits) {
        return digits.chars().mapToObj(c -> (long) (c - '0')).toList();
    }

    /// A member with its hash; the voters of both halves; the majority and those that are wrong.
    @ParameterizedTest
    @CsvSource({
            "1a 2a 3b,       123,   '',   12,  3",
            "1b 2a 3a,       123,   '',   23,  1",
            "1a 2b,          12,    '',   '',  ''",
            "1a 2b,          123,   '',   '',  ''",
            "1a 2b 3c,       123,   '',   '',  ''",
            "1a 2a 3b 4b,    1234,  '',   '',  ''",
            "1a 2a 3a 4b,    1234,  '',   123, 4",
            "1a 2a 3b,       12345, '',   '',  ''",
            "1a 2a 3a 4b 5c, 12345, '',   123, 45",
            "1a 2b 3b,       1,     '',   1,   23",
            "1a 2a 3a 4b 5b, 145,   '',   45,  123",
            "1a 2a 3b 4a,    123,   124,  124, 3",
            "1a 2a 3b 4b,    123,   234,  '',  ''",
            "1a 2a 3a,       123,   '',   123, ''"})
    void majorityIsOneOfAllVotersAndWhoeverElseIsKnownIsWrong(String hashes, String voters, String outgoing, String majority,
            String wrong) {
        Split split = split(hashes, voters, outgoing);
        assertThat(split.majority()).containsExactlyElementsOf(ids(majority));
        assertThat(split.wrong()).containsExactlyElementsOf(ids(wrong));
        assertThat(split.isWrong(9)).as("who did not answer").isFalse();
    }

    @Test
    void alarmNamesTheIndexTheMembersAndWhatToDo() {
        assertThat(new Difference(1234, true, split("1a 2a 3b", "123", "")).alarm()).isEqualTo(new Alarm("state_differs",
                "since index 1234 the store of member 3 is not that of members 1, 2, a majority: it serves nothing more",
                "replace member 3: raftctl members replace 3 NEW=URL"));
        assertThat(new Difference(7, false, split("1a 2a 3a 4b 5c", "12345", "")).alarm()).isEqualTo(new Alarm("state_differs",
                "at index 7, or earlier, the store of members 4, 5 is not that of members 1, 2, 3, a majority: they serve nothing more",
                "replace members 4, 5: raftctl members replace ID NEW=URL"));
        assertThat(new Difference(7, true, split("1a 2b", "12", "")).alarm().detail()).isEqualTo(
                "since index 7 the members' stores are not the same: one is that of member 1, another that of member 2; none is a "
                        + "majority's, so nobody can tell which is right, and all are served");
    }
}
