package dev.raftd.lab;

/// Unsigned decimal numbers as Go's `strconv.ParseUint` reads them: digits only, so no sign, and at most 2^64-1.
final class Uint64 {
    private Uint64() {}

    /// @throws NumberFormatException whose message is Go's: `invalid syntax` or `value out of range`
    static long parse(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9'))
            throw new NumberFormatException("invalid syntax");
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("value out of range");
        }
    }
}
