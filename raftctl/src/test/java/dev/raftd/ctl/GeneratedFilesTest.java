package dev.raftd.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.command.CommandTree;
import dev.raftd.ctl.command.Completion;
import dev.raftd.ctl.command.Session;
import dev.raftd.ctl.output.Out;
import dev.raftd.server.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/// The manual pages and completion scripts in the project are those of the commands. With `-Dgenerate` this test writes them instead.
class GeneratedFilesTest {
    private static final String REFRESH = "refresh it with: mvn -q -pl raftctl -am test -Dtest=GeneratedFilesTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dgenerate";
    private static final Path TOP = Path.of(System.getProperty("top.dir"));
    private static final List<String> FOLDERS = List.of("man", "completions");

    /// The programs that have commands.
    private static List<CommandSpec> programs() {
        Out nowhere = new Out(new PrintStream(OutputStream.nullOutputStream()), false);
        Session session = new Session(InputStream.nullInputStream(), nowhere, nowhere, false, Map.of());
        return List.of(new CommandTree(session).commands(), Main.commandLine().getCommandSpec());
    }

    /// By path below the project's top.
    private static Map<String, String> generated() {
        Map<String, String> files = new TreeMap<>();
        for (CommandSpec program : programs()) {
            ManPage.all(program).forEach((name, text) -> files.put("man/" + name, text));
            files.put("completions/" + program.name() + ".bash", new Completion(program).bash());
            files.put("completions/_" + program.name(), new Completion(program).zsh());
        }
        return files;
    }

    private static Map<String, String> present() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String folder : FOLDERS) {
            if (!Files.isDirectory(TOP.resolve(folder)))
                continue;
            try (Stream<Path> list = Files.list(TOP.resolve(folder))) {
                for (Path file : list.toList())
                    files.put(folder + "/" + file.getFileName(), Files.readString(file));
            }
        }
        return files;
    }

    private static void write(Map<String, String> generated) throws IOException {
        for (String path : present().keySet())
            if (!generated.containsKey(path))
                Files.delete(TOP.resolve(path));
        for (Map.Entry<String, String> file : generated.entrySet()) {
            Files.createDirectories(TOP.resolve(file.getKey()).getParent());
            Files.writeString(TOP.resolve(file.getKey()), file.getValue());
        }
    }

    @Test
    void manualPagesAndCompletionsAreThoseOfTheCommands() throws IOException {
        Map<String, String> generated = generated();
        if (System.getProperty("generate") != null)
            write(generated);
        Map<String, String> present = present();
        assertThat(present.keySet()).as("%s", REFRESH).isEqualTo(generated.keySet());
        generated.forEach((path, text) -> assertThat(present.get(path)).as("%s: %s", path, REFRESH).isEqualTo(text));
    }
}
