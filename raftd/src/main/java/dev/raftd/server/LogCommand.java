package dev.raftd.server;

import dev.raftd.raft.Describe;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.storage.LogInspection;
import dev.raftd.server.storage.RealDisk;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `raftd log`: looks into the log on disk, of a stopped or a running member; changes nothing and takes no lock.
@Command(name = "log", description = "Looks into the log and the snapshots of a stopped or running member; changes nothing.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class LogCommand {
    @Spec
    private CommandSpec spec;

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static LogInspection inspection(String dataDir) {
        return new LogInspection(RealDisk.openReadOnly(Path.of(dataDir)));
    }

    @Command(name = "ls", description = "Lists the segments with their index ranges and sizes, and the snapshots.", mixinStandardHelpOptions = true)
    int ls(@Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The member's data directory.") String dataDir) {
        LogInspection log = inspection(dataDir);
        List<LogInspection.SegmentInfo> segments = log.segments();
        out().printf("%-28s %12s %12s %12s %12s  %s%n", "SEGMENT", "FIRST", "LAST", "SIZE", "USED", "STATE");
        for (LogInspection.SegmentInfo s : segments)
            out().printf("%-28s %12s %12s %12d %12d  %s%n", s.file(), index(s.firstIndex()), index(s.lastIndex()), s.sizeBytes(),
                    s.usedBytes(), s.state().toString().toLowerCase(Locale.ROOT));
        list(log.snapshots());
        return ExitStatus.OK;
    }

    private void list(List<LogInspection.SnapshotInfo> snapshots) {
        if (!snapshots.isEmpty())
            out().printf("%n%-46s %12s %12s %12s  %s%n", "SNAPSHOT", "INDEX", "TERM", "SIZE", "STATE");
        for (LogInspection.SnapshotInfo s : snapshots)
            out().printf("%-46s %12s %12s %12d  %s%n", s.file(), index(s.index()), index(s.term()), s.sizeBytes(),
                    s.damaged() ? "damaged" : s.received() ? "received" : "own");
    }

    private static String index(long index) {
        return index == 0 ? "-" : Long.toString(index);
    }

    @Command(name = "dump", description = "Prints the entries: term/index, type, size of the data, place, text.", mixinStandardHelpOptions = true)
    int dump(
            @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The member's data directory.") String dataDir,
            @Option(names = "--from", paramLabel = "INDEX", defaultValue = "0", description = "The first index (default: the log's).") long from,
            @Option(names = "--to", paramLabel = "INDEX", defaultValue = "9223372036854775807", description = "The last index (default: the log's).") long to) {
        inspection(dataDir).dump(from, to,
                e -> out().println(line(e).stripTrailing()));
        return ExitStatus.OK;
    }

    private static String line(LogInspection.EntryInfo e) {
        Entry entry = e.entry();
        String description = Describe.entry(entry, CommandCodec::words);
        int text = description.indexOf(' ', description.indexOf(' ') + 1);
        return "%d/%d %s %d %s@%d %s".formatted(entry.term(), entry.index(), entry.type(), entry.data().length,
                Path.of(e.file()).getFileName(), e.offset(), text < 0 ? "" : description.substring(text + 1));
    }

    @Command(name = "verify", description = "Reads the whole log and all snapshots and checks every checksum; exit status 1 if something is damaged.", mixinStandardHelpOptions = true)
    int verify(
            @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The member's data directory.") String dataDir) {
        LogInspection log = inspection(dataDir);
        List<LogInspection.Finding> findings = log.verify();
        for (LogInspection.Finding f : findings)
            out().printf("%s: offset %d, indexes %s: %s%n", f.file(), f.offset(), range(f), f.problem());
        out().printf("%s, %s, %d damaged%n", count(log.segments().size(), "segment"), count(log.snapshots().size(), "snapshot"),
                findings.size());
        if (findings.isEmpty())
            return ExitStatus.OK;
        out().println("Keep the files and check the disk. If the member does not start any more, replace it: raftctl members "
                + "replace OLD NEW=URL.");
        return ExitStatus.FINDINGS;
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private static String range(LogInspection.Finding f) {
        return f.lastIndex() < f.firstIndex() ? f.firstIndex() + " on" : f.firstIndex() + " to " + f.lastIndex();
    }
}
