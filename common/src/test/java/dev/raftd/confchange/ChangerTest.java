package dev.raftd.confchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressTracker;
import dev.raftd.tracker.TrackerConfig;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangerTest {
    private static final int ID_MAX = 7;

    private final ProgressTracker tracker = new ProgressTracker(10, 0);

    private static ConfChangeSingle change(ConfChangeType type, long id) {
        return new ConfChangeSingle(type, id);
    }

    private static ConfChangeSingle add(long id) {
        return change(ConfChangeType.ADD_NODE, id);
    }

    private static ConfChangeSingle remove(long id) {
        return change(ConfChangeType.REMOVE_NODE, id);
    }

    private static ConfChangeSingle learn(long id) {
        return change(ConfChangeType.ADD_LEARNER_NODE, id);
    }

    private Changer changer() {
        return new Changer(tracker, 20);
    }

    private void adopt(Changed changed) {
        tracker.adopt(changed.config(), changed.progress());
    }

    private void voters(long... ids) throws ConfChangeException {
        for (long id : ids) {
            adopt(changer().simple(List.of(add(id))));
        }
    }

    @Test
    void aNewMemberIsProbedAtTheEndOfTheLogAndCountsAsActive() throws ConfChangeException {
        voters(1);
        assertThat(tracker.progress()).hasToString("1: StateProbe match=0 next=20\n");
        Changed first = new Changer(new ProgressTracker(1, 0), 0).simple(List.of(learn(2), add(1)));
        assertThat(first.progress()).hasToString("1: StateProbe match=0 next=1\n2: StateProbe match=0 next=1 learner\n");
    }

    @Test
    void newWindowsHaveTheTrackersLimits() throws ConfChangeException {
        Changed changed = new Changer(new ProgressTracker(5, 100), 1).simple(List.of(add(1)));
        Progress progress = changed.progress().at(0);
        progress.inflights().add(1, 100);
        assertThat(progress.inflights().full()).isTrue();
    }

    @Test
    void aMemberThatStaysKeepsItsProgress() throws ConfChangeException {
        voters(1, 2);
        Progress before = tracker.progress(1);
        adopt(changer().simple(List.of(add(3))));
        adopt(changer().simple(List.of(add(1))));
        assertThat(tracker.progress(1)).isSameAs(before);
    }

    @Test
    void aDemotedVoterKeepsItsMatch() throws ConfChangeException {
        voters(1, 2);
        tracker.progress().at(1).maybeUpdate(12);
        adopt(changer().simple(List.of(learn(2))));
        assertThat(tracker.progress(2)).hasToString("StateProbe match=12 next=20 learner");
        adopt(changer().simple(List.of(add(2))));
        assertThat(tracker.progress(2)).hasToString("StateProbe match=12 next=20");
    }

    @Test
    void anOutgoingVoterBecomesALearnerOnlyWhenItNoLongerVotes() throws ConfChangeException {
        voters(1, 2);
        adopt(changer().enterJoint(true, List.of(learn(2), add(3))));
        assertThat(tracker.config()).hasToString("voters=(1 3)&&(1 2) learners_next=(2) autoleave");
        assertThat(tracker.progress(2)).hasToString("StateProbe match=0 next=20");
        adopt(changer().leaveJoint());
        assertThat(tracker.config()).hasToString("voters=(1 3) learners=(2)");
        assertThat(tracker.progress(2)).hasToString("StateProbe match=0 next=20 learner");
    }

    @Test
    void aStagedLearnerCanBeTakenBack() throws ConfChangeException {
        voters(1, 2);
        Changed changed = changer().enterJoint(false, List.of(learn(2), add(2)));
        assertThat(changed.config()).hasToString("voters=(1 2)&&(1 2)");
        assertThat(changer().enterJoint(false, List.of(learn(2), remove(2))).config()).hasToString("voters=(1)&&(1 2)");
    }

    @Test
    void aRemovedVoterKeepsItsProgressWhileItVotes() throws ConfChangeException {
        voters(1, 2);
        adopt(changer().enterJoint(false, List.of(remove(2))));
        assertThat(tracker.progress(2)).isNotNull();
        adopt(changer().leaveJoint());
        assertThat(tracker.progress(2)).isNull();
    }

    @Test
    void refusalsSayWhyAndChangeNothing() throws ConfChangeException {
        refuses("can't make a zero-voter config joint", () -> changer().enterJoint(false, List.of(add(1))));
        refuses("can't leave a non-joint config", () -> changer().leaveJoint());
        refuses("more than one voter changed without entering joint config", () -> changer().simple(List.of(add(1), add(2))));
        refuses("removed all voters", () -> changer().simple(List.of(learn(1))));
        voters(1);
        refuses("removed all voters", () -> changer().simple(List.of(remove(1))));
        refuses("removed all voters", () -> changer().enterJoint(false, List.of(remove(1))));
        refuses("more than one voter changed without entering joint config", () -> changer().simple(List.of(add(2), remove(1))));
        adopt(changer().enterJoint(false, List.of()));
        refuses("config is already joint", () -> changer().enterJoint(false, List.of()));
        refuses("can't apply simple config change in joint config", () -> changer().simple(List.of(learn(9))));
    }

    private interface Change {
        Changed make() throws ConfChangeException;
    }

    private void refuses(String reason, Change change) {
        TrackerConfig config = tracker.config();
        String progress = tracker.progress().toString();
        assertThatThrownBy(change::make).isInstanceOf(ConfChangeException.class).hasMessage(reason);
        assertThat(tracker.config()).isEqualTo(config);
        assertThat(tracker.progress()).hasToString(progress);
    }

    @Test
    void idZeroAndUpdatesChangeNothing() throws ConfChangeException {
        voters(1);
        Changed changed = changer().simple(List.of(remove(0), add(0), learn(0), change(ConfChangeType.UPDATE_NODE, 1), remove(8)));
        assertThat(changed.config()).isEqualTo(tracker.config());
        assertThat(changed.progress().progress(1)).isSameAs(tracker.progress(1));
    }

    /// The invariants are checked by the changer itself after each change.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anyChangesEitherAreRefusedOrLeadToAnOverlappingQuorum(int seed) throws ConfChangeException {
        Random random = new Random(seed);
        voters(1);
        for (int i = 0; i < 500; i++) {
            MajorityConfig before = tracker.config().voters().incoming();
            try {
                adopt(randomChange(random));
            } catch (ConfChangeException e) {
                continue;
            }
            MajorityConfig after = tracker.config().voters().incoming();
            assertThat(tracker.config().isJoint() || quorumsOverlap(before, after)).as("%s %s", before, after).isTrue();
            assertThat(restored(tracker.config().confState())).isEqualTo(tracker.config());
        }
    }

    private Changed randomChange(Random random) throws ConfChangeException {
        List<ConfChangeSingle> changes = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> change(ConfChangeType.values()[random.nextInt(4)], random.nextInt(ID_MAX + 1))).toList();
        return switch (random.nextInt(3)) {
            case 0 -> changer().simple(changes);
            case 1 -> changer().enterJoint(random.nextBoolean(), changes);
            default -> changer().leaveJoint();
        };
    }

    private static boolean quorumsOverlap(MajorityConfig a, MajorityConfig b) {
        NodeIds all = a.ids().union(b.ids());
        int smallestA = a.size() / 2 + 1;
        int smallestB = b.size() / 2 + 1;
        return smallestA + smallestB > all.size();
    }

    private static TrackerConfig restored(ConfState state) throws ConfChangeException {
        return Restore.restore(new Changer(new ProgressTracker(10, 0), 20), state).config();
    }

    @Test
    void aConfigurationComesBackFromItsWireForm() throws ConfChangeException {
        List<Long> none = List.of();
        ConfState joint = new ConfState(List.of(1L, 2L, 3L), List.of(5L), List.of(1L, 2L, 4L, 6L), List.of(4L), true);
        assertThat(restored(joint)).hasToString("voters=(1 2 3)&&(1 2 4 6) learners=(5) learners_next=(4) autoleave");
        assertThat(restored(joint).confState()).isEqualTo(joint);
        assertThat(restored(ConfState.EMPTY)).isEqualTo(TrackerConfig.EMPTY);
        assertThat(restored(new ConfState(List.of(3L, 1L, 2L), List.of(4L), none, none, false))).hasToString("voters=(1 2 3) learners=(4)");
    }

    @Test
    void learnersAloneAreNoConfiguration() {
        ConfState state = new ConfState(List.of(), List.of(1L), List.of(), List.of(), false);
        assertThatThrownBy(() -> restored(state)).isInstanceOf(ConfChangeException.class).hasMessage("removed all voters");
    }

    @Test
    void largeConfigurationsComeBackToo() throws ConfChangeException {
        List<Long> ids = LongStream.rangeClosed(1, 64).boxed().toList();
        assertThat(restored(ConfState.of(ids)).confState().voters()).isEqualTo(ids);
    }
}
