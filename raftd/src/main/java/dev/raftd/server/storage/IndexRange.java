package dev.raftd.server.storage;

/// Which entries a walk of a segment met. Confined to one thread.
final class IndexRange implements SegmentReader.Visitor {
    private long last;
    private long commit;
    private long lowest;
    private long highest;

    /// @param header the segment's
    IndexRange(SegmentHeader header) {
        last = header.beforeIndex();
        commit = header.hardState().commit();
    }

    /// The lowest index of an entry, 0 if there is none.
    long lowest() {
        return lowest;
    }

    long highest() {
        return highest;
    }

    /// What cannot be read behind may have replaced entries, though none that was committed.
    long firstAffected() {
        return Math.min(last, commit) + 1;
    }

    @Override
    public void batch(SegmentReader.Batch batch) {
        for (LogRecord record : batch.records()) {
            switch (record) {
                case LogRecord.Appended a -> entry(a.entry().index());
                case LogRecord.StateSet s -> commit = s.state().commit();
                case LogRecord.Truncated t -> last = t.index();
                case LogRecord.SnapshotInstalled i -> last = i.metadata().index();
                case LogRecord.SnapshotTaken t -> {
                    // the entries stay
                }
            }
        }
    }

    private void entry(long index) {
        last = index;
        lowest = lowest == 0 ? index : Math.min(lowest, index);
        highest = Math.max(highest, index);
    }
}
