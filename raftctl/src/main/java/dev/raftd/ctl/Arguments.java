package dev.raftd.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The arguments as the user typed them. In a locale that is not UTF-8, such as `LANG=C`, the JVM turns every other byte of an argument
/// into a question mark, and a key or value would silently be another; Linux still has the bytes.
final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    static String[] of(String[] decoded) {
        boolean suspicious = Arrays.stream(decoded).anyMatch(a -> a.indexOf('?') >= 0 || a.indexOf('\uFFFD') >= 0);
        if (!suspicious || "UTF-8".equals(System.getProperty("sun.jnu.encoding")))
            return decoded;
        try {
            return last(decoded, Files.readAllBytes(COMMAND_LINE));
        } catch (IOException e) {
            return decoded; // not Linux
        }
    }

    /// The program's arguments are the last ones of the process.
    static String[] last(String[] decoded, byte[] commandLine) {
        String[] all = new String(commandLine, StandardCharsets.UTF_8).split("\0", -1);
        int end = all.length - 1; // each argument ends in a NUL
        return end < decoded.length ? decoded : Arrays.copyOfRange(all, end - decoded.length, end);
    }
}
