import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Assembles the self-contained distribution; the build runs it with the JDK that compiled the programs:
///
///     java Assemble.java TOP DIST SKIP_AOT
///
///     DIST/bin/raftd, raftctl        launchers
///         /lib/*.jar                 the jars of both programs; each program's manifest names its own
///         /lib/NAME-HASH.aot         what the JVM remembers of a training run, for a fast start
///         /runtime                   the Java runtime, linked from the running JDK
///         /man /completions LICENSE README.md
///
/// What is up to date is left alone, so that building again is quick and a program that runs from DIST is not disturbed.
final class Assemble {
    private static final String MODULES = "java.base,java.logging,java.management,java.naming,java.xml,"
            + "jdk.jcmd,jdk.jfr,jdk.management,jdk.unsupported";
    private static final String[] JLINK = {"--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages",
            "--generate-cds-archive"};
    private static final String ACCESS = "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
    private static final int START_SECONDS_MAX = 30;
    private static final int TRAINING_SECONDS_MAX = 120;
    private static final String TRAINING_COMMANDS = """
            version
            put training-key value
            get training-key
            get training-key -o json
            ls training
            status
            members
            log
            ready
            del training-key
            help
            """;

    private final Path top;
    private final Path dist;
    private final Path lib;

    private Assemble(Path top, Path dist) {
        this.top = top;
        this.dist = dist;
        this.lib = dist.resolve("lib");
    }

