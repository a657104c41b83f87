package org.duress;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The room table of ARCHITECTURE.md as rules. Whoever changes one changes the other. */
class ArchitectureTest {
    private static final String ROOT = "org.duress";

    /** What every room may use: how things go wrong and how far they are, and the ground of {@code .base}. */
    private static final DescribedPredicate<JavaClass> EVERYBODYS = describe(
            "org.duress or .base",
            type -> type.getPackageName().equals(ROOT) || type.getPackageName().equals(ROOT + ".base"));

    /**
     * A package below {@code org.duress} with its subpackages, and the rooms it may know. {@code "."} is {@code
     * org.duress} itself: errors and progress.
     */
    private record Room(String name, Set<String> mayKnow) {
        static Room of(String name, String... mayKnow) {
            return new Room(name, Set.of(mayKnow));
        }

        String[] packages() {
            return new String[] {name.equals(".") ? ROOT : ROOT + name + ".."};
        }

        @Override
        public String toString() {
            return name + " may know "
                    + (mayKnow.isEmpty()
                            ? "no other room"
                            : mayKnow.stream().sorted().toList());
        }
    }

    private static final List<Room> ROOMS = List.of(
            Room.of(".base"),
            Room.of(".spec"),
            Room.of("."),
            Room.of(".data", ".spec"),
            Room.of(".metric", ".spec"),
            Room.of(".net"),
            Room.of(".model", ".spec", ".data", ".metric", ".net"),
            Room.of(".model.descriptor", ".spec"),
            Room.of(".doctor", ".spec", ".net", ".model"),
            Room.of(".attack", ".spec", ".metric", ".net", ".model"),
            Room.of(".shift", ".spec", ".data", ".model", ".attack"),
            Room.of(".result", ".spec", ".data", ".metric", ".model", ".attack"),
            Room.of(".store", ".result", ".spec", ".model", ".attack"),
            Room.of(".detect", ".result", ".spec", ".data", ".metric", ".net", ".model", ".attack"),
            Room.of(
                    ".gate", ".result", ".spec", ".data", ".metric", ".net", ".model", ".attack", ".shift", ".store",
                    ".detect"),
            Room.of(".report", ".result", ".spec", ".data", ".shift", ".store"),
            Room.of(".dataset", ".spec", ".data", ".model", ".attack", ".store", ".gate"),
            Room.of(
                    ".junit", ".result", ".spec", ".data", ".metric", ".net", ".model", ".attack", ".store", ".gate",
                    ".report"),
            Room.of(
                    ".cli",
                    ".result",
                    ".spec",
                    ".data",
                    ".metric",
                    ".net",
                    ".model",
                    ".attack",
                    ".store",
                    ".gate",
                    ".report",
                    ".dataset",
                    ".detect",
                    ".doctor"),
            Room.of(".spark", ".result", ".spec", ".data", ".model", ".gate", ".report"),
            Room.of(".testkit", ".result", ".spec", ".data", ".metric", ".net", ".model", ".attack"),
            Room.of(
                    ".studies",
                    ".testkit",
                    ".result",
                    ".spec",
                    ".data",
                    ".metric",
                    ".net",
                    ".model",
                    ".attack",
                    ".store",
                    ".gate",
                    ".report"));

    /** The rooms within the gate, which nobody outside it sees. */
    private static final List<Room> GATE = List.of(
            Room.of(".gate.baseline"),
            Room.of(".gate.judge", ".gate.baseline"),
            Room.of(".gate.evidence", ".gate.baseline", ".gate.judge"),
            Room.of(".gate.shift", ".gate.baseline"),
            Room.of(".gate.shard", ".gate.baseline", ".gate.judge", ".gate.evidence", ".gate.shift"),
            Room.of(".gate.attack", ".gate.baseline", ".gate.judge", ".gate.evidence"),
            Room.of(".gate.canary", ".gate.baseline", ".gate.judge", ".gate.attack", ".gate.verdict"),
            Room.of(".gate.prepare", ".gate.baseline", ".gate.judge", ".gate.evidence", ".gate.attack", ".gate.canary"),
            Room.of(".gate.harden", ".gate.baseline", ".gate.judge", ".gate.attack", ".gate.prepare"),
            Room.of(".gate.verdict"),
            Room.of(".gate.release", ".gate.baseline", ".gate.verdict"),
            Room.of(".gate.keep", ".gate.baseline", ".gate.judge", ".gate.evidence", ".gate.attack", ".gate.verdict"));

