package dev.raftd.server.replica;

import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.SnapshotDecoder;
import dev.raftd.server.kv.SnapshotEncoder;
import dev.raftd.server.storage.RawSnapshot;
import dev.raftd.server.storage.SnapshotReader;
import dev.raftd.server.storage.SnapshotReceiver;
import dev.raftd.server.storage.SnapshotStore;
import dev.raftd.server.storage.SnapshotWriter;
import dev.raftd.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The store in snapshot files, and those files as the transport sees them. Thread-safe; every method may wait for the disk.
public final class SnapshotFiles implements Transport.Snapshots {
    private static final int PIECE_BYTES = 64 << 10;

    private final SnapshotStore files;

    public SnapshotFiles(SnapshotStore files) {
        this.files = files;
    }

    /// The store as of a snapshot.
    ///
    /// @throws StorageException         the file is missing, damaged or cannot be read
    /// @throws UnreadableStoreException the file is sound, but no store is in it
    public KvRoot load(SnapshotMetadata metadata) {
        SnapshotDecoder decoder = new SnapshotDecoder();
        byte[] piece = new byte[PIECE_BYTES];
        try (SnapshotReader reader = files.open(metadata)) {
            for (int n = reader.read(piece, 0, piece.length); n >= 0; n = reader.read(piece, 0, piece.length)) {
                decoder.add(n == piece.length ? piece : Arrays.copyOf(piece, n));
            }
            KvRoot root = decoder.finish();
            if (root.appliedIndex() != metadata.index()) {
                throw new CodecException("a store at index " + root.appliedIndex() + " in the snapshot of " + metadata.index());
            }
            return root;
        } catch (CodecException e) {
            throw new UnreadableStoreException(metadata.index(), e);
        }
    }

    /// Writes the store down; once it returns, the file is durable and verified.
    void write(KvRoot root, SnapshotMetadata metadata) {
        try (SnapshotWriter writer = files.begin(metadata)) {
            SnapshotEncoder chunks = new SnapshotEncoder(root);
            while (chunks.hasNext()) {
                byte[] chunk = chunks.next();
                writer.write(chunk, 0, chunk.length);
            }
            writer.commit();
        }
    }

    SnapshotStore store() {
        return files;
    }

    /// The snapshot of that index and term, null if it is there no more.
    @Nullable
    Backup kept(long index, long term) {
        for (SnapshotStore.Info info : files.list()) {
            SnapshotMetadata metadata = info.metadata();
            if (metadata.index() == index && metadata.term() == term) {
                return opened(metadata);
            }
        }
        return null;
    }

    private @Nullable Backup opened(SnapshotMetadata metadata) {
        try {
            Source source = openToSend(metadata);
            return source == null ? null : new Backup(metadata, source);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable Source openToSend(SnapshotMetadata metadata) throws IOException {
        try {
            return new Sending(files.openRaw(metadata));
        } catch (StorageException e) {
            if (e.code() == StorageException.Code.MISSING) {
                return null;
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Sink receive(SnapshotMetadata metadata, long sizeBytes) throws IOException {
        try {
            return new Receiving(files.receive(), metadata);
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static final class Sending implements Source {
        private final RawSnapshot raw;

        Sending(RawSnapshot raw) {
            this.raw = raw;
        }

        @Override
        public long sizeBytes() {
            return raw.sizeBytes();
        }

        @Override
        public int checksum() {
            return raw.checksum();
        }

        @Override
        public boolean read(ByteBuffer buffer, long offset) throws IOException {
            try {
                return raw.read(buffer, offset) >= 0;
            } catch (StorageException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            raw.close();
        }
    }

    private static final class Receiving implements Sink {
        private final SnapshotReceiver receiver;
        private final SnapshotMetadata expected;

        Receiving(SnapshotReceiver receiver, SnapshotMetadata expected) {
            this.receiver = receiver;
            this.expected = expected;
        }

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            try {
                receiver.write(chunk);
            } catch (StorageException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void complete() throws IOException {
            SnapshotMetadata arrived;
            try {
                arrived = receiver.commit();
            } catch (StorageException e) {
                throw new IOException(e.getMessage(), e);
            }
            if (!arrived.equals(expected)) {
                throw new IOException("the file is a snapshot of index " + arrived.index() + ", announced was " + expected.index());
            }
        }

        @Override
        public void close() {
            receiver.close();
        }
    }
}
