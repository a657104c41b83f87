package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.junit.AdversarialRobustnessTest.failure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.model.SegmentationModel;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.ImageSize;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.Reference;
import org.duress.spec.ServedModel;
import org.duress.spec.VoxelSpacing;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every attribute reaches the spec, and every mistake in them has its sentence. */
class AnnotatedSpecTest {
    private static final SegmentationModel MODEL = new NoModel();
    private static final Cohort COHORT = new Cohort(
            List.of(new Organ("spleen", Set.of(1)), new Organ("kidneys", Set.of(2, 3))), List.of(), Grid.of(64, 96));

    static class Everything {
        @AdversarialRobustness(
                name = "everything",
                model = @ModelUnderTest(format = "keras", path = "models/unet.h5"),
                cohort =
                        @CohortSource(
                                format = CohortFormat.PNG,
                                images = "ct/images",
                                labels = "ct/labels",
                                subject = "^(s\\d+)_",
                                organs = {"spleen=1", "kidneys=2,3"},
                                size = {64, 96},
                                window = {-160, 240},
                                minOrganPixels = 5,
                                attackerSubjects = {"s00", "s01"},
                                gateSubjects = "s16",
                                seed = 11),
                xi = 1.25,
                fields = FieldKind.INTENSITY,
                steps = 20,
                batch = 2,
                samples = 3,
                seed = 9,
                contenders = {Contender.QUERY, Contender.GRADIENT},
                settings = {"restarts=2", "learningRate=1e-3", "crossEntropyMean = organ", "criticSteps=5"},
                maxDiceDrop = 0.2,
                worstSubject = 0.8,
                organs = {@OrganLimit(organ = "kidneys", maxDiceDrop = 0.4)},
                maxPerceptibility = 0.15,
                budget = {"displacement=3.5", "folded = 0.01"},
                realism = {"ssim=0.75", "critic=5", "displacement=4"},
                decision = Decision.POINT,
                reference = Reference.FIXED,
                expect = Expectation.FAIL)
        void test() {}
    }

