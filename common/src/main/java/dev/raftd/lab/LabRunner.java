package dev.raftd.lab;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs data files and folders of them, and says what differs.
public final class LabRunner {
    private final boolean rewrite;
    private final Appendable out;

    private LabRunner(boolean rewrite, Appendable out) {
        this.rewrite = rewrite;
        this.out = out;
    }

    /// Runs each file, by name order within a folder, and prints to `out` the first difference of each one that fails and at the end a line
    /// `N files, N passed, N failed`.
    ///
    /// @param paths   files and folders
    /// @param rewrite write what the directives print into the files, instead of comparing it with them
    /// @throws IOException only if `out` throws it; a file that cannot be read or written is one that fails
    public static LabSummary run(List<Path> paths, boolean rewrite, Appendable out) throws IOException {
        LabRunner runner = new LabRunner(rewrite, out);
        int files = 0;
        int passed = 0;
        for (Path path : paths) {
            for (Path file : files(path)) {
                files++;
                if (runner.passes(file))
                    passed++;
            }
        }
        LabSummary summary = new LabSummary(files, passed, files - passed);
        out.append(summary.toString()).append('\n');
        return summary;
    }

    /// The path itself, or the files below it. A folder that cannot be listed stands for itself, and then cannot be read.
    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path))
            return List.of(path);
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(LabRunner::isTaken).sorted().forEach(entry -> files.addAll(files(entry)));
        } catch (IOException e) {
            return List.of(path);
        }
        return files;
    }

    /// Hidden files, what editors leave behind, and the pages that explain a folder are no data files.
    private static boolean isTaken(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith("~") && !(name.startsWith("#") && name.endsWith("#")) && !name.endsWith(".md");
    }

    private boolean passes(Path path) throws IOException {
        String failure = failure(path);
        out.append(failure);
        return failure.isEmpty();
    }

    /// What to say about the file, empty if it passes.
    private String failure(Path path) {
        try {
            String text = Files.readString(path);
            DataFile file = DataDriven.parse(path.toString(), text);
            if (file.blocks().isEmpty())
                return "";
            Suite suite = SuiteKind.of(file).newSuite();
            return rewrite ? rewritten(path, text, file, suite) : compared(file, suite);
        } catch (DataFileException | TestFailureException e) {
            return e.getMessage() + "\n";
        } catch (CharacterCodingException e) {
            return path + ": not UTF-8 text\n";
        } catch (NoSuchFileException e) {
            return path + ": no such file\n";
        } catch (IOException e) {
            return path + ": " + e + "\n";
        }
    }

    private static String rewritten(Path path, String before, DataFile file, Suite suite) throws IOException, TestFailureException {
        String after = DataDriven.rewrite(file, suite);
        if (!after.equals(before))
            Files.writeString(path, after);
        return "";
    }

    private static String compared(DataFile file, Suite suite) {
        return switch (DataDriven.run(file, suite)) {
            case FileResult.Passed passed -> "";
            case FileResult.Aborted aborted -> aborted.message() + "\n";
            case FileResult.Mismatched mismatched -> describe(file, mismatched);
        };
    }

    private static String describe(DataFile file, FileResult.Mismatched mismatched) {
        DataFile.Block block = mismatched.block();
        String line = block.directive().position() + ": " + block.directive().command() + " prints something else\n";
        return line + UnifiedDiff.of(file.path(), block.expected(), mismatched.actual(), block.expectedLine());
    }
}
