package dev.raftd.ctl.command;

import dev.raftd.lab.LabRunner;
import dev.raftd.lab.LabSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = {
        "Runs data-driven files of etcd-io/raft's format, and prints the first difference of each that fails.",
        "Exits with 1 if one fails."})
final class LabRunCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--rewrite", description = "Write what the directives print into the files, instead of comparing.")
    private boolean rewrite;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, or folders of them.")
    private List<Path> paths = List.of();

    /// @param text the differences, and the counts in words
    record Report(int files, int passed, int failed, String text) {}

    LabRunCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try {
            LabSummary summary = invocation.isJson() ? json() : LabRunner.run(paths, rewrite, invocation.out().stream());
            return summary.allPassed() ? ExitCode.OK : ExitCode.REFUSED;
        } catch (IOException e) {
            throw new UncheckedIOException("a print stream and a string builder throw nothing", e);
        } finally {
            invocation.out().stream().flush();
        }
    }

    private LabSummary json() throws IOException {
        StringBuilder text = new StringBuilder();
        LabSummary summary = LabRunner.run(paths, rewrite, text);
        invocation.out().json(new Report(summary.files(), summary.passed(), summary.failed(), text.toString()));
        return summary;
    }
}
