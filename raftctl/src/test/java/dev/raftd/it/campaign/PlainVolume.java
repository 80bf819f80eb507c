package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory of the machine's own file system, where nothing may be mounted.
final class PlainVolume implements Volume {
    private final Path dir;

    PlainVolume(Workspace workspace, String name) throws IOException {
        dir = Files.createDirectory(workspace.dir().resolve(name));
    }

    @Override
    public Path dir() {
        return dir;
    }

    @Override
    public boolean canLosePower() {
        return false;
    }

    @Override
    public void losePower(boolean keepsJournal) {
        throw new UnsupportedOperationException("the machine's own file system");
    }

    @Override
    public void restore() {}

    @Override
    public void fill() {
        throw new UnsupportedOperationException("the machine's own file system");
    }

    @Override
    public void close() {
        Workspace.removeDirectory(dir);
    }

    @Override
    public String toString() {
        return "plain directories";
    }
}