    @Test
    void everyAttributeReachesTheSpec(@TempDir Path folder) throws IOException {
        Path cwd = Path.of("").toAbsolutePath();
        Path file = Files.writeString(folder.resolve("same.yaml"), """
                name: everything
                model: {format: keras, path: %1$s/models/unet.h5}
                cohort:
                  format: png
                  images: %1$s/ct/images
                  labels: %1$s/ct/labels
                  subject: ^(s\\d+)_
                  organs: {spleen: [1], kidneys: [2, 3]}
                  size: [64, 96]
                  window: [-160, 240]
                  minOrganPixels: 5
                  attackerSubjects: [s00, s01]
                  gateSubjects: [s16]
                  seed: 11
                attack:
                  {xi: 1.25, fields: [intensity], steps: 20, batch: 2, samples: 3, seed: 9,
                   contenders: [gradient, query], restarts: 2, learningRate: 1e-3, crossEntropyMean: organ, \
                criticSteps: 5}
                gate: {maxDiceDrop: 0.2, organs: {kidneys: 0.4}, worstSubject: 0.8, decision: point, reference: fixed}
                budget: {perceptibility: 0.15, displacement: 3.5, folded: 0.01}
                realism: {ssim: 0.75, critic: 5, displacement: 4}
                expect: fail
                """.formatted(cwd));
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(Everything.class);

            assertThat(gate.onlySpec()
                            .toString()
                            .replace("=models", "=" + cwd + "/models")
                            .replace("[ct/", "[" + cwd + "/ct/"))
                    .isEqualTo(SpecFiles.read(file).toString());
        }
    }

    static class InAnImage {
        @AdversarialRobustness(
                model =
                        @ModelUnderTest(
                                format = "open-inference",
                                image = "registry/unet:1.4.2",
                                name = "unet",
                                version = "2",
                                batch = 4,
                                inFlight = 3,
                                retries = 0,
                                requestSeconds = 20,
                                readySeconds = 300,
                                authorizationFrom = "UNET_TOKEN",
                                certificates = "ca.pem",
                                classCount = 5,
                                port = 9000,
                                environment = {"OMP_NUM_THREADS=4", "LEVEL=a=b"},
                                command = {"serve", "--models=/models"},
                                files = "models=/models",
                                gpu = true,
                                egress = true),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void test() {}
    }

    static class BehindAServer {
        @AdversarialRobustness(
                model = @ModelUnderTest(format = "open-inference", url = "http://localhost:8000", name = "unet"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void test() {}
    }

    @Test
    void everyAttributeOfAContainerReachesTheSpec() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(InAnImage.class);

            assertThat(gate.onlySpec().model().source())
                    .isEqualTo(new ModelSource.Image(
                            "registry/unet:1.4.2",
                            9000,
                            new ServedModel("unet")
                                    .with(ServedModel.VERSION, Optional.of("2"))
                                    .with(ServedModel.BATCH, 4)
                                    .with(ServedModel.IN_FLIGHT, 3)
                                    .with(ServedModel.RETRIES, 0)
                                    .with(ServedModel.REQUEST_SECONDS, 20)
                                    .with(ServedModel.READY_SECONDS, 300)
                                    .with(ServedModel.AUTHORIZATION_FROM, Optional.of("UNET_TOKEN"))
                                    .with(ServedModel.CERTIFICATES, Optional.of(Path.of("ca.pem")))
                                    .with(ServedModel.CLASS_COUNT, OptionalInt.of(5)),
                            Map.of("OMP_NUM_THREADS", "4", "LEVEL", "a=b"),
                            List.of("serve", "--models=/models"),
                            Map.of("/models", Path.of("models")),
                            true,
                            true));
        }
    }

    @Test
    void aServerNeedsNoMoreThanItsAddressAndTheModelsName() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(BehindAServer.class);

            assertThat(gate.onlySpec().model().source())
                    .isEqualTo(new ModelSource.Server(URI.create("http://localhost:8000"), new ServedModel("unet")));
        }
    }

    static class Phantoms {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "classpath:org/duress/unet.zip"),
                cohort =
                        @CohortSource(
                                format = CohortFormat.PHANTOM,
                                phantomSubjects = 6,
                                phantomSlices = 3,
                                attackerShare = 0.25))
        void test() {}
    }

    @Test
    void phantomsAreCountedAndShared() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Phantoms.class);

            assertThat(gate.onlySpec().cohort().phantom())
                    .hasValueSatisfying(phantoms -> assertThat(phantoms).hasToString("Phantoms[subjects=6, slices=3]"));
            assertThat(gate.onlySpec().cohort().attackerSubjects()).isEqualTo(new Share(0.25));
            assertThat(gate.onlySpec().model().path()).hasToString("classpath:org/duress/unet.zip");
        }
    }

    static class Base {
        @SuppressWarnings("unused") // found by its name
        private SegmentationModel model() {
            return MODEL;
        }
    }

    static class Members extends Base {
        @SuppressWarnings("unused") // found by its name
        private static final Cohort CT = COHORT;

        @AdversarialRobustness(
                modelFrom = "model",
                cohortFrom = "CT",
                cohort = @CohortSource(attackerSubjects = "a", gateSubjects = "b"),
                decision = Decision.POINT)
        void fromInheritedMethodAndStaticField() {}

        @Nested
        class Inner {
            @AdversarialRobustness(modelFrom = "model", cohortFrom = "CT")
            void fromTheEnclosingClass() {}
        }
    }

    @Test
    void membersOfTheTestClassGiveModelAndCohort() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Members.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

            assertThat(gate.assignments).allSatisfy(assignment -> {
                assertThat(assignment.model()).containsSame(MODEL);
                assertThat(assignment.cohort()).containsSame(COHORT);
                assertThat(assignment.spec().cohort().size()).contains(new ImageSize(64, 96));
                assertThat(assignment.spec().cohort().organs().toString()).isEqualTo("{spleen=[1], kidneys=[2, 3]}");
            });
            assertThat(gate.assignments.get(0).spec().cohort().attackerSubjects())
                    .isEqualTo(new Named(List.of("a")));
            assertThat(gate.assignments.get(0).spec().model())
                    .isEqualTo(new ModelSpec(
                            "given", Path.of("AnnotatedSpecTest.Members.fromInheritedMethodAndStaticField.model")));
        }
    }

    static class Volumes extends Base {
        @SuppressWarnings("unused") // found by its name
        private static final Cohort MR = new Cohort(
                List.of(new Organ("spleen", Set.of(1))),
                List.of(
                        new Subject("a", List.of(new Slice("a", Grid.of(2, 3, 4), new float[24], new byte[24]))),
                        new Subject("b", List.of(new Slice("b", Grid.of(3, 3, 4), new float[36], new byte[36])))));

        @AdversarialRobustness(modelFrom = "model", cohortFrom = "MR")
        void ofTheirOwnSizes() {}

        @AdversarialRobustness(
                modelFrom = "model",
                cohort =
                        @CohortSource(
                                format = CohortFormat.NIFTI,
                                images = "mr/images",
                                labels = "mr/labels",
                                organs = "spleen=1",
                                dimensions = 3,
                                spacingMm = {3, 1.5, 1}))
        void ofFiles() {}
    }

    @Test
    void aCohortMayHaveVolumes() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Volumes.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

            assertThat(gate.assignments)
                    .extracting(assignment -> assignment.spec().cohort())
                    .allSatisfy(cohort -> {
                        assertThat(cohort.volumes()).isTrue();
                        assertThat(cohort.size()).isEmpty();
                    })
                    .extracting(cohort -> cohort.spacing())
                    .containsExactlyInAnyOrder(Optional.empty(), Optional.of(new VoxelSpacing(3, 1.5, 1)));
        }
    }

    static class PathMember {
        @SuppressWarnings("unused") // found by its name
        private final Path file = Path.of("models", "unet.zip");

        @AdversarialRobustness(
                modelFrom = "file",
                model = @ModelUnderTest(format = "keras"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void test() {}
    }

    @Test
    void aMemberMayGiveThePathOfAModel() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(PathMember.class);

            assertThat(gate.assignments.get(0).model()).isEmpty();
            assertThat(gate.onlySpec().model()).isEqualTo(new ModelSpec("keras", Path.of("models/unet.zip")));
        }
    }

    static class Foreign {
        @AdversarialRobustness(
                model =
                        @ModelUnderTest(
                                format = "onnx",
                                path = "unet.onnx",
                                head = ModelHead.LOGITS,
                                layout = ModelLayout.NHWC,
                                channels = 3,
                                output = "y",
                                classes = {"kidneys=[2, 3]", "liver=1", "pancreas=4", "spleen=5"}),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void test() {}
    }

    @Test
    void whatIsToKnowOfAForeignModelCanBeSaid() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Foreign.class);

            assertThat(gate.onlySpec().model())
                    .isEqualTo(new ModelSpec(
                            "onnx",
                            Path.of("unet.onnx"),
                            ModelHead.LOGITS,
                            ModelLayout.NHWC,
                            OptionalInt.of(3),
                            Optional.of("y"),
                            Map.of(
                                    "kidneys", List.of(2, 3),
                                    "liver", List.of(1),
                                    "pancreas", List.of(4),
                                    "spleen", List.of(5))));
        }
    }

    static class WithFile {
        static final Path FILE = Path.of("target", "annotated-spec-test.yaml");

        @AdversarialRobustness(
                specFile = "target/annotated-spec-test.yaml",
                modelFrom = "model",
                cohortFrom = "cohort",
                name = "annotation",
                xi = 1,
                steps = 5)
        void test() {}

        static SegmentationModel model() {
            return MODEL;
        }

        static Cohort cohort() {
            return COHORT;
        }
    }

    @Test
    void aSpecFileIsStrongerThanTheAnnotation() throws IOException {
        Files.createDirectories(Path.of("target"));
        Files.writeString(WithFile.FILE, """
                name: file
                model: {format: duress, path: unet.zip}
                attack: {xi: 2.5}
                """);
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(WithFile.class);

            assertThat(gate.onlySpec().name()).isEqualTo("file");
            assertThat(gate.onlySpec().attack().xi()).isEqualTo(2.5);
            assertThat(gate.onlySpec().attack().steps()).isEqualTo(5);
            assertThat(gate.onlySpec().model().path()).isEqualTo(Path.of("target/unet.zip"));
            assertThat(gate.assignments.get(0).model()).isEmpty();
            assertThat(gate.assignments.get(0).cohort()).containsSame(COHORT);
        } finally {
            Files.delete(WithFile.FILE);
        }
    }

    /** Each method has one mistake. */
    static class Mistakes {
        Object nothing = new Object();
        int both = 1;

        int both() {
            return both;
        }

        @AdversarialRobustness
        void neither() {}

        @AdversarialRobustness(model = @ModelUnderTest(path = "a"))
        void noCohort() {}

        @AdversarialRobustness(model = @ModelUnderTest(path = "a"), modelFrom = "both")
        void twoModels() {}

        @AdversarialRobustness(modelFrom = "nothing", cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void wrongType() {}

        @AdversarialRobustness(model = @ModelUnderTest(path = "a"), cohortFrom = "nothing")
        void wrongCohort() {}

        @AdversarialRobustness(modelFrom = "modle")
        void noSuchMember() {}

        @AdversarialRobustness(modelFrom = "both")
        void methodAndField() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                settings = "learningRate")
        void noValue() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                settings = "xi=3")
        void anAttribute() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                settings = "learnRate=3")
        void unknownSetting() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                contenders = Contender.VAEGAN,
                settings = "contenders=query")
        void contendersTwice() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                contenders = {Contender.GRADIENT, Contender.REPLAY})
        void replay() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                maxPerceptibility = 0.1,
                budget = "perceptibility=0.2")
        void perceptibilityInBudget() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                budget = "displacment=3")
        void unknownBudget() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                maxPerceptibility = -1)
        void negativeBudget() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                realism = "ssim")
        void realismWithoutValue() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                realism = "ssim=2")
        void tooRealistic() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                xi = Double.NaN)
        void noXi() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(url = "http://localhost:8000", name = "a"),
                modelFrom = "nothing",
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void urlAndMember() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a", image = "b", name = "c"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void pathAndImage() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(image = "b", name = "c", environment = "A"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void variableWithoutValue() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                organs = @OrganLimit(organ = "livr", maxDiceDrop = 0.1))
        void unknownOrgan() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                organs = {
                    @OrganLimit(organ = "liver", maxDiceDrop = 0.1),
                    @OrganLimit(organ = "liver", maxDiceDrop = 0.2)
                })
        void twoLimits() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM, attackerSubjects = "a", attackerShare = 0.1))
        void namesAndShare() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.NIFTI, images = "i", labels = "l", phantomSlices = 3))
        void slicesOfFiles() {}

        @AdversarialRobustness(
                model = @ModelUnderTest(path = "a"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                fields = {})
        void noFields() {}
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    neither | names no model; set model = @ModelUnderTest(path, url or image = ...) or modelFrom
                    noCohort | names no cohort; set cohort = @CohortSource(format = ...) or cohortFrom
                    methodAndField | : modelFrom = "both" is a method and a field; rename one
                    noSuchMember | : modelFrom = "modle" is neither a method without parameters nor a field of \
                    org.duress.junit.AnnotatedSpecTest$Mistakes; add it or correct the name
                    wrongType | : modelFrom = "nothing" gives a java.lang.Object; let it give a SegmentationModel or \
                    a Path
                    wrongCohort | : cohortFrom = "nothing" gives a java.lang.Object; let it give a Cohort
                    noValue | has "learningRate" in settings, which must be written as "name=value"
                    urlAndMember | names a model twice, by model and by modelFrom; remove one
                    variableWithoutValue | has "A" in model.environment, which must be written as "name=value"
                    anAttribute | sets 'xi' in settings; use the attribute xi
                    contendersTwice | sets 'contenders' in settings; use the attribute contenders
                    perceptibilityInBudget | sets 'perceptibility' in budget; use the attribute maxPerceptibility
                    realismWithoutValue | has "ssim" in realism, which must be written as "name=value"
                    twoLimits | limits the organ 'liver' twice; remove one
                    namesAndShare | sets attackerSubjects and attackerShare; remove one
                    """)
    void aWrongAnnotationIsAConfigurationError(String method, String error) {
        assertThat(mistake(method, ExtensionConfigurationException.class))
                .hasMessage("@AdversarialRobustness on AnnotatedSpecTest.Mistakes." + method
                        + (error.startsWith(":") ? "" : " ") + error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    pathAndImage | 'model.image' says where the model is, as 'model.path' does already; remove one
                    unknownSetting | unknown key 'learnRate' in 'attack'; did you mean 'learningRate'?
                    noXi | 'attack.xi' must be a finite number of at least 0, not NaN
                    replay | 'attack.contenders' must be one of random, vaegan, substitute, gradient, bumps, query, \
                    universal, not 'replay'
                    unknownBudget | unknown key 'displacment' in 'budget'; did you mean 'displacement'?
                    negativeBudget | 'budget.perceptibility' must be a finite number of at least 0, not -1.0
                    tooRealistic | 'realism.ssim' must be a number from -1 to 1, not 2.0
                    unknownOrgan | unknown key 'livr' in 'gate.organs'; did you mean 'liver'?
                    slicesOfFiles | 'cohort.slices' has no meaning for a cohort of format nifti; remove it
                    noFields | 'attack.fields' must name at least one field: deformation, intensity
                    """)
    void aWrongSettingIsNamedAfterItsAnnotation(String method, String error) {
        assertThat(mistake(method, DuressException.class))
                .hasMessage("@AdversarialRobustness on AnnotatedSpecTest.Mistakes." + method + ": " + error);
    }

    private static <T extends Throwable> T mistake(String method, Class<T> type) {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            T failure = failure(FakeGate.runMethod(Mistakes.class, method), type);
            assertThat(gate.assignments).isEmpty();
            return failure;
        }
    }

    /** A model that is only handed on. */
    private static final class NoModel implements MadeUpModel {
        @Override
        public int classes() {
            return 3;
        }

        @Override
        public String fingerprint() {
            return "none";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            return new float[0];
        }

        @Override
        public void close() {
            throw new AssertionError("the model belongs to the test class");
        }
    }
}
