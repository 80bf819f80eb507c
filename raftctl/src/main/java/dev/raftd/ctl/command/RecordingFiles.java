package dev.raftd.ctl.command;

import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Recording files on this machine.
final class RecordingFiles {
    private static final long SIZE_BYTES_MAX = 1L << 30;

    private RecordingFiles() {}

    /// @param name what it is called, or will be
    static Recording read(Path file, Path name) throws CommandException {
        try {
            if (Files.size(file) > SIZE_BYTES_MAX)
                throw tooLarge(name + " has more than 1GiB and");
            return Recording.parse(Files.readAllBytes(file));
        } catch (OutOfMemoryError e) {
            throw tooLarge(name.toString());
        } catch (RecordingException e) {
            throw damaged(name.toString(), e);
        } catch (IOException e) {
            throw SavedFile.io("cannot read " + name, e);
        }
    }

    private static CommandException tooLarge(String what) {
        return CommandException.usage("too_large", what + " does not fit into memory",
                "give fewer or smaller files, or more memory with RAFTCTL_JAVA_OPTS=-Xmx4g");
    }

    static CommandException damaged(String name, RecordingException e) {
        return new CommandException(ExitCode.DAMAGED, "corrupt", name + " is damaged at byte " + e.offset() + ": " + e.getMessage(),
                "save another one");
    }

    /// One recording a member, by id; the files of a member must be of one run.
    static List<Recording> read(List<Path> files) throws CommandException {
        Map<Long, List<Recording>> byMember = new TreeMap<>(Long::compareUnsigned);
        for (Path file : files) {
            Recording recording = read(file, file);
            byMember.computeIfAbsent(recording.about().node(), _ -> new ArrayList<>()).add(recording);
        }
        List<Recording> joined = new ArrayList<>();
        for (List<Recording> ofMember : byMember.values())
            joined.add(joined(ofMember));
        return joined;
    }

    private static Recording joined(List<Recording> files) throws CommandException {
        try {
            return Recording.joined(files);
        } catch (OutOfMemoryError e) {
            throw tooLarge("what the files hold of one member");
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("usage", String.valueOf(e.getMessage()), "give those of one run, each once");
        } catch (RecordingException e) {
            throw damaged("a recording", e);
        }
    }
}
