package dev.raftd.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raftpb.ConfState;
import dev.raftd.server.recovery.Findings.Fate;
import dev.raftd.server.recovery.Findings.RangeFound;
import dev.raftd.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class InspectionTest {
    private static Findings inspect(Directory... directories) throws RecoveryException {
        return inspect(20, directories);
    }

    /// As the command does: nothing is changed by it.
    private static Findings inspect(int listedMax, Directory... directories) throws RecoveryException {
        Map<Long, Map<String, byte[]>> before = new TreeMap<>();
        List<Survivor> survivors = new ArrayList<>();
        for (Directory d : directories) {
            before.put(d.id, d.disk.contents());
            survivors.add(d.survivor());
        }
        Findings found;
        try {
            found = Inspection.of(survivors, listedMax);
        } finally {
            survivors.forEach(Survivor::close);
        }
        for (Directory d : directories) {
            assertThat(d.disk.contents()).usingRecursiveComparison().isEqualTo(before.get(d.id));
        }
        return found;
    }

    private static List<String> fates(Findings found) {
        return found.ranges().stream().map(r -> r.fate() + " " + r.member() + ":" + r.first() + "-" + r.last()).toList();
    }

    @Test
    void theTailOfTheLastOfThreeIsPossiblyCommittedAndTheOthersMayHoldMore() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1, 2, 3).put(1, "a", "b", "c", "d").stopped(1, 5));
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-5", "POSSIBLE 1:6-7");
        assertThat(found.quorumPresent()).isFalse();
        assertThat(found.missing()).containsExactly(2L, 3L);
        assertThat(found.missingMayHoldMore()).isTrue();
        assertThat(found.ranges().get(1).entries()).extracting(t -> t.op() + " " + t.key()).containsExactly("put c", "put d");
        assertThat(found.next()).contains("members 2, 3", "raftd recover apply --as-new-cluster --from /data/1");
    }

    @Test
    void twoOfThreeAreAQuorumAndNeedNoRecovery() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1, 2, 3).put(1, "a", "b").stopped(1, 4),
                Directory.of(2, 1, 2, 3).put(1, "a").stopped(1, 3));
        assertThat(found.quorumPresent()).isTrue();
        assertThat(found.best()).isEqualTo(1);
        assertThat(fates(found)).as("entry 5 may be on member 3").containsExactly("COMMITTED 1:1-4", "POSSIBLE 1:5-5");
        assertThat(found.missingMayHoldMore()).isFalse();
        assertThat(found.next()).startsWith("a quorum of the voters is here: start these members");
    }

    @Test
    void whatAQuorumHoldsInTheTermItIsInIsCommittedWithoutACommitIndex() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1, 2, 3).put(2, "a", "b").stopped(2, 3),
                Directory.of(2, 1, 2, 3).put(2, "a").stopped(2, 3));
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-4", "POSSIBLE 1:5-5");
    }

    @Test
    void whatAQuorumHoldsFromAnOlderTermIsNotProvenByThat() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1, 2, 3).put(2, "a", "b").stopped(3, 3),
                Directory.of(2, 1, 2, 3).put(2, "a").stopped(2, 3));
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-3", "POSSIBLE 1:4-5");
    }

    @Test
    void theLogOfTheLaterTermIsBestAndWhatStandsBesideItWasNeverCommitted() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1, 2, 3, 4, 5).put(1, "a", "old", "older").stopped(3, 6),
                Directory.of(2, 1, 2, 3, 4, 5).put(1, "a").put(3, "new").stopped(3, 6));
        assertThat(found.best()).isEqualTo(2);
        assertThat(fates(found)).containsExactly("COMMITTED 2:1-6", "POSSIBLE 2:7-7", "DROPPED 1:7-8");
        assertThat(found.ranges().getLast().entries()).extracting(t -> t.op() + " " + t.key()).containsExactly("put old", "put older");
        assertThat(found.next()).contains("--from /data/2");
    }

    @Test
    void halfOfFourMissingHoldsNothingThatTheOthersDoNot() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1, 2, 3, 4).put(1, "a", "b").stopped(1, 5),
                Directory.of(2, 1, 2, 3, 4).put(1, "a").stopped(1, 5));
        assertThat(found.quorumPresent()).isFalse();
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-5", "POSSIBLE 1:6-6");
        assertThat(found.missingMayHoldMore()).isFalse();
    }

    @Test
    void aJointConfigurationNeedsBothHalves() throws RecoveryException {
        ConfState joint = new ConfState(List.of(1L, 2L, 3L), List.of(), List.of(1L, 4L, 5L), List.of(), false);
        Directory one = Directory.behind(1, joint, 10, 2).put(2, "a", "b").stopped(2, 10);
        Directory four = Directory.behind(4, joint, 10, 2).put(2, "a").stopped(2, 10);
        Directory five = Directory.behind(5, joint, 10, 2).stopped(2, 10);
        Findings found = inspect(one, four, five);
        assertThat(found.quorumPresent()).as("1 alone is none of 1, 2, 3").isFalse();
        assertThat(fates(found)).as("12 is on 1 alone among 1, 4, 5").containsExactly("COMMITTED 1:1-10", "POSSIBLE 1:11-11",
                "NOT_COMMITTED 1:12-12");
        assertThat(found.missing()).containsExactly(2L, 3L);
        assertThat(found.missingMayHoldMore()).isFalse();
        assertThat(found.members().getFirst().config().votersOutgoing()).containsExactly(1L, 4L, 5L);
    }

    @Test
    void aQuorumOfBothHalvesIsAQuorum() throws RecoveryException {
        ConfState joint = new ConfState(List.of(1L, 2L, 3L), List.of(), List.of(1L, 4L, 5L), List.of(), false);
        Findings found = inspect(Directory.behind(1, joint, 10, 2).put(2, "a").stopped(2, 10),
                Directory.behind(2, joint, 10, 2).put(2, "a").stopped(2, 10), Directory.behind(4, joint, 10, 2).put(2, "a").stopped(2, 10));
        assertThat(found.quorumPresent()).isTrue();
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-11");
    }

    @Test
    void aChangeThatIsNotKnownToBeCommittedCountsWhereItMayHaveBeen() throws RecoveryException {
        Findings found = inspect(Directory.of(1, 1).add(1, 2).add(1, 3).put(1, "a").stopped(1, 2));
        assertThat(found.members().getFirst().config().voters()).containsExactly(1L, 2L);
        assertThat(found.members().getFirst().pending()).hasSize(1);
        assertThat(found.missing()).containsExactly(2L, 3L);
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-2", "POSSIBLE 1:3-4");
        assertThat(found.missingMayHoldMore()).as("2 and 3 are a quorum once 3 is in").isTrue();
        assertThat(FindingsText.lines(found)).contains("  voters 1 2",
                "  entry 3, not known to be committed, changes that to: voters 1 2 3", "  3  term 1  config add 3");
    }

    @Test
    void aLearnersLogCountsAsALogAndNotAsAVote() throws RecoveryException {
        ConfState conf = new ConfState(List.of(1L, 2L, 3L), List.of(4L), List.of(), List.of(), false);
        Findings found = inspect(Directory.behind(1, conf, 10, 1).stopped(1, 10),
                Directory.behind(4, conf, 10, 1).put(1, "a").stopped(1, 10));
        assertThat(found.best()).isEqualTo(4);
        assertThat(found.quorumPresent()).isFalse();
        assertThat(fates(found)).containsExactly("COMMITTED 4:1-10", "POSSIBLE 4:11-11");
    }

    @Test
    void logsBehindDifferentSnapshotsAreCompared() throws RecoveryException {
        ConfState conf = ConfState.of(List.of(1L, 2L, 3L, 4L, 5L));
        Findings found = inspect(Directory.behind(1, conf, 10, 3).put(3, "k").stopped(3, 11),
                Directory.behind(2, conf, 5, 1).put(1, "a", "b", "c", "d", "e", "f", "g").stopped(3, 6));
        assertThat(fates(found)).containsExactly("COMMITTED 1:1-11", "DROPPED 2:7-12");
    }

    @Test
    void aDamagedDirectoryIsReportedAndTheOthersAreUsed() throws RecoveryException {
        Directory damaged = Directory.of(2, 1, 2, 3).put(1, "a", "b", "c").stopped(1, 6);
        damaged.flip("wal", "0000000000000001.wal", 600);
        Findings found = inspect(Directory.of(1, 1, 2, 3).put(1, "a").stopped(1, 4), damaged);
        assertThat(found.best()).isEqualTo(1);
        assertThat(found.members().get(1).damage()).contains("0000000000000001.wal is damaged at offset");
        assertThat(found.missing()).containsExactly(2L, 3L);
        assertThat(FindingsText.lines(found)).anyMatch(line -> line.startsWith("  damaged, not used: "));
    }

    @Test
    void whereAllIsDamagedABackupIsTheNextStep() throws RecoveryException {
        Directory damaged = Directory.of(2, 1, 2, 3).put(1, "a", "b", "c").stopped(1, 6);
        damaged.flip("wal", "0000000000000001.wal", 600);
        Findings found = inspect(damaged);
        assertThat(found.best()).isZero();
        assertThat(found.next()).contains("raftd restore");
        assertThat(FindingsText.lines(found).getLast()).startsWith("next: ");
    }

    @Test
    void aDamagedSnapshotIsNoDamageIfTheLogReachesBack() throws RecoveryException {
        Directory whole = Directory.of(1, 1, 2, 3).put(1, "a").stopped(1, 4);
        whole.disk.below("snap").replace("0000000000000004-0000000000000001.snap", new byte[100]);
        Findings found = inspect(whole);
        assertThat(found.members().getFirst().damage()).isNull();
        assertThat(found.members().getFirst().notes()).singleElement().asString().contains("is damaged at offset 0 and is not used");
    }

    @Test
    void aRunningMemberIsNotLookedAt() throws RecoveryException {
        Directory one = Directory.of(1, 1, 2, 3).stopped(1, 3);
        try (Survivor held = one.survivor()) {
            assertThat(held.isUsable()).isTrue();
            assertThatThrownBy(one::survivor).isInstanceOfSatisfying(StorageException.class,
                    e -> assertThat(e.code()).isEqualTo(StorageException.Code.LOCKED));
        }
    }

    @Test
    void directoriesOfOneMemberTwiceAreRefused() {
        Directory one = Directory.of(1, 1, 2, 3).stopped(1, 3);
        Directory same = Directory.of(1, 1, 2, 3).stopped(1, 3);
        assertThatThrownBy(() -> inspect(one, same)).isInstanceOf(RecoveryException.class).hasMessageContaining("member 1's");
    }

    @Test
    void logsThatContradictEachOtherAreRefused() {
        Directory one = Directory.of(1, 1, 2, 3).put(1, "a", "b").stopped(1, 5);
        Directory two = Directory.of(2, 1, 2, 3).put(2, "x").stopped(2, 3);
        assertThatThrownBy(() -> inspect(one, two)).isInstanceOf(RecoveryException.class)
                .hasMessageContaining("entry 5 is committed in /data/1 and is not in the more up-to-date log of /data/2");
    }

    @Test
    void listsAreBoundedAndKeysAreQuoted() throws RecoveryException {
        Findings found = inspect(2, Directory.of(1, 1, 2, 3).put(1, "a", "b", "c", "\u001b[31m\n", "d", "e").stopped(1, 6));
        RangeFound committed = found.ranges().getFirst();
        assertThat(committed.entries()).extracting(t -> t.index()).as("the last ones").containsExactly(5L, 6L);
        assertThat(committed.entriesMore()).isEqualTo(4);
        RangeFound possible = found.ranges().get(1);
        assertThat(possible.fate()).isEqualTo(Fate.POSSIBLE);
        assertThat(possible.entriesMore()).isEqualTo(1);
        assertThat(FindingsText.lines(found)).contains("  (4 before)", "  5  term 1  put \"b\"")
                .containsSequence("  7  term 1  put \"\\x1b[31m\\n\"", "  8  term 1  put \"d\"", "  (1 more)");
    }
}
