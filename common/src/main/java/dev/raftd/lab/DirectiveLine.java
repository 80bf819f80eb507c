package dev.raftd.lab;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads one directive line: a command, then `key`, `key=value` or `key=(value, value)` with white space between.
final class DirectiveLine {
    private static final char END = '\0';

    private final String position;
    private final String line;
    private int at;

    /// @param line trimmed
    DirectiveLine(String position, String line) {
        this.position = position;
        this.line = line;
    }

    /// What stands before the first space; empty in an empty line.
    String command() {
        return until(" ");
    }

    List<Argument> arguments() throws DataFileException {
        List<Argument> arguments = new ArrayList<>();
        skipWhitespace();
        while (at < line.length()) {
            String key = until(" =");
            if (key.isEmpty())
                throw unparsable();
            arguments.add(new Argument(key, values()));
            skipWhitespace();
        }
        return arguments;
    }

    private List<String> values() throws DataFileException {
        if (peek() != '=')
            return List.of();
        at++;
        return switch (peek()) {
            case END, ' ' -> List.of("");
            case '(' -> valuesInParentheses();
            default -> List.of(until(" "));
        };
    }

    /// Splits at commas outside nested parentheses. Spaces are skipped after a comma only: `( 1 ,2, 3)` gives ` 1 `, `2`, `3`.
    private List<String> valuesInParentheses() throws DataFileException {
        int close = closingParenthesis();
        List<String> values = new ArrayList<>();
        int from = at + 1;
        int depth = 0;
        for (int i = from; i < close; i++) {
            char c = line.charAt(i);
            if (c == '(')
                depth++;
            if (c == ')')
                depth--;
            if (c == ',' && depth == 0) {
                values.add(line.substring(from, i));
                while (line.charAt(i + 1) == ' ')
                    i++;
                from = i + 1;
            }
        }
        values.add(line.substring(from, close));
        at = close + 1;
        return values;
    }

    private int closingParenthesis() throws DataFileException {
        int depth = 0;
        for (int i = at; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '(')
                depth++;
            if (c == ')' && --depth == 0)
                return i;
        }
        throw unparsable();
    }

    private char peek() {
        return at < line.length() ? line.charAt(at) : END;
    }

    private String until(String stops) {
        int from = at;
        while (at < line.length() && stops.indexOf(line.charAt(at)) < 0)
            at++;
        return line.substring(from, at);
    }

    private void skipWhitespace() {
        at = line.length() - Whitespace.trim(line.substring(at)).length();
    }

    /// The column counts bytes, from 1.
    private DataFileException unparsable() {
        int column = line.substring(0, at).getBytes(StandardCharsets.UTF_8).length + 1;
        return new DataFileException(position, "cannot parse directive at column " + column + ": " + line);
    }
}
