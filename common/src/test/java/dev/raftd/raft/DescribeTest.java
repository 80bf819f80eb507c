package dev.raftd.raft;

import static dev.raftd.raft.EntryFormatter.QUOTED;
import static dev.raftd.raft.Fixtures.bytes;
import static dev.raftd.raft.Fixtures.entries;
import static dev.raftd.raft.Fixtures.entry;
import static dev.raftd.raft.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribeTest {
    private static final Ready EMPTY = new Ready(null, HardState.EMPTY, List.of(), List.of(), Snapshot.EMPTY, List.of(), List.of(), false);

    @Test
    void aReadyWithoutAnythingIsCalledEmpty() {
        assertThat(EMPTY).hasToString("<empty Ready>");
        assertThat(new Ready(null, HardState.EMPTY, List.of(), List.of(), Snapshot.EMPTY, List.of(), List.of(), true))
                .hasToString("<empty Ready>");
    }

    @Test
    void aReadyListsWhatItHasInOrder() {
        Message m = Message.builder(MessageType.MSG_HEARTBEAT).from(1).to(2).term(3).build();
        Ready rd = new Ready(new SoftState(1, StateType.LEADER), new HardState(3, 0, 7), List.of(new ReadState(5, bytes("ab"))),
                entries(8, 3), snapshot(2, 6, 1, 2), List.of(entry(3, 7, "x")), List.of(m), true);
        assertThat(rd).hasToString("""
                Ready MustSync=true:
                Lead:1 State:StateLeader
                HardState Term:3 Commit:7
                ReadStates [{5 [97 98]}]
                Entries:
                3/8 EntryNormal ""
                Snapshot Index:6 Term:2 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false
                CommittedEntries:
                3/7 EntryNormal "x"
                Messages:
                1->2 MsgHeartbeat Term:3 Log:0/0
                """);
    }

    @Test
    void aHardStateNamesItsVoteIfThereIsOne() {
        assertThat(Describe.hardState(new HardState(2, 0xa, 5))).isEqualTo("Term:2 Vote:10 Commit:5");
    }

    @Test
    void configurationChangesArePrintedByLetters() {
        List<ConfChangeSingle> changes = List.of(new ConfChangeSingle(ConfChangeType.ADD_NODE, 2),
                new ConfChangeSingle(ConfChangeType.ADD_LEARNER_NODE, 3), new ConfChangeSingle(ConfChangeType.REMOVE_NODE, 11),
                new ConfChangeSingle(ConfChangeType.UPDATE_NODE, 4));
        ConfChangeV2 v2 = new ConfChangeV2(ConfChangeTransition.AUTO, changes, bytes("a\"b"));
        assertThat(Describe.entry(new Entry(1, 4, v2.entryType(), Codec.encode(v2)), QUOTED))
                .isEqualTo("1/4 EntryConfChangeV2 v2 l3 r11 u4");
        ConfChange v1 = new ConfChange(0, ConfChangeType.ADD_NODE, 2, new byte[0]);
        assertThat(Describe.entry(new Entry(1, 4, v1.entryType(), Codec.encode(v1)), QUOTED)).isEqualTo("1/4 EntryConfChange v2");
        assertThat(Describe.entry(new Entry(1, 4, EntryType.CONF_CHANGE_V2, new byte[0]), QUOTED)).isEqualTo("1/4 EntryConfChangeV2");
        assertThat(Describe.confChange(v2)).isEqualTo("transition:ConfChangeTransitionAuto changes:{type:ConfChangeAddNode node_id:2}"
                + " changes:{type:ConfChangeAddLearnerNode node_id:3} changes:{type:ConfChangeRemoveNode node_id:11}"
                + " changes:{type:ConfChangeUpdateNode node_id:4} context:\"a\\\"b\"");
    }

    @Test
    void aConfigurationChangeThatCannotBeDecodedPrintsWhy() {
        assertThat(Describe.entry(new Entry(1, 4, EntryType.CONF_CHANGE_V2, bytes("\u0007")), QUOTED))
                .startsWith("1/4 EntryConfChangeV2 not a valid");
    }

    @Test
    void anEntrysDataIsPrintedByTheFormatter() {
        assertThat(Describe.entry(entry(1, 2, "abc"), data -> "<" + data.length + ">")).isEqualTo("1/2 EntryNormal <3>");
        assertThat(Describe.entry(entry(1, 2, "abc"), data -> "")).isEqualTo("1/2 EntryNormal");
    }

    @Test
    void messagesNameNodesInHexadecimalAndTheThreads() {
        Message m = Message.builder(MessageType.MSG_APP_RESP).from(0x1f).to(LocalNodes.NONE).term(4).logTerm(2).index(9).reject(true)
                .rejectHint(7).commit(6).vote(17).build();
        assertThat(Describe.message(m, QUOTED)).isEqualTo("1f->None MsgAppResp Term:4 Log:2/9 Rejected (Hint: 7) Commit:6 Vote:17");
        assertThat(Describe.node(LocalNodes.APPEND_THREAD)).isEqualTo("AppendThread");
        assertThat(Describe.node(LocalNodes.APPLY_THREAD)).isEqualTo("ApplyThread");
        assertThat(Describe.node(-3)).isEqualTo("fffffffffffffffd");
    }

    @Test
    void whatAMessageCarriesIsIndented() {
        Message response = Message.builder(MessageType.MSG_STORAGE_APPEND_RESP).from(LocalNodes.APPEND_THREAD).to(1)
                .entries(entries(3, 1, 1)).build();
        Message m = Message.builder(MessageType.MSG_STORAGE_APPEND).from(1).to(LocalNodes.APPEND_THREAD).entries(entries(3, 1))
                .snapshot(snapshot(1, 2, 1)).responses(List.of(response)).build();
        assertThat(Describe.message(m, QUOTED)).isEqualTo("""
                1->AppendThread MsgStorageAppend Term:0 Log:0/0 Entries:[1/3 EntryNormal ""]
                  Snapshot: Index:2 Term:1 ConfState:Voters:[1] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false Responses:[
                  AppendThread->1 MsgStorageAppendResp Term:0 Log:0/0 Entries:[
                    1/3 EntryNormal ""
                    1/4 EntryNormal ""
                  ]
                ]""");
    }

    @Test
    void idsInConfigurationsAreUnsigned() {
        ConfState c = new ConfState(List.of(1L, -5L), List.of(2L), List.of(3L), List.of(4L), true);
        assertThat(Describe.confState(c))
                .isEqualTo("Voters:[1 18446744073709551611] VotersOutgoing:[3] Learners:[2] LearnersNext:[4] AutoLeave:true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', value = {"''|`\"\"`",
            "61 20 62 | `\"a b\"`", "22 5c | `\"\\\"\\\\\"`",
            "07 08 0c 0a 0d 09 0b | `\"\\a\\b\\f\\n\\r\\t\\v\"`", "00 1f 7f | `\"\\x00\\x1f\\x7f\"`", "c3 a9 | `\"é\"`",
            "e2 82 ac | `\"€\"`",
            "f0 9f 98 80 | `\"😀\"`", "c2 a0 | `\"\\u00a0\"`", "e2 80 8b | `\"\\u200b\"`", "f3 a0 80 81 | `\"\\U000e0001\"`",
            "ff 61 | `\"\\xffa\"`", "c3 | `\"\\xc3\"`", "c3 28 | `\"\\xc3(\"`", "c0 80 | `\"\\xc0\\x80\"`",
            "ed a0 80 | `\"\\xed\\xa0\\x80\"`",
            "f4 90 80 80 | `\"\\xf4\\x90\\x80\\x80\"`", "e2 82 | `\"\\xe2\\x82\"`", "80 | `\"\\x80\"`", "ef bf bd | `\"\ufffd\"`"})
    void bytesAreQuotedAsGoDoes(String hex, String quoted) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", "").replace("'", ""));
        assertThat(Describe.quoted(bytes)).isEqualTo(quoted);
    }
}
