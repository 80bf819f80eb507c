package dev.raftd.raftpb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bytes computed by hand from the contract, and every rule of reading that [Codec] states.
class CodecTest {
    private static final String ZERO_MESSAGE_HEAD = "08 00 10 00 18 00 20 00 28 00 30 00";
    private static final String ZERO_MESSAGE = ZERO_MESSAGE_HEAD + " 40 00 50 00 58 00 68 00";

    @Test
    void anEntrysScalarsAreWrittenWhenZero() throws CodecException {
        assertEntry("08 00 10 00 18 00", new Entry(0, 0));
    }

    @Test
    void anEntryIsTypeTermIndexData() throws CodecException {
        assertEntry("08 02 10 05 18 ac 02 22 02 68 69", new Entry(5, 300, EntryType.CONF_CHANGE_V2, ascii("hi")));
    }

    @Test
    void theLargestIndexTakesNineBytes() throws CodecException {
        assertEntry("08 00 10 01 18 ff ff ff ff ff ff ff ff 7f", new Entry(1, Long.MAX_VALUE));
    }

    @Test
    void aVoteUsesAll64Bits() throws CodecException {
        HardState h = new HardState(1, LocalNodes.APPEND_THREAD, 3);
        assertThat(hex(Codec.encode(h))).isEqualTo("08 01 10 ff ff ff ff ff ff ff ff ff 01 18 03");
        assertThat(Codec.decodeHardState(Codec.encode(h))).isEqualTo(h);
    }

    @Test
    void idsOfAConfigurationAreWrittenOneByOne() throws CodecException {
        ConfState c = new ConfState(List.of(1L, 2L), List.of(3L), List.of(1L), List.of(300L), true);
        assertThat(hex(Codec.encode(c))).isEqualTo("08 01 08 02 10 03 18 01 20 ac 02 28 01");
        assertThat(Codec.decodeConfState(Codec.encode(c))).isEqualTo(c);
        assertThat(hex(Codec.encode(ConfState.EMPTY))).isEqualTo("28 00");
    }

    @Test
    void aSnapshotsEmbeddedMessagesAreWrittenWhenEmpty() throws CodecException {
        assertThat(hex(Codec.encode(SnapshotMetadata.EMPTY))).isEqualTo("0a 02 28 00 10 00 18 00");
        assertThat(hex(Codec.encode(Snapshot.EMPTY))).isEqualTo("12 08 0a 02 28 00 10 00 18 00");
        Snapshot s = new Snapshot(ascii("d"), new SnapshotMetadata(ConfState.of(List.of(1L)), 11, 2));
        assertThat(hex(Codec.encode(s))).isEqualTo("0a 01 64 12 0a 0a 04 08 01 28 00 10 0b 18 02");
        assertThat(Codec.decodeSnapshot(Codec.encode(s))).isEqualTo(s);
    }

    @Test
    void aMessageWithoutAnythingIsItsTenScalars() throws CodecException {
        assertMessage(ZERO_MESSAGE, Message.builder(MessageType.MSG_HUP).build());
    }

    @Test
    void anAppendCarriesItsEntriesBeforeItsCommit() throws CodecException {
        Message m = Message.builder(MessageType.MSG_APP).to(2).from(1).term(3).logTerm(2).index(10).commit(9)
                .entries(List.of(new Entry(3, 11, EntryType.NORMAL, ascii("x")), new Entry(3, 12))).build();
        assertMessage("08 03 10 02 18 01 20 03 28 02 30 0a 3a 09 08 00 10 03 18 0b 22 01 78 3a 06 08 00 10 03 18 0c"
                + " 40 09 50 00 58 00 68 00", m);
    }

    @Test
    void aRejectionCarriesItsHint() throws CodecException {
        Message m = Message.builder(MessageType.MSG_APP_RESP).to(1).from(2).term(3).logTerm(2).index(10).reject(true).rejectHint(7)
                .context(ascii("c")).build();
        assertMessage("08 04 10 01 18 02 20 03 28 02 30 0a 40 00 50 01 58 07 62 01 63 68 00", m);
    }

    @Test
    void anEmptySnapshotIsWrittenAndNoneIsNot() throws CodecException {
        Message none = Message.builder(MessageType.MSG_HUP).build();
        assertMessage(ZERO_MESSAGE_HEAD + " 40 00 4a 0a 12 08 0a 02 28 00 10 00 18 00 50 00 58 00 68 00",
                none.toBuilder().snapshot(Snapshot.EMPTY).build());
        assertThat(Codec.decodeMessage(Codec.encode(none)).snapshot()).isNull();
    }

    @Test
    void responsesFollowTheVote() throws CodecException {
        Message response = Message.builder(MessageType.MSG_HUP).build();
        Message m = Message.builder(MessageType.MSG_STORAGE_APPEND).to(LocalNodes.APPEND_THREAD).vote(1).responses(List.of(response))
                .build();
        assertMessage("08 13 10 ff ff ff ff ff ff ff ff ff 01 18 00 20 00 28 00 30 00 40 00 50 00 58 00 68 01 72 14 " + ZERO_MESSAGE, m);
    }