    /// A program, its jars by file name, and the name of its cache. The JVM does not notice that a jar behind its cache was replaced and
    /// would run the old code, so the name carries a hash of the runtime and of every jar.
    private record Program(String name, SortedMap<String, Path> jars, String cache) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new Assemble(Path.of(args[0]), Path.of(args[1])).run(Boolean.parseBoolean(args[2]));
    }

    private void run(boolean skipAot) throws IOException, InterruptedException {
        runtime();
        var raftd = program("raftd");
        var raftctl = program("raftctl");
        libraries(raftd, raftctl);
        launcher(raftd);
        launcher(raftctl);
        documents();
        if (!skipAot && Stream.of(raftd, raftctl).anyMatch(program -> !Files.exists(lib.resolve(program.cache)))) {
            train(raftd, raftctl);
        }
    }

    /// Links the runtime unless the one that is there was linked in the same way by the same JDK: its stamp, written last, tells.
    private void runtime() throws IOException {
        var runtime = dist.resolve("runtime");
        var stamp = runtime.resolve("linked-by");
        var wanted = stamp();
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
            return;
        }
        delete(runtime);
        Files.createDirectories(dist);
        var arguments = new ArrayList<>(List.of(JLINK));
        arguments.addAll(List.of("--output", runtime.toString()));
        tool("jlink", arguments);
        Files.writeString(stamp, wanted);
    }

    private static String stamp() throws IOException {
        return Files.readString(Path.of(System.getProperty("java.home"), "release")) + String.join(" ", JLINK) + "\n";
    }

    private Program program(String name) throws IOException {
        var target = top.resolve(name).resolve("target");
        var jar = target.resolve(name + ".jar");
        var jars = new TreeMap<String, Path>();
        jars.put(name + ".jar", jar);
        for (var file : classPath(jar)) {
            jars.put(file, recompiled(target.resolve("lib").resolve(file)));
        }
        return new Program(name, jars, name + "-" + hash(jars) + ".aot");
    }

    /// A library whose sources the build has fetched is compiled for the runtime's own class-file version: the AOT cache leaves out classes of
    /// very old versions, among them all of picocli as it is published, which are most of what raftctl loads.
    private Path recompiled(Path jar) throws IOException {
        var name = jar.getFileName().toString();
        var sources = top.resolve("raftctl/target/sources").resolve(name.replace(".jar", "-sources.jar"));
        if (!Files.exists(sources)) {
            return jar;
        }
        var work = top.resolve("raftctl/target/recompiled").resolve(hash(new TreeMap<>(Map.of(name, sources))));
        var result = work.resolve(name);
        if (!Files.exists(result)) {
            compile(sources, work, result);
        }
        return result;
    }

    private static void compile(Path sources, Path work, Path result) throws IOException {
        delete(work);
        var classes = Files.createDirectories(work.resolve("classes")).toString();
        tool("jar", List.of("--extract", "--file", sources.toString(), "--dir", work.resolve("sources").toString()));
        var javac = new ArrayList<>(List.of("-g", "-nowarn", "-proc:none", "-d", classes));
        try (var files = Files.walk(work.resolve("sources"))) {
            javac.addAll(files.map(Path::toString).filter(file -> file.endsWith(".java")).sorted().toList());
        }
        tool("javac", javac);
        var unfinished = work.resolve("unfinished.jar");
        tool("jar", List.of("--create", "--date", "2000-01-01T00:00:00Z", "--file", unfinished.toString(), "-C", classes, "."));
        Files.move(unfinished, result, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void tool(String name, List<String> arguments) throws IOException {
        var tool = ToolProvider.findFirst(name).orElseThrow(() -> new IOException("this JDK has no " + name));
        if (tool.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IOException(name + " " + String.join(" ", arguments) + " failed");
        }
    }

    private static List<String> classPath(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return List.of(file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH).split(" "));
        }
    }

    private static String hash(SortedMap<String, Path> jars) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(stamp().getBytes());
            for (var jar : jars.entrySet()) {
                digest.update(jar.getKey().getBytes());
                digest.update(Files.readAllBytes(jar.getValue()));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// Makes lib/ hold exactly the programs' jars and caches. A jar is replaced by rename: a program that runs from it keeps the old one.
    private void libraries(Program... programs) throws IOException {
        var wanted = new TreeMap<String, Path>();
        var caches = new ArrayList<String>();
        for (var program : programs) {
            wanted.putAll(program.jars);
            caches.add(program.cache);
        }
        Files.createDirectories(lib);
        for (var file : list(lib)) {
            var name = file.getFileName().toString();
            if (!wanted.containsKey(name) && !caches.contains(name)) {
                Files.delete(file);
            }
        }
        for (var jar : wanted.entrySet()) {
            replace(jar.getValue(), lib.resolve(jar.getKey()));
        }
    }

    private static void replace(Path source, Path target) throws IOException {
        if (Files.exists(target) && Files.mismatch(source, target) == -1) {
            return;
        }
        var fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// A shell reads its script as it goes, so the launcher too is replaced by rename.
    private void launcher(Program program) throws IOException {
        var bin = Files.createDirectories(dist.resolve("bin"));
        var script = Files.readString(top.resolve("raftctl/src/dist/bin").resolve(program.name));
        var fresh = bin.resolve(program.name + ".new");
        Files.writeString(fresh, script.replace("@cache@", program.cache).replace("@access@", ACCESS));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, bin.resolve(program.name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void documents() throws IOException {
        for (var name : List.of("LICENSE", "README.md")) {
            if (Files.exists(top.resolve(name))) {
                replace(top.resolve(name), dist.resolve(name));
            }
        }
        for (var name : List.of("man", "completions")) {
            delete(dist.resolve(name));
            if (Files.isDirectory(top.resolve(name))) {
                copy(top.resolve(name), dist.resolve(name));
            }
        }
    }

    private static void copy(Path tree, Path target) throws IOException {
        try (var files = Files.walk(tree)) {
            for (var file : files.toList()) {
                Files.copy(file, target.resolve(tree.relativize(file)));
            }
        }
    }

    /// Lets raftctl talk to a raftd, both writing at their exit what they had loaded. Without its cache a program only starts slower, so a
    /// training that fails is said in one line and does not fail the build.
    private void train(Program raftd, Program raftctl) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("raftd-training");
        int[] ports = freePorts();
        var client = "http://127.0.0.1:" + ports[0];
        var peer = "http://127.0.0.1:" + ports[1];
        var daemon = start(raftd, work, "RAFTD_JAVA_OPTS", "start", "--id", "1", "--peers", "1=" + peer, "--listen-peer", peer,
                "--listen-client", client, "--data-dir", work.resolve("data").toString());
        try {
            awaitServing(daemon, log(raftd, work), "127.0.0.1:" + ports[0]);
            var shell = start(raftctl, work, "RAFTCTL_JAVA_OPTS", "-e", client);
            try (var commands = shell.outputWriter()) {
                commands.write(TRAINING_COMMANDS);
            }
            keepCache(raftctl, shell, work);
            daemon.destroy();
            keepCache(raftd, daemon, work);
        } finally {
            daemon.destroyForcibly().waitFor();
            delete(work);
        }
    }

    /// A program that is being trained must find no cache, also not the one that is still good while the other program's is not.
    private Process start(Program program, Path work, String optionsVariable, String... arguments) throws IOException {
        Files.deleteIfExists(lib.resolve(program.cache));
        var command = new ArrayList<>(List.of(dist.resolve("bin").resolve(program.name).toString()));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true)
                .redirectOutput(log(program, work).toFile());
        builder.environment().put(optionsVariable, "-XX:AOTCacheOutput=" + work.resolve(program.cache));
        return builder.start();
    }

    private static Path log(Program program, Path work) {
        return work.resolve(program.name + ".log");
    }

    /// Returns as well when the daemon does not come to serve: raftctl can be trained without it.
    private static void awaitServing(Process daemon, Path log, String address) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!Files.readString(log).contains(address) && System.nanoTime() < deadline) {
            if (daemon.waitFor(50, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void keepCache(Program program, Process process, Path work) throws IOException, InterruptedException {
        if (!process.waitFor(TRAINING_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        var written = work.resolve(program.cache);
        if (Files.exists(written)) {
            replace(written, lib.resolve(program.cache));
        }
        if (process.exitValue() != 0 || !Files.exists(written)) {
            System.out.printf("%s may start slower: its AOT training ended with status %d: %s%n", program.name, process.exitValue(),
                    lastLine(log(program, work)));
        }
    }

    private static String lastLine(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> !line.contains(".aot")).reduce("it printed nothing", (_, line) -> line);
        }
    }

    private static int[] freePorts() throws IOException {
        try (var one = new ServerSocket(0); var other = new ServerSocket(0)) {
            return new int[]{one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (var files = Files.walk(tree)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
