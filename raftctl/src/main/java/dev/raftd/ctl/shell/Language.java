package dev.raftd.ctl.shell;

import java.util.List;
import java.util.stream.Stream;
import org.jline.reader.Parser;

/// What the lines of a [LineLoop] mean.
public interface Language {
    /// What stands before the line that comes next.
    String prompt();

    /// Does what the line says; never called with one that ends the loop.
    ///
    /// @return its exit status
    int run(String line);

    /// What the word at the cursor may become; those that do not begin like it are left out later.
    ///
    /// @param before the words before it
    /// @param word   its part before the cursor
    Stream<String> candidates(List<String> before, String word);

    /// Whether the line ends the loop.
    default boolean ends(String line) {
        List<String> words = Words.of(line).texts();
        return !words.isEmpty() && (words.getFirst().equals("exit") || words.getFirst().equals("quit"));
    }

    /// Ctrl-C while a line runs; on the terminal's signal thread.
    default void interrupt() {}

    /// Ctrl-C, or the end of the input, where a line could have been.
    default void dropped() {}

    /// The end of a script, where more may have been expected.
    ///
    /// @return 0, or the exit status of what lacks its end
    default int end() {
        return 0;
    }

    /// How completion takes a line apart; by default at white space, without quotes.
    default Parser parser() {
        return new PlainParser();
    }
}
