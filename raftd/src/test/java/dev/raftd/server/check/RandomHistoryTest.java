package dev.raftd.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.KeyValue;
import dev.raftd.server.check.RandomStory.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Histories of a store that is right are never refused; the same with one wrong answer are.
class RandomHistoryTest {
    @Test
    void whatARightStoreDoesIsNeverRefused() {
        for (int seed = 0; seed < 2_000; seed++) {
            Shape shape = new Shape(1 + seed % 4, 1 + seed % 5, 60, seed % 3 * 7);
            Story told = RandomStory.tell(seed, shape);
            History h = told.history();
            assertThat(IndexCheck.check(h)).as("indexes, seed " + seed).isEqualTo(Verdict.OK);
            assertThat(IndexCheck.check(h, told.log)).as("log, seed " + seed).isEqualTo(Verdict.OK);
            assertThat(Linearizability.check(h)).as("search, seed " + seed).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void withoutIndexesTheSameHoldsAndLess() {
        for (int seed = 0; seed < 500; seed++) {
            Story told = RandomStory.tell(seed, new Shape(1 + seed % 4, 1 + seed % 5, 60, seed % 3 * 7));
            History h = new History(told.history().operations().stream().map(RandomHistoryTest::forgettingIndexes).toList());
            assertThat(IndexCheck.check(h)).as("indexes, seed " + seed).isEqualTo(Verdict.OK);
            assertThat(IndexCheck.check(h, told.log)).as("log, seed " + seed).isEqualTo(Verdict.OK);
        }
    }

    private static Operation forgettingIndexes(Operation o) {
        Outcome told = switch (o.outcome()) {
            case Outcome.Got t when t.kv() == null -> new Outcome.Got(Outcome.NO_INDEX, Outcome.NO_REVISION, null);
            case Outcome.CompareFailed t -> new Outcome.CompareFailed(Outcome.NO_INDEX, t.modRevision());
            default -> o.outcome();
        };
        return new Operation(o.process(), o.request(), o.call(), o.ret(), told);
    }

    /// Any value but the right one, claimed by a read that overlaps nothing of its key but is preceded by what contradicts it.
    @Test
    void oneOldValueAmongManyAnswersIsFound() {
        for (int seed = 0; seed < 100; seed++) {
            Story told = RandomStory.tell(seed, new Shape(1, 5, 300, 0));
            long before = told.applied();
            told.write(90, Story.put("k0", "last but one"));
            told.write(90, Story.put("k0", "last"));
            told.read(91, Story.get("k0"), before + seed % 2);
            History h = told.history();
            assertThat(Linearizability.check(h)).as("search, seed " + seed).isInstanceOf(Verdict.Illegal.class);
            assertThat(IndexCheck.check(h)).as("indexes, seed " + seed).isInstanceOf(Verdict.Illegal.class);
        }
    }

    @Test
    void aReadOfAnotherVersionThanTheWritesMakeIsFoundWhereverItIs() {
        for (int seed = 0; seed < 100; seed++) {
            Story told = RandomStory.tell(seed, new Shape(1, 3, 100, 0));
            List<Operation> all = new ArrayList<>(told.history().operations());
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).outcome() instanceof Outcome.Got got && got.kv() != null && !all.get(i).isSerializable()) {
                    found.add(i);
                }
            }
            int wrong = found.get(seed % found.size());
            Operation o = all.get(wrong);
            Outcome.Got got = (Outcome.Got) o.outcome();
            KeyValue kv = got.kv();
            KeyValue twice = new KeyValue(kv.key(), kv.value(), kv.createRevision(), kv.modRevision(), kv.version() + 1);
            all.set(wrong, new Operation(o.process(), o.request(), o.call(), o.ret(), new Outcome.Got(got.index(), got.revision(), twice)));
            History h = new History(all);
            assertThat(Linearizability.check(h)).as("search, seed " + seed).isInstanceOf(Verdict.Illegal.class);
            assertThat(IndexCheck.check(h, told.log)).as("log, seed " + seed).isInstanceOf(Verdict.Illegal.class);
        }
    }

    /// The sizes that the search is meant for; what it takes is printed by `-Dcheck.figures`.
    @Test
    void theSearchDecidesTheSizesItIsMeantFor() {
        List<Shape> shapes = List.of(new Shape(1, 5, 10_000, 0), new Shape(1, 10, 10_000, 0), new Shape(100, 5, 100_000, 1),
                new Shape(1, 5, 3_000, 2));
        for (Shape shape : shapes) {
            Story told = RandomStory.tell(1, shape);
            History h = told.history();
            long began = System.nanoTime();
            Verdict verdict = Linearizability.check(h);
            long searched = System.nanoTime();
            assertThat(IndexCheck.check(h, told.log)).isEqualTo(Verdict.OK);
            if (Boolean.getBoolean("check.figures")) {
                System.out.printf("%s: search %d ms, log %d ms%n", shape, (searched - began) / 1_000_000,
                        (System.nanoTime() - searched) / 1_000_000);
            }
            assertThat(verdict).as(shape.toString()).isEqualTo(Verdict.OK);
        }
    }
}