    /** A library, and the only packages of Duress that may see it. */
    private record Library(String name, List<String> packages, List<String> seenBy) {
        @Override
        public String toString() {
            return name + " is seen by " + (seenBy.isEmpty() ? "nobody" : seenBy);
        }

        static Library of(String name, List<String> packages, String... seenBy) {
            return new Library(name, packages, List.of(seenBy));
        }
    }

    private static final List<Library> LIBRARIES = List.of(
            Library.of("JUnit", List.of("org.junit..", "org.opentest4j.."), ".junit.."),
            Library.of("Allure", List.of("io.qameta.."), ".report.allure.."),
            Library.of(
                    "ND4J",
                    List.of("org.nd4j..", "org.bytedeco.."),
                    ".net.nd4j..",
                    ".net.device",
                    ".model.dl4j..",
                    ".model.samediff.."),
            Library.of("JNA", List.of("com.sun.jna.."), ".net.device", ".model.torchscript.."),
            Library.of("FlatBuffers", List.of("com.google.flatbuffers.."), ".model.samediff.."),
            Library.of("SnakeYAML", List.of("org.snakeyaml.."), ".spec.key.."),
            Library.of("Deeplearning4j", List.of("org.deeplearning4j.."), ".model.dl4j.."),
            Library.of("jHDF", List.of("io.jhdf.."), ".model.keras.."),
            Library.of("ONNX", List.of("ai.onnx..", "ai.onnxruntime..", "com.google.protobuf.."), ".model.onnx.."),
            Library.of("DJL", List.of("ai.djl.."), ".model.torchscript.."),
            Library.of(
                    "Testcontainers", List.of("org.testcontainers..", "com.github.dockerjava.."), ".model.container.."),
            Library.of("an HTTP client", List.of("java.net.http.."), ".model.openinference.."),
            Library.of("Spark", List.of("org.apache.spark..", "org.apache.hadoop..", "scala.."), ".spark.."),
            Library.of("Hipparchus", List.of("org.hipparchus.."), ".attack.query.."));

    private static final Set<String> PARALLEL = Set.of("parallel", "parallelStream");

    /** What a process has once: its device, whether PyTorch was tried here, and what tests put in the gate's place. */
    private static final Set<String> ONCE = Set.of(
            ROOT + ".net.device.Device.asked",
            ROOT + ".net.device.Device.resolved",
            ROOT + ".model.torchscript.TorchEngine.believed",
            ROOT + ".junit.Wiring.fake");

    private static final JavaClasses DURESS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static Stream<Room> rooms() {
        return ROOMS.stream();
    }

    private static Stream<Room> gate() {
        return GATE.stream();
    }

    private static Stream<Library> libraries() {
        return LIBRARIES.stream();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomsKnowOnlyWhatTheTableLets(Room room) {
        Set<String> known =
                Stream.concat(Stream.of(room.name()), room.mayKnow().stream()).collect(Collectors.toSet());
        String[] packages = ROOMS.stream()
                .filter(other -> known.contains(other.name()))
                .flatMap(other -> Stream.of(other.packages()))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAnyPackage(room.packages())
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages(ROOT + "..")
                        .or(resideInAnyPackage(packages))
                        .or(EVERYBODYS))
                .as("room " + room + ", org.duress and .base")
                .because("data only moves forward (ARCHITECTURE.md, Rooms)")
                .allowEmptyShould(true)
                .check(DURESS);
    }

