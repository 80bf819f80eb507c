package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where everything of one run lies that outlives a process: directories, mounts, network namespaces, `raftd` processes. All of it carries
/// this process' id, so that [#sweep] finds what a killed run left.
final class Workspace implements AutoCloseable {
    static final String PREFIX = "raftd-campaign-";
    /// In the environment of every process that is started here.
    static final String OWNER_VARIABLE = "RAFTD_CAMPAIGN";
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    /// Memory: a sync of a disk image costs no sync of the machine's own disk.
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long IMAGES_BYTES_MIN = 2L << 30;
    private static final long OWN_PID = ProcessHandle.current().pid();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)[-\\w]*");
    private static final Pattern OWNER = Pattern.compile("(?:^|\0)" + OWNER_VARIABLE + "=(\\d+)\0");
    private static final Pattern BRIDGE = Pattern.compile("\\brc(\\d+)n\\d+b\\b");

    private final String name;
    private final String shortName;
    private final Path dir;
    private final Path images;
    private final AtomicInteger names = new AtomicInteger();
    private final Thread onExit = new Thread(() -> remove(pid -> pid == OWN_PID), "campaign-cleanup");

    Workspace() throws IOException {
        sweep();
        int number = COUNT.incrementAndGet();
        name = PREFIX + OWN_PID + "-" + number;
        shortName = "rc" + OWN_PID + "n" + number;
        dir = Files.createDirectory(TEMPORARY.resolve(name));
        boolean memory = Files.isWritable(SHARED_MEMORY) && SHARED_MEMORY.toFile().getUsableSpace() >= IMAGES_BYTES_MIN;
        images = memory ? Files.createDirectory(SHARED_MEMORY.resolve(name)) : dir;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    Path dir() {
        return dir;
    }

    /// For disk images: files with holes.
    Path images() {
        return images;
    }

    /// For namespaces, which have room for it.
    String name() {
        return name;
    }

    /// For network interfaces: 15 characters at most, with one or two behind it.
    String shortName() {
        return shortName;
    }

    /// A file name never given before.
    String fresh(String prefix) {
        return prefix + "-" + names.incrementAndGet();
    }

    String owner() {
        return Long.toString(OWN_PID);
    }

    /// Removes what former runs left whose process is no more.
    static void sweep() {
        remove(pid -> ProcessHandle.of(pid).isEmpty());
    }

    @Override
    public void close() {
        remove(pid -> pid == OWN_PID);
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    /// The order matters: processes use mounts and namespaces.
    private static void remove(LongPredicate owner) {
        killProcesses(owner);
        if (Machine.isRoot()) {
            unmount(owner);
            removeNetwork(owner);
        }
        for (Path parent : List.of(TEMPORARY, SHARED_MEMORY))
            removeDirectories(parent, owner);
    }

    private static void killProcesses(LongPredicate owner) {
        List<ProcessHandle> killed = ProcessHandle.allProcesses().filter(p -> p.pid() != OWN_PID && owned(environment(p), OWNER, owner))
                .toList();
        killed.forEach(ProcessHandle::destroyForcibly);
        killed.forEach(p -> p.onExit().join());
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // another user's, or gone
        }
    }

    private static boolean owned(@Nullable String text, Pattern pattern, LongPredicate owner) {
        Matcher matcher = pattern.matcher(text == null ? "" : text);
        return matcher.find() && owner.test(Long.parseLong(matcher.group(1)));
    }

    private static void unmount(LongPredicate owner) {
        for (String line : lines(() -> Files.readString(Path.of("/proc/self/mounts"))))
            if (owned(line, NAME, owner))
                quietly("umount", "-l", line.split(" ")[1]);
    }

    private static void removeNetwork(LongPredicate owner) {
        if (!Machine.has("ip"))
            return;
        for (String line : lines(() -> Machine.run("ip", "netns", "list")))
            if (owned(line, NAME, owner))
                quietly("ip", "netns", "del", line.split(" ")[0]);
        for (String line : lines(() -> Machine.run("ip", "-o", "link", "show", "type", "bridge"))) {
            Matcher bridge = BRIDGE.matcher(line);
            if (bridge.find() && owner.test(Long.parseLong(bridge.group(1))))
                quietly("ip", "link", "del", bridge.group());
        }
    }

    private interface Text {
        String read() throws IOException;
    }

    private static List<String> lines(Text text) {
        try {
            return text.read().lines().toList();
        } catch (IOException e) {
            return List.of(); // not supported here, so nothing was made
        }
    }

    private static void quietly(String... command) {
        String failure = Machine.failure(() -> Machine.run(command));
        if (failure != null)
            System.err.println("campaign: cannot clean up: " + failure);
    }

    private static void removeDirectories(Path parent, LongPredicate owner) {
        List<Path> left = new ArrayList<>();
        try (Stream<Path> all = Files.list(parent)) {
            all.filter(p -> owned(p.getFileName().toString(), NAME, owner)).forEach(left::add);
        } catch (IOException e) {
            return; // no such place here
        }
        left.forEach(Workspace::removeDirectory);
    }

    static void removeDirectory(Path top) {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList())
                Files.delete(path);
        } catch (IOException e) {
            System.err.println("campaign: cannot clean up: " + e);
        }
    }
}
