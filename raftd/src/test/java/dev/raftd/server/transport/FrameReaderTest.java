package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.transport.BadFrameException.Cause;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int BYTES_MAX = 4 << 20;
    private static final Message MESSAGE = Message.builder(MessageType.MSG_HEARTBEAT).from(1).to(2).term(5).build();

    private static List<byte[]> read(byte[] bytes) throws BadFrameException {
        List<byte[]> payloads = new ArrayList<>();
        new FrameReader(BYTES_MAX).feed(Unpooled.wrappedBuffer(bytes),
                (array, offset, length) -> payloads.add(Arrays.copyOfRange(array, offset, offset + length)));
        return payloads;
    }

    @Test
    void aFrameIsRead() throws BadFrameException {
        assertThat(read(RawPeer.frame(MESSAGE))).hasSize(1);
    }

    /// Otherwise the reader would wait for as many bytes as the changed length says, and take all messages until then for a part of it.
    @Test
    void aChangedLengthIsNoticedBeforeItsBytesCome() {
        byte[] header = Arrays.copyOf(RawPeer.frame(MESSAGE), 4);
        for (int bit = 0; bit < 32; bit++) {
            byte[] changed = header.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> read(changed)).as("bit %d", bit).isInstanceOfSatisfying(BadFrameException.class,
                    e -> assertThat(e.reason()).isEqualTo(Cause.LENGTH));
        }
    }

    @Test
    void lengthsOutOfRangeAreRefused() {
        for (int length : new int[]{0, BYTES_MAX + 1, FrameReader.PAYLOAD_BYTES_MAX}) {
            byte[] header = ByteBuffer.allocate(4).putInt(FrameReader.lengthWord(length)).array();
            assertThatThrownBy(() -> read(header)).as("length %d", length).isInstanceOf(BadFrameException.class);
        }
    }
}
