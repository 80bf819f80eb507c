package dev.raftd.ctl.output;

import java.util.Locale;

/// For whom the output is.
public enum Format {
    /// For people.
    TABLE,
    /// For programs: one JSON object a line, field names as in the API.
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
