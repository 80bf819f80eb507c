package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"-1, -", "0, 0", "0.4, 0", "9999, 9999", "9999.6, 10.0k", "12345, 12.3k", "99960, 100k", "999600, 1.00M", "12345678, 12.3M",
            "9223372036854775807, 9.22E"})
    void countsTakeFiveColumnsAtMost(double value, String text) {
        assertThat(Numbers.count(value)).isEqualTo(text).hasSizeLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"-1, -", "0, 0.00ms", "0.123, 0.12ms", "9.996, 10.0ms", "99.96, 100ms", "999.4, 999ms", "999.6, 1.00s", "20000, 20.0s"})
    void timesTakeSixColumnsAtMost(double millis, String text) {
        assertThat(Numbers.millis(millis)).isEqualTo(text).hasSizeLessThanOrEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.00 KiB", "1048575, 1.00 MiB", "5368709120, 5.00 GiB"})
    void bytesAreCountedInPowersOf1024(long bytes, String text) {
        assertThat(Numbers.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void durationsHaveTwoUnitsAtMost() {
        assertThat(new String[]{Numbers.duration(59), Numbers.duration(185), Numbers.duration(7620), Numbers.duration(273_600)})
                .containsExactly("59s", "3m05s", "2h07m", "3d04h");
    }
}
