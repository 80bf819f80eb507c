package dev.raftd.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.raftd.api.ApiJson;
import dev.raftd.server.recovery.Findings;
import dev.raftd.server.recovery.FindingsText;
import dev.raftd.server.recovery.Inspection;
import dev.raftd.server.recovery.RecoveryException;
import dev.raftd.server.recovery.ReportFile;
import dev.raftd.server.recovery.Salvage;
import dev.raftd.server.recovery.Survivor;
import dev.raftd.server.recovery.Target;
import dev.raftd.server.storage.RealDisk;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `raftd recover`: what is left of a cluster whose majority is gone, and a new one made from it.
@Command(name = "recover", description = {"For a cluster that lost the majority of its members for good.",
        "Give the data directories that are left; their members must be stopped. They are never changed."}, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class RecoverCommand {
    private enum Output {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec;

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "inspect", mixinStandardHelpOptions = true, description = {
            "Says which log is the most up-to-date, whether a quorum is there, and which entries are certainly committed, possibly committed, or lost.",
            "Exit status 1 if a directory is damaged."})
    int inspect(
            @Parameters(arity = "1..*", paramLabel = "DIR", description = "Data directories of the members that are left.") List<String> dirs,
            @Option(names = "--entries", paramLabel = "N", defaultValue = "20", description = "List at most that many entries of each range (default: ${DEFAULT-VALUE}).") int listedMax,
            @Option(names = {"-o",
                    "--output"}, paramLabel = "text|json", defaultValue = "text", description = "For people or for programs (default: ${DEFAULT-VALUE}).") Output output)
            throws Exception {
        if (listedMax < 0)
            throw new UsageException("--entries: must be 0 or more");
        try (Opened opened = new Opened()) {
            List<Survivor> survivors = open(opened, dirs);
            print(Inspection.of(survivors, listedMax), output);
            return survivors.stream().allMatch(Survivor::isUsable) ? ExitStatus.OK : ExitStatus.FINDINGS;
        }
    }

    private void print(Findings found, Output output) throws JsonProcessingException {
        switch (output) {
            case TEXT -> FindingsText.lines(found).forEach(out()::println);
            case JSON -> out().println(ApiJson.strict().writeValueAsString(found));
        }
        out().flush();
    }

    private static List<Survivor> open(Opened opened, List<String> dirs) throws UsageException, RecoveryException {
        Set<Path> paths = new LinkedHashSet<>();
        for (String dir : dirs)
            paths.add(NewDataDir.path("DIR", dir));
        List<Survivor> survivors = new ArrayList<>();
        for (Path path : paths)
            survivors.add(opened.add(Survivor.open(path.toString(), RealDisk.openReadOnly(path))));
        return survivors;
    }

    @Command(name = "apply", mixinStandardHelpOptions = true, description = {
            "Makes the data directory of a new cluster with one member from the most up-to-date of the directories given.",
            "The report says what was kept, what was only possibly committed and counts as committed now, and what is dropped; it is printed, and kept in NEW/recovery.txt.",
            "Entries that only the lost members had are gone. Members of the old cluster can never join the new one."})
    int apply(
            @Option(names = "--as-new-cluster", required = true, description = "Confirms that this makes another cluster, which forgets the lost members.") boolean asNewCluster,
            @Option(names = "--from", required = true, paramLabel = "DIR", description = "The data directory to make it from.") String from,
            @Parameters(arity = "0..*", paramLabel = "DIR", description = "The other directories that are left, to compare with.") @Nullable List<String> others,
            @Mixin NewDataDir newDataDir,
            @Option(names = "--bump-revision", paramLabel = "N", defaultValue = "0", description = {
                    "Move the store's revision forward, so that none the lost members may have given out is given out again (default: ${DEFAULT-VALUE})."}) long revisions,
            @Option(names = "--committed-only", description = "Drop what is not certainly committed.") boolean committedOnly,
            @Option(names = "--report", paramLabel = "FILE", description = "Write the report to this file too.") @Nullable String report,
            @Option(names = "--i-accept-losing-writes", description = "Use --from although another directory has a more up-to-date log.") boolean losingWrites,
            @Option(names = "--i-accept-two-clusters", description = "Make a new cluster although the old one can go on.") boolean twoClusters)
            throws Exception {
        Path reportPath = report == null ? null : NewDataDir.path("--report", report);
        try (Opened opened = new Opened()) {
            List<String> dirs = new ArrayList<>(List.of(from));
            dirs.addAll(others == null ? List.of() : others);
            List<Survivor> survivors = open(opened, dirs);
            Target target = newDataDir.target(revisions);
            Salvage.Consent consent = new Salvage.Consent(committedOnly, losingWrites, twoClusters);
            List<String> lines = Salvage.run(survivors, survivors.getFirst(), consent, target);
            lines.forEach(out()::println);
            out().flush();
            writeReport(reportPath, lines);
            return ExitStatus.OK;
        }
    }

    private static void writeReport(@Nullable Path path, List<String> lines) throws UsageException {
        if (path == null)
            return;
        Path parent = path.getParent();
        if (parent == null)
            throw new UsageException("--report: " + path + " is not a file");
        ReportFile.write(RealDisk.open(parent), path.getFileName().toString(), lines);
    }
}
