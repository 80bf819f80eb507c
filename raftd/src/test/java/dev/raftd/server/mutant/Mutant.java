package dev.raftd.server.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A bug that could be: what of the sources it changes, and to what.
///
/// @param why what is wrong with it
record Mutant(String name, String why, List<Edit> edits) {
    /// @param file    from the project's top
    /// @param snippet occurs exactly once in it, whatever its white space
    record Edit(String file, String snippet, String replacement) {
        String apply(String source) {
            String pattern = Arrays.stream(snippet.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
            Matcher m = Pattern.compile(pattern).matcher(source);
            if (!m.find()) {
                throw new IllegalStateException("not there any more in " + file + ": " + snippet);
            }
            int start = m.start();
            int end = m.end();
            if (m.find()) {
                throw new IllegalStateException("there more than once in " + file + ": " + snippet);
            }
            return source.substring(0, start) + replacement + source.substring(end);
        }
    }

    Mutant {
        edits = List.copyOf(edits);
        if (edits.isEmpty()) {
            throw new IllegalArgumentException(name + " changes nothing");
        }
    }

    /// The changed sources by class name.
    TreeMap<String, String> sources(Path top) throws IOException {
        TreeMap<String, String> sources = new TreeMap<>();
        for (Edit edit : edits) {
            String name = edit.file.substring(edit.file.indexOf("dev/"), edit.file.length() - ".java".length()).replace('/', '.');
            String before = sources.containsKey(name) ? sources.get(name) : Files.readString(top.resolve(edit.file));
            sources.put(name, edit.apply(before));
        }
        return sources;
    }

    /// Reads the table of mutants:
    ///
    ///     mutant NAME
    ///     why it is wrong
    ///     in FILE
    ///     - snippet, as many lines as it takes
    ///     + replacement, likewise
    ///
    /// with any number of `in`, of snippets, and of lines of each. Lines that start with `#` are comments.
    static List<Mutant> parse(List<String> lines) {
        List<Mutant> all = new ArrayList<>();
        Parser parser = new Parser();
        for (String line : lines) {
            if (line.startsWith("mutant ")) {
                parser.finish(all);
                parser.name = line.substring("mutant ".length()).strip();
            } else if (!line.startsWith("#") && !line.isBlank()) {
                parser.line(line);
            }
        }
        parser.finish(all);
        return all;
    }

    private static final class Parser {
        private String name = "";
        private String why = "";
        private String file = "";
        private final StringBuilder snippet = new StringBuilder();
        private final StringBuilder replacement = new StringBuilder();
        private List<Edit> edits = new ArrayList<>();

        void line(String line) {
            switch (line.charAt(0)) {
                case '-' -> {
                    if (!replacement.isEmpty()) {
                        finishEdit();
                    }
                    snippet.append(line.substring(1)).append('\n');
                }
                case '+' -> replacement.append(line.substring(1)).append('\n');
                default -> {
                    finishEdit();
                    if (line.startsWith("in ")) {
                        file = line.substring("in ".length()).strip();
                    } else {
                        why += (why.isEmpty() ? "" : " ") + line.strip();
                    }
                }
            }
        }

        private void finishEdit() {
            if (!snippet.isEmpty()) {
                edits.add(new Edit(file, snippet.toString(), replacement.toString()));
            }
            snippet.setLength(0);
            replacement.setLength(0);
        }

        void finish(List<Mutant> all) {
            finishEdit();
            if (!name.isEmpty()) {
                all.add(new Mutant(name, why, edits));
            }
            why = "";
            edits = new ArrayList<>();
        }
    }
}
