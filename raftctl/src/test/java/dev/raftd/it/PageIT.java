package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page as a person sees it: in a real browser, on three members of which one is killed.
///
/// What is looked at stands in `src/test/node/page.mjs`. The browser sees the members alone; what happens to them is done here, as the
/// script asks for it:
///
///     script: @kill 2     here: SIGKILL, and `done`
///     script: @start 2    here: starts it again, and `done`
final class PageIT {
    private static final Path MODULE = Path.of(System.getProperty("top.dir"), "raftctl");
    private static final Path SCRIPTS = MODULE.resolve("src/test/node");
    private static final Path WORK = MODULE.resolve("target/page");
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private static Path browser;
    private static Path node;

    @TempDir
    Path dir;

    @BeforeAll
    static void needsABrowser() throws Exception {
        browser = BROWSERS.stream().map(PageIT::program).flatMap(Optional::stream).findFirst().orElse(null);
        assumeTrue(browser != null, "no browser: Chromium (Debian: chromium) is not there");
        node = program("node").orElse(null);
        Path npm = program("npm").orElse(null);
        assumeTrue(node != null && npm != null, "Node.js or npm is not there");
        Files.createDirectories(WORK);
        for (String file : List.of("package.json", "package-lock.json", "page.mjs"))
            Files.copy(SCRIPTS.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        Dist.Result installed = Dist.run("", List.of(npm.toString(), "ci", "--prefix", WORK.toString(), "--ignore-scripts", "--no-audit",
                "--no-fund", "--prefer-offline"));
        assumeTrue(installed.status() == 0, () -> "npm cannot install playwright-core: " + installed.err().strip().replace('\n', ' '));
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    @Test
    @Timeout(240)
    void showsAnElectionAWriteAndAJourneyInLightAndDarkByMouseAndByKeyboard() throws Exception {
        try (Cluster cluster = new Cluster(dir, 3)) {
            for (dev.raftd.it.Member member : cluster.members)
                cluster.await("member " + member.id + " to know where all clients are served", () -> knowsAll(member));
            String urls = cluster.members.stream().map(m -> m.id + "=" + m.clientUrl).collect(Collectors.joining(","));
            Process script = new ProcessBuilder(node.toString(), WORK.resolve("page.mjs").toString(), browser.toString(), urls,
                    WORK.toString()).redirectErrorStream(true).start();
            try {
                List<String> said = play(script, cluster);
                Files.write(WORK.resolve("page.log"), said);
                assertThat(script.waitFor()).as(() -> String.join("\n", said) + "\n" + cluster.outputs()).isZero();
            } finally {
                script.destroyForcibly();
            }
        }
    }

    private static boolean knowsAll(dev.raftd.it.Member member) throws IOException, InterruptedException {
        List<Member> members = member.get(Paths.MEMBERS, MembersResponse.class).members();
        return members.size() == 3 && members.stream().allMatch(m -> m.clientUrl() != null);
    }

    /// Does what the script asks for until it ends.
    private static List<String> play(Process script, Cluster cluster) throws IOException {
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = script.inputReader(); Writer answers = script.outputWriter()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (!line.startsWith("@"))
                    continue;
                dev.raftd.it.Member member = cluster.members.get(Integer.parseInt(line.split(" ")[1]) - 1);
                if (line.startsWith("@kill"))
                    member.kill();
                else
                    member.start();
                answers.write("done\n");
                answers.flush();
            }
        }
        return said;
    }
}