    @Test
    void configurationChangesOfBothForms() throws CodecException {
        ConfChange v1 = new ConfChange(7, ConfChangeType.REMOVE_NODE, 2, ascii("a"));
        assertThat(hex(Codec.encode(v1))).isEqualTo("08 07 10 01 18 02 22 01 61");
        assertThat(Codec.decodeConfChange(Codec.encode(v1))).isEqualTo(v1);
        ConfChangeV2 v2 = new ConfChangeV2(ConfChangeTransition.JOINT_EXPLICIT,
                List.of(new ConfChangeSingle(ConfChangeType.ADD_LEARNER_NODE, 4), new ConfChangeSingle(ConfChangeType.ADD_NODE, 0)),
                ascii("b"));
        assertThat(hex(Codec.encode(v2))).isEqualTo("08 02 12 04 08 03 10 04 12 04 08 00 10 00 1a 01 62");
        assertThat(Codec.decodeConfChangeV2(Codec.encode(v2))).isEqualTo(v2);
        assertThat(hex(Codec.encode(ConfChangeV2.leaveJoint()))).isEqualTo("08 00");
    }

    @Test
    void anEntrysTypeSaysWhichFormOfChangeItCarries() throws CodecException {
        ConfChangeI v1 = new ConfChange(7, ConfChangeType.REMOVE_NODE, 2, ascii("a"));
        for (ConfChangeI change : List.of(v1, v1.asV2())) {
            assertThat(Codec.decodeConfChange(Entry.proposal(change.entryType(), Codec.encode(change)))).isEqualTo(change);
        }
        assertThatThrownBy(() -> Codec.decodeConfChange(new Entry(1, 42))).isInstanceOf(CodecException.class)
                .hasMessage("not a configuration change: a normal entry, at index 42");
    }

    @Test
    void emptyDataIsTheZeroChangeOfItsForm() throws CodecException {
        assertThat(Codec.decodeConfChange(Entry.proposal(EntryType.CONF_CHANGE_V2, new byte[0]))).isEqualTo(ConfChangeV2.leaveJoint());
        assertThat(Codec.decodeConfChange(Entry.proposal(EntryType.CONF_CHANGE, new byte[0])))
                .isEqualTo(new ConfChange(0, ConfChangeType.ADD_NODE, 0, new byte[0]));
    }

    @Test
    void decodesFromTheMiddleOfAnArrayAndNotBeyond() throws CodecException {
        byte[] bytes = bytes("ff 08 01 10 02 18 03 08");
        assertThat(Codec.decodeEntry(bytes, 1, 6)).isEqualTo(new Entry(2, 3, EntryType.CONF_CHANGE, new byte[0]));
        assertThat(Codec.decodeHardState(bytes, 1, 6)).isEqualTo(new HardState(1, 2, 3));
        assertThat(Codec.decodeHardState(bytes, 1, 4)).isEqualTo(new HardState(1, 2, 0));
        assertThatThrownBy(() -> Codec.decodeHardState(bytes, 1, 7)).isInstanceOf(CodecException.class);
    }

    @Test
    void aDecodedEntrySharesNothingWithItsInput() throws CodecException {
        byte[] bytes = bytes("22 01 61");
        Entry e = Codec.decodeEntry(bytes);
        bytes[2] = 'z';
        assertThat(e.data()).containsExactly('a');
    }

    @Test
    void writesIntoAStreamWithoutLengthOrFlush() throws Exception {
        Message m = Message.builder(MessageType.MSG_APP).entries(List.of(new Entry(1, 1))).build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        Codec.write(m, out);
        Codec.write(m.entries().getFirst(), out);
        assertThat(bytes.size()).isZero();
        out.flush();
        assertThat(hex(bytes.toByteArray())).isEqualTo(hex(Codec.encode(m)) + " " + hex(Codec.encode(m.entries().getFirst())));
    }

    @Test
    void emptyBytesAreReadAsAbsentOnes() throws CodecException {
        assertThat(Codec.decodeEntry(bytes("08 00 10 00 18 00 22 00"))).isEqualTo(new Entry(0, 0));
    }

    @Test
    void idsMayBePackedMixedAndInAnyOrder() throws CodecException {
        assertThat(Codec.decodeConfState(bytes("28 01 12 00 0a 03 01 ac 02 08 05 0a 01 06 1a 01 09")))
                .isEqualTo(new ConfState(List.of(1L, 300L, 5L, 6L), List.of(), List.of(9L), List.of(), true));
    }

    @Test
    void theLastOfARepeatedScalarWinsAndEmbeddedMessagesMerge() throws CodecException {
        assertThat(Codec.decodeHardState(bytes("08 01 08 02"))).isEqualTo(new HardState(2, 0, 0));
        // the configuration 1, index 5; then the configuration 2, term 3
        assertThat(Codec.decodeSnapshot(bytes("12 06 0a 02 08 01 10 05 12 06 0a 02 08 02 18 03")).metadata())
                .isEqualTo(new SnapshotMetadata(ConfState.of(List.of(1L, 2L)), 5, 3));
    }

