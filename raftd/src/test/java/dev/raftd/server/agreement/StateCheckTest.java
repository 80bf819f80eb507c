package dev.raftd.server.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.kv.KvRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StateCheckTest {
    private static final String CLUSTER = "00000000000000cc";

    /// Members with their hashes, as member 1 sees them.
    private final Map<String, HashRing> rings = new TreeMap<>();
    private final List<Long> agreed = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private List<Long> voters = List.of(1L, 2L, 3L);
    private boolean wrong;
    private int asked;
    private UnaryOperator<HashAnswer> forged = answer -> answer;

    private final StateCheck check = new StateCheck(new Self() {
        @Override
        public Group group() {
            TreeMap<Long, String> others = new TreeMap<>();
            voters.stream().filter(id -> id != 1).forEach(id -> others.put(id, "member" + id));
            return new Group(1, CLUSTER, voters, List.of(), others);
        }

        @Override
        public HashRing hashes() {
            return rings.get("member1");
        }

        @Override
        public boolean isWrong() {
            return wrong;
        }

        @Override
        public void agreed(long index) {
            agreed.add(index);
        }

        @Override
        public void differs(Difference difference) {
            differences.add(difference);
        }
    }, (url, question) -> {
        asked++;
        HashRing ring = rings.get(url);
        if (ring == null) {
            throw new IOException("unreachable");
        }
        return forged.apply(ring.answer(question, CLUSTER, url.charAt(6) - '0', KvRoot.HASH_FORMAT));
    });

    private void member(long id, long first, long last, long differsFrom) {
        HashRing ring = new HashRing(first, first < differsFrom ? first : -first * id);
        for (long index = first + 1; index <= last; index++) {
            ring.add(index < differsFrom ? index : -index * id);
        }
        rings.put("member" + id, ring);
    }

    private void same(long id, long first, long last) {
        member(id, first, last, Long.MAX_VALUE);
    }

    private Difference found() {
        assertThat(differences).hasSize(1);
        assertThat(agreed).isEmpty();
        return differences.getFirst();
    }

    @Test
    void equalStoresAgreeUpToWhereAllAre() {
        same(1, 0, 100);
        same(2, 0, 150);
        same(3, 40, 90);
        check.run();
        assertThat(agreed).containsExactly(90L);
        assertThat(differences).isEmpty();
        assertThat(asked).as("one question a member where nothing is wrong").isEqualTo(2);
    }

    @Test
    void silenceIsNeitherAgreementNorDifference() {
        same(1, 0, 100);
        check.run();
        assertThat(agreed).isEmpty();
        assertThat(differences).isEmpty();
    }

    @Test
    void whoIsFartherBehindThanIsRememberedIsNotCompared() {
        same(1, 60, 100);
        member(2, 0, 50, 10);
        member(3, 120, 130, 0);
        check.run();
        assertThat(agreed).isEmpty();
        assertThat(differences).isEmpty();
    }

    @Test
    void memberThatDiffersIsNamedWithTheFirstIndex() {
        same(1, 0, 1_000);
        same(2, 0, 990);
        member(3, 0, 980, 321);
        check.run();
        assertThat(found().index()).isEqualTo(321);
        assertThat(found().isExact()).isTrue();
        assertThat(found().split().wrong()).containsExactly(3L);
        assertThat(found().isWrong(1)).isFalse();
    }

    @Test
    void memberThatIsWrongItselfFindsThatOut() {
        member(1, 0, 1_000, 500);
        same(2, 0, 1_200);
        same(3, 0, 700);
        check.run();
        assertThat(found().index()).isEqualTo(500);
        assertThat(found().isWrong(1)).isTrue();
        assertThat(found().majority()).containsExactly(2L, 3L);
    }

    @Test
    void whoDidNotComeToTheIndexIsNotCounted() {
        same(1, 0, 1_000);
        same(2, 0, 400);
        member(3, 0, 1_000, 500);
        check.run();
        assertThat(found().index()).isEqualTo(500);
        assertThat(found().majority()).as("member 2 may yet be with either").isEmpty();
    }

    @Test
    void indexIsRememberedWhenItIsForgottenInTheRing() {
        same(1, 0, 100);
        same(2, 0, 100);
        member(3, 0, 100, 50);
        check.run();
        rings.values().forEach(ring -> ring.jump(200, 1));
        rings.get("member3").jump(200, 2);
        check.run();
        assertThat(differences).extracting(Difference::index).containsExactly(50L, 50L);
        assertThat(differences).allMatch(Difference::isExact);
    }

    @Test
    void differenceThatIsOlderThanWhatIsRememberedIsSaidToBe() {
        same(1, 80, 100);
        same(2, 0, 100);
        member(3, 0, 100, 50);
        check.run();
        assertThat(found().index()).isEqualTo(80);
        assertThat(found().isExact()).isFalse();
    }

    @Test
    void memberThatDifferedAndIsSilentKeepsTheOthersFromAgreeing() {
        same(1, 0, 100);
        same(2, 0, 100);
        member(3, 0, 100, 50);
        check.run();
        HashRing gone = rings.remove("member3");
        check.run();
        assertThat(agreed).isEmpty();
        assertThat(differences).hasSize(1);
        rings.put("member3", gone);
        check.run();
        assertThat(differences).hasSize(2);
        voters = List.of(1L, 2L);
        check.run();
        assertThat(agreed).as("it is no member any more").containsExactly(100L);
    }

    @Test
    void whoIsWrongComparesNoMore() {
        wrong = true;
        same(1, 0, 100);
        same(2, 0, 100);
        check.run();
        assertThat(asked).isZero();
    }

    @Test
    void answersThatCannotBeComparedCountForNothing() {
        same(1, 0, 100);
        member(2, 0, 100, 50);
        List<UnaryOperator<HashAnswer>> forgeries = List.of(
                a -> new HashAnswer("00000000000000dd", a.member(), a.format(), a.first(), a.to(), a.hashes()),
                a -> new HashAnswer(a.clusterId(), 3, a.format(), a.first(), a.to(), a.hashes()),
                a -> new HashAnswer(a.clusterId(), a.member(), a.format() + 1, a.first(), a.to(), a.hashes()),
                a -> new HashAnswer(a.clusterId(), a.member(), a.format(), a.first(), a.to() + 1, a.hashes()),
                a -> new HashAnswer(a.clusterId(), a.member(), a.format(), a.first(), a.to(), List.of(1L, 2L)),
                a -> new HashAnswer(a.clusterId(), a.member(), a.format(), a.first(), a.to(), List.of()));
        for (UnaryOperator<HashAnswer> forgery : forgeries) {
            forged = forgery;
            check.run();
        }
        assertThat(differences).isEmpty();
        assertThat(agreed).isEmpty();
    }

    @Test
    void answersThatLeadNowhereEndTheSearch() {
        same(1, 0, 1_000);
        same(2, 0, 1_000);
        member(3, 0, 1_000, 500);
        forged = a -> a.member() == 3 && a.to() < 1_000 ? new HashAnswer(a.clusterId(), 3, a.format(), 0, a.to(), List.of()) : a;
        check.run();
        assertThat(found().index()).isEqualTo(1_000);
        assertThat(found().isExact()).isFalse();
        assertThat(asked).isLessThan(20);
    }
}
