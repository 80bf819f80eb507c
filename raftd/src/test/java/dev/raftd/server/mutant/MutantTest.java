package dev.raftd.server.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Tests the simulation: bugs that are put into the sources on purpose must be found by it.
///
/// Each mutant is compiled in memory and runs in a class loader of its own, so production code has no switch for it. First comes the seed
/// that found it when the table was written; since any change to the program gives every seed another story, others follow if that one
/// does not find it any more.
///
/// `-Dmutants.search=all`, or names with commas between, looks for the first seed of each and writes the table.
class MutantTest {
    private static final int SEEDS_MAX = 2_000;
    private static final int LOOKED_FURTHER = 20;
    private static final int FEW_STEPS = 5_000;
    private static final Path TOP = Path.of(System.getProperty("top.dir"));
    private static final Path TABLES = TOP.resolve("raftd/src/test/resources/sim");
    private static final String SEARCH = System.getProperty("mutants.search", "");

    private static List<Mutant> mutants() throws IOException {
        return Mutant.parse(Files.readAllLines(TABLES.resolve("mutants.txt")));
    }

    private static LongFunction<String> simulation(MutantClasses classes) {
        try {
            Object runner = classes.loadClass(SeedRunner.class.getName()).getConstructor().newInstance();
            @SuppressWarnings("unchecked")
            LongFunction<String> simulation = (LongFunction<String>) runner;
            return simulation;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyMutantIsFound() throws IOException {
        Found found = Found.read(TABLES.resolve("mutants-found.txt"));
        return mutants().stream().map(m -> DynamicTest.dynamicTest(m.name(), () -> find(m, found)));
    }

    private static void find(Mutant mutant, Found table) throws IOException {
        if (!SEARCH.isEmpty() && !SEARCH.equals("all") && !List.of(SEARCH.split(",")).contains(mutant.name())) {
            return;
        }
        LongFunction<String> simulation = simulation(MutantClasses.of(mutant.sources(TOP)));
        if (!SEARCH.isEmpty()) {
            search(mutant, simulation, table);
            return;
        }
        Found.By known = table.get(mutant.name());
        assertThat(known).as("the table says what found " + mutant.name()).isNotNull();
        if (simulation.apply(known.seed()).isEmpty()) {
            first(mutant, simulation);
        }
    }

    /// The first seed that finds it.
    private static long first(Mutant mutant, LongFunction<String> simulation) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            if (!simulation.apply(seed).isEmpty()) {
                return seed;
            }
        }
        throw new AssertionError(mutant.name() + " is not found by " + SEEDS_MAX + " seeds: " + mutant.why());
    }

    /// Of some seeds the one with the fewest steps is to be tested with.
    private static void search(Mutant mutant, LongFunction<String> simulation, Found table) {
        long first = first(mutant, simulation);
        Found.By best = null;
        long fewest = Long.MAX_VALUE;
        for (long seed = first; seed < first + LOOKED_FURTHER && fewest > FEW_STEPS; seed++) {
            String violation = simulation.apply(seed);
            String[] parts = violation.split(" ", 3);
            if (!violation.isEmpty() && Long.parseLong(parts[0]) < fewest) {
                fewest = Long.parseLong(parts[0]);
                best = new Found.By(first, seed, parts[1]);
                System.out.printf("%s: seeds %d, seed %d: %s%n", mutant.name(), first, seed, violation);
            }
        }
        table.put(mutant.name(), best);
    }

    @Test
    void theSeedsThatFindMutantsFindNothingInTheProgramAsItIs() throws IOException {
        Found found = Found.read(TABLES.resolve("mutants-found.txt"));
        TreeSet<Long> seeds = new TreeSet<>();
        for (Mutant m : mutants()) {
            Found.By by = found.get(m.name());
            if (by != null) {
                seeds.add(by.seed());
            }
        }
        LongFunction<String> simulation = simulation(MutantClasses.unchanged());
        for (long seed : seeds) {
            assertThat(simulation.apply(seed)).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void everyMutantSaysWhatIsWrongWithIt() throws IOException {
        List<Mutant> mutants = mutants();
        assertThat(mutants).hasSizeGreaterThanOrEqualTo(30).allSatisfy(m -> assertThat(m.why()).isNotEmpty());
        assertThat(mutants.stream().map(Mutant::name)).doesNotHaveDuplicates();
    }
}
