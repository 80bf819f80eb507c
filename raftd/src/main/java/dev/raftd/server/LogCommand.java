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
@Command(name = "log", description = "Looks into the log of a stopped or running member; changes nothing.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class LogCommand {
    @Spec
    private CommandSpec spec;

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static LogInspection inspection(String dataDir) {
        return new LogInspection(RealDisk.openReadOnly(Path.of(dataDir)));
    }

    @Command(name = "ls", description = "Lists the segments with their index ranges and sizes.", mixinStandardHelpOptions = true)
    int ls(@Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The member's data directory.") String dataDir) {
        List<LogInspection.SegmentInfo> segments = inspection(dataDir).segments();
        out().printf("%-28s %12s %12s %12s %12s  %s%n", "SEGMENT", "FIRST", "LAST", "SIZE", "USED", "STATE");
        for (LogInspection.SegmentInfo s : segments)
            out().printf("%-28s %12s %12s %12d %12d  %s%n", s.file(), index(s.firstIndex()), index(s.lastIndex()), s.sizeBytes(),
                    s.usedBytes(), s.state().toString().toLowerCase(Locale.ROOT));
        return ExitStatus.OK;
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
                e -> out().printf("%d/%d %s %d %s@%d%s%n", e.entry().term(), e.entry().index(), e.entry().type(),
                        e.entry().data().length, e.file(), e.offset(), text(e.entry())));
        return ExitStatus.OK;
    }

    /// What follows place and type in the entry's printed form.
    private static String text(Entry entry) {
        String place = entry.term() + "/" + entry.index() + " " + entry.type();
        return Describe.entry(entry, CommandCodec::words).substring(place.length());
    }

    @Command(name = "verify", description = "Reads the whole log and checks every checksum; exit status 1 if something is damaged.", mixinStandardHelpOptions = true)
    int verify(
            @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The member's data directory.") String dataDir) {
        LogInspection log = inspection(dataDir);
        List<LogInspection.Finding> findings = log.verify();
        for (LogInspection.Finding f : findings)
            out().printf("%s: offset %d, indexes %s: %s%n", f.file(), f.offset(), range(f), f.problem());
        int segments = log.segments().size();
        out().printf("%d %s, %d damaged%n", segments, segments == 1 ? "segment" : "segments", findings.size());
        return findings.isEmpty() ? ExitStatus.OK : ExitStatus.FINDINGS;
    }

    private static String range(LogInspection.Finding f) {
        return f.lastIndex() < f.firstIndex() ? f.firstIndex() + " on" : f.firstIndex() + " to " + f.lastIndex();
    }
}
