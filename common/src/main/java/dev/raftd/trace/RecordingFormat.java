package dev.raftd.trace;

import dev.raftd.raft.Config;
import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.ReadOnlyOption;
import dev.raftd.raft.Storage;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Frames and header of a recording; see the package.
public final class RecordingFormat {
    static final byte[] MAGIC = "RAFTREC1".getBytes(StandardCharsets.US_ASCII);
    /// Of header, checkpoints and events; raised when what is in them changes.
    static final int VERSION = 1;
    static final int FRAME_HEADER_BYTES = 9;
    static final int HEADER = 'H';
    static final int CHECKPOINT = 'C';
    static final int EVENTS = 'E';
    static final int END = 'Z';

    private RecordingFormat() {}

    static byte[] magic() {
        return MAGIC.clone();
    }

    /// The bytes of a frame: what a file consists of after its magic.
    static byte[] frame(int type, byte[] body) {
        ByteWriter out = new ByteWriter(FRAME_HEADER_BYTES + body.length);
        out.fixed32(body.length);
        out.fixed32(checksum(type, body, 0, body.length));
        out.put(type);
        out.raw(body);
        return out.array();
    }

    /// The bytes of a piece in a file.
    public static byte[] frame(RecordingSink.Piece piece) {
        return frame(piece.isCheckpoint() ? CHECKPOINT : EVENTS, piece.body());
    }

    static int checksum(int type, byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(type);
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /// What a file begins with.
    static byte[] opening(RecorderConfig.About about, Config config) {
        ByteWriter out = new ByteWriter(256);
        out.number(VERSION);
        out.number(about.node());
        out.text(about.cluster());
        out.text(about.build());
        write(config, out);
        byte[] frame = frame(HEADER, out.toBytes());
        ByteWriter all = new ByteWriter(MAGIC.length + frame.length);
        all.raw(MAGIC);
        all.raw(frame);
        return all.array();
    }

    /// What a file that was saved as a whole ends with.
    static byte[] closing(long events) {
        ByteWriter out = new ByteWriter(10);
        out.number(events);
        return frame(END, out.toBytes());
    }

    private static void write(Config c, ByteWriter out) {
        out.number(c.id());
        out.number(c.electionTick());
        out.number(c.heartbeatTick());
        out.flag(c.asyncStorageWrites());
        out.number(c.maxSizePerMsg());
        out.number(c.maxCommittedSizePerReady());
        out.number(c.maxUncommittedEntriesSize());
        out.number(c.maxInflightMsgs());
        out.number(c.maxInflightBytes());
        out.flag(c.checkQuorum());
        out.flag(c.preVote());
        out.put(c.readOnlyOption().ordinal());
        out.flag(c.disableProposalForwarding());
        out.flag(c.disableConfChangeValidation());
        out.flag(c.stepDownOnRemoval());
    }

    /// Whose configuration it was, and what it was recorded with.
    record Header(RecorderConfig.About about, Settings settings) {}

    /// The part of a [Config] that is data.
    record Settings(long id, int electionTick, int heartbeatTick, boolean async, Sizes sizes, boolean checkQuorum, boolean preVote,
            ReadOnlyOption reads, boolean disableForwarding, boolean disableValidation, boolean stepDownOnRemoval) {
        Config config(Storage storage, ElectionTimeouts timeouts) {
            return Config.builder(id, storage, timeouts).electionTick(electionTick).heartbeatTick(heartbeatTick)
                    .asyncStorageWrites(async).maxSizePerMsg(sizes.message).maxCommittedSizePerReady(sizes.committed)
                    .maxUncommittedEntriesSize(sizes.uncommitted).maxInflightMsgs(sizes.inflights).maxInflightBytes(sizes.inflightBytes)
                    .checkQuorum(checkQuorum).preVote(preVote).readOnlyOption(reads).disableProposalForwarding(disableForwarding)
                    .disableConfChangeValidation(disableValidation).stepDownOnRemoval(stepDownOnRemoval).build();
        }
    }

    record Sizes(long message, long committed, long uncommitted, int inflights, long inflightBytes) {}

    static Header header(ByteReader in) throws RecordingException {
        long version = in.number();
        if (version != VERSION) {
            throw in.refuse("a recording of version " + version + ": this program reads version " + VERSION);
        }
        RecorderConfig.About about = new RecorderConfig.About(in.number(), in.text(), in.text());
        Settings settings = new Settings(in.number(), in.small(), in.small(), in.flag(),
                new Sizes(in.number(), in.number(), in.number(), in.small(), in.number()), in.flag(), in.flag(),
                in.constant(ReadOnlyOption.values()), in.flag(), in.flag(), in.flag());
        try {
            settings.config(new ReplayStorage(), ticks -> ticks);
        } catch (IllegalArgumentException impossible) {
            throw in.refuse("a configuration that cannot be: " + impossible.getMessage());
        }
        return new Header(about, settings);
    }
}