    @Test
    void listsOfDecodedMessagesCannotBeChanged() throws CodecException {
        Message m = Codec.decodeMessage(bytes("3a 00 72 00"));
        assertThatThrownBy(() -> m.entries().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> m.responses().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesATermOrIndexOf2To63() {
        assertRefused("10 80 80 80 80 80 80 80 80 80 01", "near byte 11 of 11: Entry.Term is not below 2^63: 9223372036854775808");
        assertRefused("18 ff ff ff ff ff ff ff ff ff 01", "Entry.Index is not below 2^63: 18446744073709551615");
        for (int field : new int[]{4, 5, 6, 8, 11}) {
            assertThatThrownBy(() -> Codec.decodeMessage(bytes("%02x ff ff ff ff ff ff ff ff ff 01".formatted(field << 3))))
                    .isInstanceOf(CodecException.class).hasMessageContaining("is not below 2^63");
        }
    }

    @Test
    void refusesAnEnumNumberWithoutConstant() {
        assertRefused("08 03", "near byte 2 of 2: Entry.Type has no constant 3");
        assertRefused("08 ff ff ff ff ff ff ff ff ff 01", "Entry.Type has no constant 18446744073709551615");
        assertRefused("08 81 80 80 80 10", "Entry.Type has no constant 4294967297");
        assertThatThrownBy(() -> Codec.decodeMessage(bytes("08 18"))).hasMessageContaining("Message.type has no constant 24");
        assertThatThrownBy(() -> Codec.decodeConfChange(bytes("10 04"))).hasMessageContaining("ConfChange.type has no constant 4");
        assertThatThrownBy(() -> Codec.decodeConfChangeV2(bytes("08 03")))
                .hasMessageContaining("ConfChangeV2.transition has no constant 3");
        assertThatThrownBy(() -> Codec.decodeConfChangeV2(bytes("12 02 08 04")))
                .hasMessageContaining("ConfChangeSingle.type has no constant 4");
    }

    @Test
    void refusesAKnownFieldOfAnotherWireType() {
        assertRefused("12 01 00", "Entry field 2 cannot have wire type 2");
        assertRefused("20 01", "Entry field 4 cannot have wire type 0");
        assertRefused("0c", "Entry field 1 cannot have wire type 4");
    }

    @Test
    void refusesMalformedTagsGroupsAndVarints() {
        assertRefused("00 00", "not a valid Entry");
        assertRefused("7c", "end-group tag");
        assertRefused("7b 78 01", "not a valid Entry");
        assertRefused("7e", "not a valid Entry");
        assertRefused("10 ff ff ff ff ff ff ff ff ff ff 01", "not a valid Entry");
    }

    @Test
    void refusesLengthsThatAreNegativeOrReachBeyondTheEnclosingMessage() throws CodecException {
        assertRefused("22 ff ff ff ff 0f", "not a valid Entry");
        assertRefused("22 02 61", "not a valid Entry");
        assertThatThrownBy(() -> Codec.decodeMessage(bytes("3a 02 22 02 61 62"))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> Codec.decodeMessage(bytes("3a 01 10 05"))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> Codec.decodeConfState(bytes("0a 01 80 01"))).isInstanceOf(CodecException.class);
    }

    @Test
    void responsesNestAsDeepAsTheLimitAndNoDeeper() throws CodecException {
        Message m = Message.builder(MessageType.MSG_APP).build();
        for (int depth = 0; depth < Codec.RESPONSES_DEPTH_MAX; depth++)
            m = m.toBuilder().responses(List.of(m)).build();
        assertThat(Codec.decodeMessage(Codec.encode(m))).isEqualTo(m);
        byte[] deeper = Codec.encode(m.toBuilder().responses(List.of(m)).build());
        assertThatThrownBy(() -> Codec.decodeMessage(deeper)).isInstanceOf(CodecException.class)
                .hasMessageContaining("Message.responses nest deeper than 8 levels");
    }

    private static void assertEntry(String hex, Entry e) throws CodecException {
        assertThat(hex(Codec.encode(e))).isEqualTo(hex);
        assertThat(Codec.decodeEntry(bytes(hex))).isEqualTo(e);
    }

    private static void assertMessage(String hex, Message m) throws CodecException {
        assertThat(hex(Codec.encode(m))).isEqualTo(hex);
        assertThat(Codec.decodeMessage(bytes(hex))).isEqualTo(m);
    }

    private static void assertRefused(String hexOfEntry, String message) {
        assertThatThrownBy(() -> Codec.decodeEntry(bytes(hexOfEntry))).isInstanceOf(CodecException.class)
                .hasMessageStartingWith("not a valid Entry, near byte ").hasMessageContaining(message);
    }

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
