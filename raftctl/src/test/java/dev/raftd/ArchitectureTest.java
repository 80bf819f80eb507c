package dev.raftd;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/// Which package may know which. Think hard about the layering before changing this file: a new arrow here is a decision, and belongs
/// into ARCHITECTURE.md with its reason.
@AnalyzeClasses(packages = "dev.raftd", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String CORE = "dev.raftd.raft";
    private static final String SERVER = "dev.raftd.server";
    private static final String CTL = "dev.raftd.ctl";

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.raftd.(**)").should().beFreeOfCycles()
            .because("a reader must be able to start at a leaf and read upwards");

    @ArchTest
    static final ArchRule wireVocabularyIsALeaf = onlyDependOn("dev.raftd.raftpb", "dev.raftd.raftpb", "com.google.protobuf..")
            .because("everything else speaks in its terms");

    @ArchTest
    static final ArchRule quorumIsALeaf = onlyDependOn("dev.raftd.quorum", "dev.raftd.quorum")
            .because("set arithmetic needs nothing but numbers");

    @ArchTest
    static final ArchRule trackerKnowsQuorums = onlyDependOn("dev.raftd.tracker", "dev.raftd.tracker", "dev.raftd.quorum",
            "dev.raftd.raftpb").because("what a leader knows of its peers is independent of what it does with it");

    @ArchTest
    static final ArchRule confChangeKnowsTheTracker = onlyDependOn("dev.raftd.confchange", "dev.raftd.confchange", "dev.raftd.tracker",
            "dev.raftd.quorum", "dev.raftd.raftpb").because("a change of members is a function from configuration to configuration");

    @ArchTest
    static final ArchRule coreKnowsOnlyItsLeaves = onlyDependOn(CORE, CORE, "dev.raftd.confchange", "dev.raftd.tracker",
            "dev.raftd.quorum", "dev.raftd.raftpb").because("the core is a library without IO, usable by itself");

    @ArchTest
    static final ArchRule backupsAreReadWithoutTheDaemon = onlyDependOn("dev.raftd.backup", "dev.raftd.backup", "dev.raftd.raftpb",
            "java.util.zip").because("the command line verifies what it saved, and knows nothing of the daemon");

    @ArchTest
    static final ArchRule diagnosesArePure = onlyDependOn("dev.raftd.why", "dev.raftd.why", "dev.raftd.api",
            "com.fasterxml.jackson.annotation").because("equal evidence gives an equal diagnosis");

    @ArchTest
    static final ArchRule journeysArePutTogetherWithoutAsking = onlyDependOn("dev.raftd.journey", "dev.raftd.journey", "dev.raftd.api")
            .because("the same parts give the same picture, in the daemon and on the command line");

    @ArchTest
    static final ArchRule recoveryNeedsNoRunningMember = noClasses().that(resideInAPackage(SERVER + ".recovery"))
            .should().dependOnClassesThat(resideInAnyPackage(SERVER, SERVER + ".replica", SERVER + ".http", SERVER + ".transport"))
            .because("it works on what stopped members left");

    @ArchTest
    static final ArchRule coreIsDeterministic = noClasses()
            .that(resideInAnyPackage("dev.raftd.raftpb", "dev.raftd.quorum", "dev.raftd.tracker", "dev.raftd.confchange", CORE,
                    SERVER + ".kv"))
            .should().dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.nio.file..", "java.nio.channels..",
                    "java.net..", "java.time..", "java.util.logging..", "java.util.random..", "org.slf4j.."))
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.Random")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Thread")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(Math.class, "random")
            .because("a run is a function of its inputs: that is what makes replay and simulation possible");

    @ArchTest
    static final ArchRule coreOrdersItsMaps = noClasses()
            .that(resideInAnyPackage("dev.raftd.raftpb", "dev.raftd.quorum", "dev.raftd.tracker", "dev.raftd.confchange", CORE,
                    SERVER + ".kv"))
            .should().dependOnClassesThat().haveFullyQualifiedName("java.util.HashMap")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.HashSet")
            .because("the order of a hash map's iteration is not an input");

    @ArchTest
    static final ArchRule storeIsPure = onlyDependOn(SERVER + ".kv", SERVER + ".kv", CORE, "dev.raftd.raftpb", "dev.raftd.api",
            "com.google.protobuf..", "org.pcollections..").because("every member computes the same store from the same log");

    @ArchTest
    static final ArchRule checksArePure = onlyDependOn(SERVER + ".check", SERVER + ".check", SERVER + ".kv", "dev.raftd.raftpb",
            "dev.raftd.api").because("a verdict depends on the history alone");

    @ArchTest
    static final ArchRule onlyRealDiskTouchesFiles = noClasses()
            .that(resideInAPackage(SERVER + "..")).and().haveNameNotMatching(".*\\.RealDisk(\\$.*)?")
            .should().dependOnClassesThat().haveFullyQualifiedName("java.nio.file.Files")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.nio.channels.FileChannel")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.RandomAccessFile")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.FileOutputStream")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.FileInputStream")
            .because("a simulated disk must be able to stand in for every file operation");

    @ArchTest
    static final ArchRule httpStaysAtTheEdge = noClasses()
            .that(resideInAPackage(SERVER + "..").and(DescribedPredicate
                    .not(resideInAnyPackage(SERVER + ".http", SERVER + ".transport"))))
            .should().dependOnClassesThat(resideInAnyPackage("io.netty..", "okhttp3..", "okio.."))
            .because("the rest of the daemon runs in one thread under simulated time");

    @ArchTest
    static final ArchRule storageDoesNotKnowTheReplica = noClasses().that(resideInAnyPackage(SERVER + ".storage", SERVER + ".kv"))
            .should().dependOnClassesThat(resideInAnyPackage(SERVER, SERVER + ".replica", SERVER + ".http", SERVER + ".transport"))
            .because("storage and store are what the replica is built on");

    @ArchTest
    static final ArchRule replicaDoesNotKnowTheEdges = noClasses().that(resideInAPackage(SERVER + ".replica"))
            .should().dependOnClassesThat(resideInAnyPackage(SERVER, SERVER + ".http", SERVER + ".transport"))
            .because("transport and HTTP plug into its seams");

    @ArchTest
    static final ArchRule edgesDoNotKnowEachOther = noClasses().that(resideInAPackage(SERVER + ".transport"))
            .should().dependOnClassesThat(resideInAnyPackage(SERVER + ".http", SERVER + ".storage", SERVER))
            .because("peers are served through the replica's seam alone");

    @ArchTest
    static final ArchRule simulationPlaysTheEdges = noClasses().that(resideInAPackage(SERVER + ".sim"))
            .should().dependOnClassesThat(resideInAnyPackage(SERVER, SERVER + ".http", SERVER + ".recovery"))
            .because("it runs what a member is made of, and plays threads, sockets and clients itself");

    @ArchTest
    static final ArchRule onlyTheCommandKnowsTheSimulation = noClasses()
            .that(resideInAPackage("dev.raftd..").and(DescribedPredicate.not(resideInAnyPackage(SERVER, SERVER + ".sim"))))
            .should().dependOnClassesThat(resideInAPackage(SERVER + ".sim"))
            .because("what ships must not know that it is simulated");

    @ArchTest
    static final ArchRule whatIsSimulatedReadsNoClock = noClasses()
            .that(resideInAnyPackage("dev.raftd.node", "dev.raftd.trace", SERVER + ".storage", SERVER + ".replica", SERVER + ".journey",
                    SERVER + ".epoch", SERVER + ".check", SERVER + ".sim"))
            .and().haveNameNotMatching(".*\\.ReplicaThreads(\\$.*)?")
            .should().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(Math.class, "random")
            .orShould().callMethod(UUID.class, "randomUUID")
            .orShould().callMethod(Instant.class, "now")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.Random")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.security.SecureRandom")
            .because("a seed must decide all that happens in a simulation");

    @ArchTest
    static final ArchRule commandLineDoesNotKnowTheDaemon = noClasses().that(resideInAPackage(CTL + ".."))
            .should().dependOnClassesThat(resideInAPackage(SERVER + ".."))
            .because("they meet in the API alone");

    @ArchTest
    static final ArchRule librariesStayAtTheEdges = noClasses().that(resideInAnyPackage("dev.raftd.raftpb", "dev.raftd.quorum",
            "dev.raftd.tracker", "dev.raftd.confchange", CORE, "dev.raftd.node", "dev.raftd.trace", "dev.raftd.lab",
            SERVER + ".replica", SERVER + ".storage", SERVER + ".kv"))
            .should().dependOnClassesThat(resideInAnyPackage("picocli..", "org.jline..", "com.fasterxml.jackson.databind.."))
            .because("parsing of commands and JSON belongs to the edges");

    private static ClassesShouldConjunction onlyDependOn(String thePackage,
            String... others) {
        String[] allowed = Stream.concat(Stream.of("java.lang..", "java.util", "java.util.function", "java.util.stream", "java.nio",
                "java.nio.charset", "java.io", "org.jspecify..", "dev.raftd"), Stream.of(others)).toArray(String[]::new);
        return classes().that(resideInAPackage(thePackage)).should().onlyDependOnClassesThat(resideInAnyPackage(allowed));
    }
}
