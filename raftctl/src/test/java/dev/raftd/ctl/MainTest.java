package dev.raftd.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The process, as scripts see it.
class MainTest {
    private record Ended(int status, String err) {}

    private static Ended version(ProcessBuilder.Redirect output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "version").redirectOutput(output).start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), err);
    }

    @Test
    void outputThatIsLostIsToldAndNoSuccess() throws Exception {
        Ended ended = version(ProcessBuilder.Redirect.to(new File("/dev/full")));
        assertThat(ended.err()).startsWith("raftctl: io: the output cannot be written: ").hasLineCount(1);
        assertThat(ended.status()).isEqualTo(74);
    }

    @Test
    void outputThatIsNotWantedIsNoFailure() throws Exception {
        assertThat(version(ProcessBuilder.Redirect.DISCARD)).isEqualTo(new Ended(0, ""));
    }
}
