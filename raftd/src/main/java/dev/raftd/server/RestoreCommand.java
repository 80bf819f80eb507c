package dev.raftd.server;

import dev.raftd.server.recovery.Restoring;
import dev.raftd.server.storage.RealDisk;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `raftd restore`: a new cluster from a backup.
@Command(name = "restore", mixinStandardHelpOptions = true, description = {
        "Makes the data directory of a new cluster with one member from a file that 'raftctl snapshot save' wrote.",
        "The file is verified first. The new cluster's id is new; the store's revision moves forward, so that watchers and caches notice."})
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
    private String file = "";

    @Mixin
    private NewDataDir newDataDir = new NewDataDir();

    @Option(names = "--bump-revision", paramLabel = "N", defaultValue = "1000000", description = {
            "By how many the store's revision moves forward; the keys keep theirs (default: ${DEFAULT-VALUE})."})
    private long revisions;

    @Override
    public Integer call() throws Exception {
        Path path = NewDataDir.path("FILE", file);
        Path parent = path.getParent();
        if (parent == null)
            throw new UsageException("FILE: " + path + " is not a file");
        PrintWriter out = spec.commandLine().getOut();
        Restoring.run(RealDisk.openReadOnly(parent), path.getFileName().toString(), newDataDir.target(revisions)).forEach(out::println);
        out.flush();
        return ExitStatus.OK;
    }
}
