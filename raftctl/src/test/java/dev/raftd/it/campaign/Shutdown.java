package dev.raftd.it.campaign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The system call by which ext4 forgets what it has not written, as a power cut does (EXT4_IOC_SHUTDOWN).
final class Shutdown {
    private static final long REQUEST = 0x8004587dL;
    private static final int FLUSH_JOURNAL = 1;
    private static final int NO_FLUSH = 2;
    private static final MethodHandle OPEN = call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle IOCTL = call("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Shutdown() {}

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find(name).orElseThrow();
        // of open and ioctl, what follows the second argument may vary
        return type.argumentLayouts().size() < 2
                ? linker.downcallHandle(function, type)
                : linker.downcallHandle(function, type, Linker.Option.firstVariadicArg(2));
    }

    /// @param mountPoint   of the file system
    /// @param keepsJournal whether the journal is written before
    static void of(Path mountPoint, boolean keepsJournal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mode = arena.allocateFrom(JAVA_INT, keepsJournal ? FLUSH_JOURNAL : NO_FLUSH);
            int file = (int) OPEN.invokeExact(arena.allocateFrom(mountPoint.toString()), 0);
            if (file < 0)
                throw new IOException("cannot open " + mountPoint);
            int status = (int) IOCTL.invokeExact(file, REQUEST, mode);
            int ignored = (int) CLOSE.invokeExact(file);
            if (status < 0)
                throw new IOException("the file system does not know the shutdown call (" + ignored + ")");
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