    @ParameterizedTest
    @MethodSource("gate")
    void roomsOfTheGateKnowOnlyWhatTheTableLets(Room room) {
        String[] packages = GATE.stream()
                .filter(other -> other.equals(room) || room.mayKnow().contains(other.name()))
                .flatMap(other -> Stream.of(other.packages()))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAnyPackage(room.packages())
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackages(ROOT + ".gate..").or(resideInAnyPackage(packages)))
                .as("room " + room + " within the gate")
                .check(DURESS);
    }

    @Test
    void nobodyOutsideTheGateSeesItsRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".gate..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".gate.*..")
                .check(DURESS);
    }

    @Test
    void everyPackageIsARoomOfTheTable() {
        String[] packages =
                ROOMS.stream().flatMap(room -> Stream.of(room.packages())).toArray(String[]::new);
        classes()
                .should()
                .resideInAnyPackage(packages)
                .as("every package is a room of the table in ArchitectureTest and ARCHITECTURE.md")
                .check(DURESS);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void librariesAreSeenOnlyWhereTheTableLets(Library library) {
        String[] seenBy = library.seenBy().stream().map(name -> ROOT + name).toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(seenBy)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library.packages().toArray(new String[0]))
                .as(library + " only")
                .because("a library is known in one place, so that it can be replaced there")
                .check(DURESS);
    }

    @Test
    void packagesHaveNoCycles() {
        SliceAssignment packages = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
        slices().assignedFrom(packages)
                .should()
                .beFreeOfCycles()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), EVERYBODYS)
                .check(DURESS);
    }

    @Test
    void nobodyNamesAnEngineSoThatAnotherIsOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".net.nd4j..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".net.nd4j..")
                .because("an Engine is found by ServiceLoader")
                .check(DURESS);
    }

    @Test
    void nobodyNamesABackendSoThatAllRunOnEither() {
        JavaClasses withTests = new ClassFileImporter().importPackages(ROOT);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..")
                .because("-Pcuda replaces the backend under the same code, and compiles it without one")
                .check(withTests);
    }

    @Test
    void frontEndsOfLayersSeeNothingOfTheCore() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".model.dl4j..", ROOT + ".model.keras..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".net..")
                .because("they speak to it through model.lowering")
                .check(DURESS);
    }

    @Test
    void nothingIsRandomWithoutASeed() {
        noClasses()
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .because("the same spec gives the same numbers")
                .check(DURESS);
    }

    @Test
    void nobodyComputesInParallelButSideBySide() {
        noClasses()
                .should()
                .callMethodWhere(describe("makes a stream parallel", call -> PARALLEL.contains(call.getName())))
                .because("there is one way to compute in parallel (base.SideBySide)")
                .check(DURESS);
    }

    @Test
    void nothingStaticChangesButWhatAProcessHasOnce() {
        fields().that()
                .areStatic()
                .and(describe("are not what a process has once", field -> !ONCE.contains(field.getFullName())))
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + ".studies..")
                .should()
                .beFinal()
                .because("two runs in one JVM know nothing of each other")
                .check(DURESS);
    }

    @Test
    void extensionsAreNoPublicTypes() {
        classes()
                .that()
                .areAssignableTo(Extension.class)
                .should()
                .notBePublic()
                .because("users meet annotations; the extensions behind them may change")
                .check(DURESS);
    }

    @Test
    void exceptionsThatLeaveDuressAreDuressExceptions() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(DuressException.class)
                .check(DURESS);
    }

    @Test
    void everyPackageSaysWhoseItIs() {
        assertThat(DURESS.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(room -> !room.getName().startsWith(ROOT + ".studies"))
                .allSatisfy(room -> assertThat(room.isAnnotatedWith(API.class))
                        .as("@API of " + room.getName())
                        .isTrue());
    }

    @Test
    void theTableNamesOnlyRoomsItHas() {
        Set<String> names = ROOMS.stream().map(Room::name).collect(Collectors.toSet());
        assertThat(ROOMS).allSatisfy(room -> assertThat(names).containsAll(room.mayKnow()));
        assertThat(DURESS).as("classes that the rules were checked on").hasSizeGreaterThan(50);
    }
}
