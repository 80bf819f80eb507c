package dev.raftd.lab;

import dev.raftd.InvariantError;
import java.util.List;
import java.util.regex.Pattern;

/// Runs a data file's directives against a suite, either comparing what they print with the file or writing it into the file.
public final class DataDriven {
    private static final Pattern BLANK_LINE = Pattern.compile("^[\t ]*\n", Pattern.MULTILINE);

    private DataDriven() {}

    /// Takes a file's text apart.
    ///
    /// @param path what messages call it
    public static DataFile parse(String path, String text) throws DataFileException {
        return DataFileParser.parse(path, text);
    }

    /// Runs the directives up to the first one that prints something else.
    ///
    /// @param suite a fresh one
    public static FileResult run(DataFile file, Suite suite) {
        for (DataFile.Block block : file.blocks()) {
            try {
                String actual = output(block.directive(), suite);
                if (!actual.equals(block.expected()))
                    return new FileResult.Mismatched(block, actual);
            } catch (TestFailureException e) {
                return new FileResult.Aborted(e.getMessage());
            }
        }
        return new FileResult.Passed();
    }

    /// The file's text with what the directives print now in place of what was expected.
    ///
    /// @param suite a fresh one
    /// @throws TestFailureException a directive could not be run; the message begins with `path:line: `
    public static String rewrite(DataFile file, Suite suite) throws TestFailureException {
        StringBuilder text = new StringBuilder();
        for (DataFile.Block block : file.blocks()) {
            append(text, block.lines(), output(block.directive(), suite));
        }
        file.rest().forEach(line -> text.append(line).append('\n'));
        return withoutBlankEnd(text);
    }

    static String withoutBlankEnd(StringBuilder text) {
        if (text.length() > 2 && text.charAt(text.length() - 2) == '\n')
            text.setLength(text.length() - 1);
        return text.toString();
    }

    /// A directive's lines and what it prints, as a file has them.
    static void append(StringBuilder text, List<String> lines, String output) {
        lines.forEach(line -> text.append(line).append('\n'));
        if (BLANK_LINE.matcher(output).find()) {
            text.append("----\n----\n").append(output).append("----\n----\n\n");
        } else {
            text.append("----\n").append(output).append('\n');
        }
    }

    /// With a line end behind the last line.
    static String ended(String output) {
        return output.isEmpty() || output.endsWith("\n") ? output : output + "\n";
    }

    private static String output(Directive directive, Suite suite) throws TestFailureException {
        try {
            return ended(suite.run(directive));
        } catch (TestFailureException e) {
            throw new TestFailureException(directive.position() + ": " + e.getMessage());
        } catch (InvariantError e) {
            throw new TestFailureException(directive.position() + ": invariant broken: " + e.getMessage());
        }
    }
}
