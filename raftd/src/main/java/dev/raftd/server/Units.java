package dev.raftd.server;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Values with units on the command line: `100ms`, `1s`, `10m`; `512B`, `64KiB`, `64MiB`, `2GiB`.
final class Units {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12})(ms|s|m|h|B|KiB|MiB|GiB)");

    private Units() {}

    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher m = QUANTITY.matcher(text);
            Duration unit = m.matches() ? unit(m.group(2)) : Duration.ZERO;
            if (!unit.isZero())
                return unit.multipliedBy(Long.parseLong(m.group(1)));
            throw new TypeConversionException("'" + text + "' is not a duration such as 100ms, 1s, 10m or 1h");
        }

        private static Duration unit(String name) {
            return switch (name) {
                case "ms" -> Duration.ofMillis(1);
                case "s" -> Duration.ofSeconds(1);
                case "m" -> Duration.ofMinutes(1);
                case "h" -> Duration.ofHours(1);
                default -> Duration.ZERO;
            };
        }
    }

    /// Bytes.
    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (text.equals("0"))
                return 0L;
            Matcher m = QUANTITY.matcher(text);
            int shift = m.matches() ? shift(m.group(2)) : -1;
            if (shift < 0)
                throw new TypeConversionException("'" + text + "' is not a size such as 512B, 64KiB, 64MiB or 2GiB");
            return Long.parseLong(m.group(1)) << shift;
        }

        private static int shift(String unit) {
            return switch (unit) {
                case "B" -> 0;
                case "KiB" -> 10;
                case "MiB" -> 20;
                case "GiB" -> 30;
                default -> -1;
            };
        }
    }
}
