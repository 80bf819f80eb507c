package dev.raftd.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Takes a data file apart by the grammar of cockroachdb/datadriven v1.0.2.
///
/// A directive, its input, `----`, its expected text and a blank line; or, if the expected text has blank lines itself, `----` twice before
/// and twice after it. `subtest NAME` and `subtest end` only group directives.
final class DataFileParser {
    private static final String SEPARATOR = "----";
    private static final String SUBTEST = "subtest";

    private final String path;
    private final Lines lines;
    private final Deque<String> subtests = new ArrayDeque<>();
    private final List<DataFile.Block> blocks = new ArrayList<>();
    /// The lines read since the last block.
    private List<String> pending = new ArrayList<>();

    private DataFileParser(String path, String text) {
        this.path = path;
        lines = new Lines(text);
    }

    static DataFile parse(String path, String text) throws DataFileException {
        return new DataFileParser(path, text).parse();
    }

    private DataFile parse() throws DataFileException {
        while (lines.hasNext()) {
            parseLine();
        }
        if (!subtests.isEmpty())
            throw malformed(position(), "the file ends without subtest end " + subtests.peek());
        return new DataFile(path, blocks, pending);
    }

    private void parseLine() throws DataFileException {
        String line = Whitespace.trim(take());
        String position = position();
        if (line.startsWith("#"))
            return;
        DirectiveLine directive = new DirectiveLine(position, joined(line));
        String command = directive.command();
        if (command.isEmpty())
            return;
        List<Argument> arguments = directive.arguments();
        if (command.equals(SUBTEST)) {
            subtest(position, arguments);
        } else {
            block(position, command, arguments);
        }
    }

    private String take() {
        String line = lines.next();
        pending.add(line);
        return line;
    }

    /// The line and those it goes on in: a backslash at its end stands for a space and the next line.
    private String joined(String first) {
        String line = first;
        while (line.endsWith("\\") && lines.hasNext()) {
            line = line.substring(0, line.length() - 1) + " " + Whitespace.trim(take());
        }
        return line;
    }

    private void subtest(String position, List<Argument> arguments) throws DataFileException {
        if (arguments.isEmpty())
            throw malformed(position, "a subtest needs a name");
        String name = arguments.getFirst().key();
        if (name.equals("end")) {
            endSubtest(position, arguments);
            return;
        }
        String parent = subtests.peek();
        if (arguments.size() > 1)
            throw malformed(position, "a subtest has one name");
        if (parent != null && !name.startsWith(parent + "/"))
            throw malformed(position, "a subtest in " + parent + " must begin with " + parent + "/");
        subtests.push(name);
    }

    private void endSubtest(String position, List<Argument> arguments) throws DataFileException {
        String open = subtests.poll();
        if (open == null)
            throw malformed(position, "subtest end without a subtest");
        if (arguments.size() > 2)
            throw malformed(position, "subtest end has at most one name");
        String name = arguments.getLast().key();
        if (arguments.size() == 2 && !name.equals(open))
            throw malformed(position, "subtest end " + name + " in subtest " + open);
    }

    private void block(String position, String command, List<Argument> arguments) throws DataFileException {
        StringBuilder input = new StringBuilder();
        while (lines.hasNext() && !SEPARATOR.equals(lines.peek())) {
            input.append(take()).append('\n');
        }
        Directive directive = new Directive(position, command, arguments, Whitespace.trim(input.toString()));
        List<String> copied = pending;
        pending = new ArrayList<>();
        if (lines.hasNext())
            lines.next();
        boolean blankLines = SEPARATOR.equals(lines.peek());
        if (blankLines)
            lines.next();
        int expectedLine = lines.number() + 1;
        blocks.add(new DataFile.Block(copied, directive, blankLines ? expectedWithBlankLines() : expected(), expectedLine));
    }

    /// The lines up to a blank one, which belongs to none.
    private String expected() {
        StringBuilder text = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (Whitespace.trim(line).isEmpty())
                break;
            text.append(line).append('\n');
        }
        return text.toString();
    }

    /// The lines up to two separators in a row. After a lone one, which is text, the next line is text whatever it is.
    private String expectedWithBlankLines() throws DataFileException {
        StringBuilder text = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.equals(SEPARATOR) && lines.hasNext()) {
                String second = lines.next();
                if (second.equals(SEPARATOR)) {
                    skipBlankLine();
                    break;
                }
                text.append(line).append('\n').append(second).append('\n');
            } else {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    private void skipBlankLine() throws DataFileException {
        if (lines.hasNext() && !lines.next().isEmpty())
            throw malformed(position(), "an expected text closed by " + SEPARATOR + " twice needs a blank line after it");
    }

    private String position() {
        return path + ":" + lines.number();
    }

    private static DataFileException malformed(String position, String message) {
        return new DataFileException(position, message);
    }
}
