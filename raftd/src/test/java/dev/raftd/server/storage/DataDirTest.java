package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.StorageException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose directory it is, and what is refused.
class DataDirTest {
    private static final LogConfig CONFIG = Node.config(2048);

    private final SimDisk disk = new SimDisk();

    private Code refusal(Identity identity) {
        StorageException e = catchThrowableOfType(StorageException.class, () -> DataDir.open(disk, identity));
        assertThat(e.getMessage()).contains("/sim");
        assertThat(e.nextStep()).endsWith(".");
        return e.code();
    }

    @Test
    void aNewDirectoryBecomesTheNodesOwn() {
        assertThat(DataDir.identityOf(disk)).isNull();
        try (DataDir dir = DataDir.open(disk, Node.IDENTITY)) {
            assertThat(dir.isNew()).isTrue();
            Recovery.open(dir, CONFIG).log().close();
            assertThat(dir.isNew()).isFalse();
        }
        assertThat(DataDir.identityOf(disk)).isEqualTo(Node.IDENTITY);
        assertThat(new String(disk.file("identity").content(), StandardCharsets.US_ASCII))
                .startsWith("raftd data directory, format 1\nnode 1\ncluster 0000000000c0ffee\nchecksum ");
        try (DataDir dir = DataDir.open(disk, Node.IDENTITY)) {
            assertThat(dir.isNew()).isFalse();
            assertThat(dir.identity()).isEqualTo(Node.IDENTITY);
        }
    }

    @Test
    void anotherNodesOrClustersDirectoryIsRefused() {
        Node.open(disk, CONFIG).close();
        assertThat(refusal(new Identity(2, 0xc0ffee))).isEqualTo(Code.OTHER_NODE);
        assertThat(refusal(new Identity(1, 0xbad))).isEqualTo(Code.OTHER_CLUSTER);
        Node.open(disk, CONFIG).close();
    }

    @Test
    void nodeIdsAndClusterIdsUseAllBits() {
        Identity identity = new Identity(-5, Long.MIN_VALUE);
        DataDir dir = DataDir.open(disk, identity);
        Recovery.open(dir, CONFIG).log().close();
        dir.close();
        assertThat(DataDir.identityOf(disk)).isEqualTo(identity);
    }

    @Test
    void aSecondProcessIsRefusedUntilTheFirstIsGone() {
        Node node = Node.open(disk, CONFIG);
        assertThat(refusal(Node.IDENTITY)).isEqualTo(Code.LOCKED);
        node.close();
        Node.open(disk, CONFIG).close();
    }

    @Test
    void aNewerFormatIsRefused() {
        Node.open(disk, CONFIG).close();
        String text = "raftd data directory, format 2\nnode 1\nwhatever comes\n";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        String checksum = String.format("checksum %08x\n", PlaceChecksum.plain(ByteBuffer.wrap(bytes), 0, bytes.length));
        disk.replace("identity", (text + checksum).getBytes(StandardCharsets.US_ASCII));
        assertThat(refusal(Node.IDENTITY)).isEqualTo(Code.NEWER_FORMAT);
    }

    @Test
    void anIdentityWithAFlippedBitIsRefused() {
        Node.open(disk, CONFIG).close();
        for (int bit = 0; bit < disk.file("identity").size() * 8; bit++) {
            disk.file("identity").flipBit(bit);
            assertThat(refusal(Node.IDENTITY)).isEqualTo(Code.CORRUPT);
            disk.file("identity").flipBit(bit);
        }
        Node.open(disk, CONFIG).close();
    }

    @Test
    void aDirectoryThatLostItsLogOrItsIdentityIsRefused() throws Exception {
        Node node = Node.open(disk, CONFIG);
        node.log().append(new HardState(3, 1, 0), List.of());
        node.log().sync();
        node.close();
        SimDisk withoutLog = disk.copy();
        withoutLog.below("wal").delete("0000000000000001.wal");
        assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(withoutLog, CONFIG)).code()).isEqualTo(Code.CORRUPT);
        SimDisk withoutIdentity = disk.copy();
        withoutIdentity.delete("identity");
        assertThat(catchThrowableOfType(StorageException.class, () -> Node.open(withoutIdentity, CONFIG)).code()).isEqualTo(Code.CORRUPT);
    }

    @Test
    void removalIsKeptAcrossACrash() {
        Disk disk = SimDisks.fresh();
        assertThat(DataDir.isOfRemoved(disk)).isFalse();
        try (DataDir dir = DataDir.open(disk, new Identity(1, 7))) {
            dir.markRemoved();
        }
        assertThat(DataDir.isOfRemoved(SimDisks.crash(disk, 3))).isTrue();
    }
}
