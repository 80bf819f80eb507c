package dev.raftd.ctl.view;

import dev.raftd.why.CauseCode;
import dev.raftd.why.Pages;
import java.util.List;

/// What a code of a cause means.
///
/// @param page several lines
public record Explanation(CauseCode code, String next, String page) {
    /// All codes.
    public record Index(List<Brief> codes) {}

    /// A code and what it means in one sentence.
    public record Brief(CauseCode code, String meaning) {}

    public static Explanation of(CauseCode code) {
        return new Explanation(code, code.next(), Pages.of(code));
    }

    public static Brief brief(CauseCode code) {
        return new Brief(code, Pages.meaning(code));
    }
}
