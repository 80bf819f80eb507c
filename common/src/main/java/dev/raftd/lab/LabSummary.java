package dev.raftd.lab;

/// How many files a run of the lab took, and how they fared.
public record LabSummary(int files, int passed, int failed) {
    public boolean allPassed() {
        return failed == 0;
    }

    @Override
    public String toString() {
        return files + (files == 1 ? " file, " : " files, ") + passed + " passed, " + failed + " failed";
    }
}
