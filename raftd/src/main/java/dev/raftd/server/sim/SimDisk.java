package dev.raftd.server.sim;

import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.DiskException;
import dev.raftd.server.storage.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A disk in memory that can lose what was not synced, sector by sector and name by name, and that fails on demand.
///
/// Operations that change something, or make it durable, are counted over all directories; a crash or a fault is aimed at a number, or
/// decided by a [Device].
public final class SimDisk implements Disk {
    /// The machine, or the process, is gone. An error, so that no code under test can catch it.
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("power cut", null, false, false);
        }
    }

    /// What happens beside what an operation does: it may fail, take time, or never come back.
    interface Device {
        /// Before a write.
        ///
        /// @return how many bytes the write takes at most
        int writing(int length) throws IOException;

        void reading() throws IOException;

        /// While a file is synced: it is durable when this returns, and its pages are lost when it throws an [IOException].
        void syncing() throws IOException;

        Device SOUND = new Device() {
            @Override
            public int writing(int length) {
                return length;
            }

            @Override
            public void reading() {
                // works
            }

            @Override
            public void syncing() {
                // works
            }
        };
    }

    private sealed interface NameChange {
        record Create(String name, SimFile file) implements NameChange {}

        record Rename(String from, String to) implements NameChange {}

        record Delete(String name) implements NameChange {}

        record MakeDirectory(String name, SimDisk directory) implements NameChange {}
    }

    private final SimMachine machine;
    private final String path;
    private final TreeMap<String, SimFile> files = new TreeMap<>();
    private final TreeMap<String, SimDisk> directories = new TreeMap<>();
    private final TreeMap<String, SimFile> durableFiles = new TreeMap<>();
    private final TreeMap<String, SimDisk> durableDirectories = new TreeMap<>();
    private final List<NameChange> pending = new ArrayList<>();
    private boolean locked;

    public SimDisk() {
        this(new SimMachine(), "/sim");
    }

    private SimDisk(SimMachine machine, String path) {
        this.machine = machine;
        this.path = path;
        machine.root = machine.root == null ? this : machine.root;
    }

    public long operations() {
        return machine.operations;
    }

    /// The power goes, or the process is killed, while the operation of that number is under way: [#crash] or [#killProcess] is what is next.
    public SimDisk crashAt(long operation) {
        machine.crashAt = operation;
        return this;
    }

    /// The operation of that number fails with EIO.
    public SimDisk failAt(long operation) {
        machine.failAt = operation;
        return this;
    }

    /// The disk has no room for the operation of that number, such as a name's.
    public SimDisk fullAt(long operation) {
        machine.fullAt = operation;
        return this;
    }

    /// The process that had the lock is gone, the machine is not.
    public void unlock() {
        locked = false;
    }

    /// Nothing can be done with it any more.
    void powerOff() {
        machine.crashed = true;
    }

    /// The process is killed: whatever it has in hand is of no use any more. Its writes are in the page cache.
    ///
    /// @return the same disk, for the next process
    public SimDisk killProcess() {
        SimDisk next = handOn(new SimMachine(machine));
        machine.crashed = true;
        return next;
    }

    private SimDisk handOn(SimMachine next) {
        SimDisk disk = new SimDisk(next, path);
        Map<SimDisk, SimDisk> handedOn = new IdentityHashMap<>();
        UnaryOperator<SimDisk> below = directory -> handedOn.computeIfAbsent(directory, d -> d.handOn(next));
        disk.files.putAll(files);
        disk.durableFiles.putAll(durableFiles);
        directories.forEach((name, directory) -> disk.directories.put(name, below.apply(directory)));
        durableDirectories.forEach((name, directory) -> disk.durableDirectories.put(name, below.apply(directory)));
        for (NameChange change : pending) {
            disk.pending.add(
                    change instanceof NameChange.MakeDirectory m ? new NameChange.MakeDirectory(m.name, below.apply(m.directory)) : change);
        }
        return disk;
    }

    void device(Device device) {
        machine.device = device;
    }

    /// All files together may have that many bytes.
    public SimDisk bytesMax(long bytes) {
        machine.bytesMax = bytes;
        return this;
    }

    /// Every read fails with EIO.
    public SimDisk failReads(boolean fails) {
        machine.failsReads = fails;
        return this;
    }

    /// No single write takes more.
    public SimDisk writeBytesMax(int bytes) {
        machine.writeBytesMax = bytes;
        return this;
    }

    int openFiles() {
        return machine.openFiles;
    }

    /// A file that is not there durably under its name, or the last of them if its bytes are not; null if all is well. What may be pending
    /// in earlier files of a log lies behind their ends.
    @Nullable
    String dirty(Predicate<String> name) {
        Map.Entry<String, SimFile> last = null;
        for (Map.Entry<String, SimFile> e : files.entrySet()) {
            if (name.test(e.getKey())) {
                if (durableFiles.get(e.getKey()) != e.getValue()) {
                    return e.getKey();
                }
                last = e;
            }
        }
        return last != null && last.getValue().isDirty() ? last.getKey() : null;
    }

    /// The disk as the next start finds it. This one stays as it is.
    public SimDisk crash(SplittableRandom random) {
        return crash(new SimMachine(), random);
    }

    private SimDisk crash(SimMachine next, SplittableRandom random) {
        TreeMap<String, SimFile> names = new TreeMap<>(durableFiles);
        TreeMap<String, SimDisk> below = new TreeMap<>(durableDirectories);
        int luck = random.nextInt(4);
        int kept = luck == 0 ? 0 : luck == 1 ? pending.size() : random.nextInt(pending.size() + 1);
        pending.subList(0, kept).forEach(change -> apply(change, names, below));
        SimDisk disk = new SimDisk(next, path);
        names.forEach((name, file) -> disk.put(name, file.crash(random)));
        below.forEach((name, directory) -> {
            SimDisk survived = directory.crash(next, random);
            disk.directories.put(name, survived);
            disk.durableDirectories.put(name, survived);
        });
        return disk;
    }

    /// The same content, all of it durable.
    public SimDisk copy() {
        return copy(new SimMachine());
    }

    private SimDisk copy(SimMachine next) {
        SimDisk disk = new SimDisk(next, path);
        files.forEach((name, file) -> disk.put(name, new SimFile(file.content())));
        directories.forEach((name, directory) -> {
            SimDisk copied = directory.copy(next);
            disk.directories.put(name, copied);
            disk.durableDirectories.put(name, copied);
        });
        return disk;
    }

    private void put(String name, SimFile file) {
        files.put(name, file);
        durableFiles.put(name, file);
    }

    /// A file for the test's own hands.
    public SimFile file(String name) {
        return files.get(name);
    }

    public SimDisk below(String name) {
        return directories.get(name);
    }

    /// Replaces a file's content, durably.
    public void replace(String name, byte[] content) {
        put(name, new SimFile(content));
    }

    /// The files whose names and first bytes are durable.
    Map<String, SimFile> durableFiles() {
        return durableFiles;
    }

    public Map<String, byte[]> contents() {
        Map<String, byte[]> all = new TreeMap<>();
        files.forEach((name, file) -> all.put(name, file.content()));
        directories.forEach((name, directory) -> directory.contents().forEach((below, bytes) -> all.put(name + "/" + below, bytes)));
        return all;
    }

    private static void apply(NameChange change, TreeMap<String, SimFile> names, TreeMap<String, SimDisk> below) {
        switch (change) {
            case NameChange.Create c -> names.put(c.name(), c.file());
            case NameChange.Rename r -> rename(r, names, below);
            case NameChange.Delete d -> names.remove(d.name());
            case NameChange.MakeDirectory m -> below.put(m.name(), m.directory());
        }
    }

    private static void rename(NameChange.Rename r, TreeMap<String, SimFile> names, TreeMap<String, SimDisk> below) {
        if (below.containsKey(r.from())) {
            below.put(r.to(), below.remove(r.from()));
        } else {
            names.put(r.to(), names.remove(r.from()));
        }
    }

    private void change(NameChange change) {
        apply(change, files, directories);
        pending.add(change);
    }

    @Override
    public DiskFile open(String name, OpenMode mode) throws IOException {
        machine.requireUp();
        if (mode == OpenMode.CREATE) {
            machine.begin();
            change(new NameChange.Create(name, new SimFile()));
            machine.crashIfDue();
        }
        SimFile file = files.get(name);
        if (file == null) {
            throw new DiskException(DiskException.Kind.MISSING, path(name));
        }
        return new SimOpenFile(machine, file);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        machine.begin();
        if (!files.containsKey(from) && !directories.containsKey(from)) {
            throw new DiskException(DiskException.Kind.MISSING, path(from));
        }
        if (directories.containsKey(from) && directories.containsKey(to) && !directories.get(to).contents().isEmpty()) {
            throw new IOException("Directory not empty");
        }
        change(new NameChange.Rename(from, to));
        machine.crashIfDue();
    }

    @Override
    public void delete(String name) throws IOException {
        machine.begin();
        if (!files.containsKey(name)) {
            throw new DiskException(DiskException.Kind.MISSING, path(name));
        }
        change(new NameChange.Delete(name));
        machine.crashIfDue();
    }

    @Override
    public List<FileSize> list() {
        machine.requireUp();
        List<FileSize> list = new ArrayList<>(files.size());
        files.forEach((name, file) -> list.add(new FileSize(name, file.size())));
        return list;
    }

    @Override
    public void sync() throws IOException {
        machine.begin();
        machine.crashIfDue();
        durableFiles.clear();
        durableFiles.putAll(files);
        durableDirectories.clear();
        durableDirectories.putAll(directories);
        pending.clear();
    }

    @Override
    public Disk directory(String name) throws IOException {
        machine.requireUp();
        if (!directories.containsKey(name)) {
            machine.begin();
            change(new NameChange.MakeDirectory(name, new SimDisk(machine, path + "/" + name)));
            machine.crashIfDue();
        }
        return directories.get(name);
    }

    @Override
    public long freeBytes() {
        return machine.bytesMax - machine.usedBytes();
    }

    public long usedBytes() {
        long sum = 0;
        for (SimFile file : files.values()) {
            sum += file.size();
        }
        for (SimDisk directory : directories.values()) {
            sum += directory.usedBytes();
        }
        return sum;
    }

    @Override
    public @Nullable Closeable lock(String name) {
        machine.requireUp();
        if (locked) {
            return null;
        }
        locked = true;
        return () -> locked = false;
    }

    @Override
    public String path(String name) {
        return path + "/" + name;
    }
}
