package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Out;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Prints the version of raftctl.")
final class VersionCommand implements Callable<Integer> {
    private final Invocation invocation;

    record Version(String raftctl) {
        static Version ofThis() {
            try (InputStream resource = Version.class.getResourceAsStream("/dev/raftd/ctl/version")) {
                if (resource == null)
                    throw new IllegalStateException("the build put the version beside the classes");
                return new Version(new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void print(Out out) {
            out.line("raftctl " + raftctl);
        }
    }

    VersionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return invocation.show(Version.ofThis(), Version::print);
    }
}
