package org.duress.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.Progress;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.CohortSplit;
import org.duress.data.PhantomGenerator;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Trial;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.Expectation;
import org.duress.spec.FieldKind;
import org.duress.spec.GateSpec;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Values;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private static final List<Subject> SUBJECTS =
            PhantomGenerator.generate(8, 3, 32, 32, 5).subjects();
    private static final CohortSplit SPLIT = new CohortSplit(SUBJECTS.subList(0, 3), SUBJECTS.subList(3, 8));

    @Test
    void whatIsPlainlyThereIsFound() {
        DetectabilityEvidence found = measured(spec(60), SPLIT, Disguise.noise(0.3, 3));
        assertThat(found.area()).isGreaterThan(0.95);
        assertThat(found.interval().low()).isGreaterThan(0.8);
        assertThat(found.above(0.75)).isTrue();
        assertThat(found.perturbed()).isEqualTo(15);
        assertThat(found.clean()).isEqualTo(15);
        assertThat(found.unmeasured()).isEmpty();
    }

    /** Each moved by parts of a pixel in a way of its own, as the clean ones are shifted. */
    @Test
    void whatIsNotThereIsNotFound() {
        DetectabilityEvidence found = measured(spec(60), SPLIT, DetectionTest::swayed);
        assertThat(found.perturbed()).isEqualTo(15);
        assertThat(found.area()).isBetween(0.3, 0.7);
        assertThat(found.interval().low()).isLessThanOrEqualTo(0.5);
        assertThat(found.above(0.5)).isFalse();
    }

    private static List<Perturbation> swayed(Subject subject) {
        Random random = new Random(subject.id().hashCode());
        return subject.slices().stream()
                .map(slice -> {
                    Perturbation fields = Perturbation.none(ImageBatch.of(slice));
                    double turn = 2 * Math.PI * random.nextDouble();
                    for (int i = 0; i < fields.deformation().length; i++) {
                        fields.deformation()[i] = (float) (0.5 * Math.sin(turn + i % 2 + i / 2 % 32 / 10.0));
                    }
                    return fields;
                })
                .toList();
    }

    @Test
    void theSameIsFoundAgain() {
        assertThat(measured(spec(5), SPLIT, Disguise.noise(0.1, 3)))
                .isEqualTo(measured(spec(5), SPLIT, Disguise.noise(0.1, 3)));
    }

    /** One field on all of them: who has seen it elsewhere knows it again, and nothing else is to be learnt. */
    @Test
    void aFieldThatWasSeenIsNotLearntFrom() {
        Disguise.Fields one = subject -> subject.slices().stream()
                .map(slice -> {
                    Perturbation fields = Perturbation.none(ImageBatch.of(slice));
                    Random random = new Random(1);
                    for (int i = 0; i < fields.intensity().length; i++) {
                        fields.intensity()[i] = (float) random.nextGaussian()
                                * (1 + subject.slices().indexOf(slice));
                    }
                    return fields;
                })
                .toList();
        assertThat(measured(spec(5), SPLIT, one).unmeasured()).contains("too few perturbed images count");
    }

    @Test
    void volumesOfOneSizeAreMeasuredAndOfSeveralAreNot() {
        assertThat(measured(spec(3), volumes(8), Disguise.noise(0.3, 3)).area()).isBetween(0.0, 1.0);
        assertThat(measured(spec(3), volumes(10), Disguise.noise(0.3, 3)).unmeasured())
                .contains("the volumes are of different sizes");
    }

    private static CohortSplit volumes(int lastPlanes) {
        List<Subject> volumes = IntStream.range(0, 5)
                .mapToObj(s -> {
                    Grid grid = Grid.of(s == 4 ? lastPlanes : 8, 12, 10);
                    float[] image = new float[grid.voxels()];
                    for (int i = 0; i < image.length; i++) {
                        image[i] = (float) Math.sin(s + i / 9.0);
                    }
                    return new Subject("s" + s, List.of(new Slice("s" + s, grid, image, new byte[grid.voxels()])));
                })
                .toList();
        return new CohortSplit(volumes.subList(0, 2), volumes.subList(2, 5));
    }

    @Test
    void whatItTakesIsSaid() {
        assertThat(Detection.hindrance(spec(0), SPLIT)).contains("realism.detectorSteps is 0");
        assertThat(Detection.hindrance(spec(1), new CohortSplit(SUBJECTS.subList(0, 1), SUBJECTS.subList(3, 8))))
                .contains("it takes two attacker and two gate subjects, and there are 1 and 5");
        assertThat(Detection.hindrance(spec(1), new CohortSplit(SUBJECTS.subList(0, 2), SUBJECTS.subList(3, 4))))
                .contains("it takes two attacker and two gate subjects, and there are 2 and 1");
        assertThat(Detection.hindrance(spec(1), SPLIT)).isEmpty();
        assertThat(Detection.of(spec(1), SPLIT, Stream::empty, Progress.SILENT).unmeasured())
                .contains("too few perturbed images count");
    }

    /** Eight values, mirrored and moved around: neighbours stay neighbours. */
    @Test
    void turnedImagesAreTheSameImages() {
        float[] turned = new float[33];
        Turned.drawn(Grid.of(1, 32), 1, new Random(4))
                .copy(
                        IntStream.range(0, 32).collect(() -> new float[32], (array, i) -> array[i] = i, (a, b) -> {}),
                        turned,
                        1);
        float step = turned[2] - turned[1];
        for (int i = 2; i < 33; i++) {
            assertThat(Math.floorMod((int) (turned[i] - turned[i - 1] - step), 32))
                    .isZero();
        }
        assertThat(Math.abs(step) == 1 || Math.abs(step) == 31).isTrue();
    }

    /** Clean images are shifted where attacked ones may be moved, and are what they are where those may not. */
    @Test
    void cleanImagesAreShiftedWhereDMayBeUsed() {
        Disguise.Fields none = subject -> subject.slices().stream()
                .map(slice -> Perturbation.none(ImageBatch.of(slice)))
                .toList();
        assertThat(measured(spec(5), SPLIT, none).area()).isNotEqualTo(0.5);
        AttackSpec fixed = new AttackSpec(2, EnumSet.of(FieldKind.INTENSITY), 1, 1, 1, 7, VaeGanSettings.defaults());
        assertThat(measured(spec(5).with(fixed), SPLIT, none).area())
                .as("the same images")
                .isEqualTo(0.5);
    }

    /** p000 to p002 are the attacker's; of the gate subjects p003, p005 and p007 are the first half. */
    @Test
    void aDetectorLearnsNothingOfTheHalfThatItJudges() {
        Slice own = SUBJECTS.get(4).slices().get(0);
        Perturbation glaring = Disguise.noise(1, 3).apply(SUBJECTS.get(4)).get(0);
        RobustnessSpec held = spec(5).with(spec(5).budget().withPerceptibility(0.05));
        Detection.Course course = new Detection(held, SPLIT, Stream::empty, Progress.SILENT)
                .course(0, List.of(new Detection.Lesson(KeptFields.of(glaring), own)), new Random(1));
        assertThat(course.clean().stream().map(slice -> slice.name().substring(0, 4)))
                .containsOnly("p000", "p001", "p002", "p004", "p006");
        assertThat(course.attacked()).hasSize(2);
        assertThat(course.attacked().get(1))
                .as("of the other half, as it counted")
                .isSameAs(own);
        Slice attacked = course.attacked().get(0);
        Slice clean = SPLIT.attacker().stream()
                .flatMap(subject -> subject.slices().stream())
                .filter(slice -> slice.name().equals(attacked.name()))
                .findFirst()
                .orElseThrow();
        double change = IntStream.range(0, clean.image().length)
                .mapToDouble(i -> Math.abs(attacked.image()[i] - clean.image()[i]))
                .average()
                .orElseThrow();
        assertThat(change).as("p of the same fields there").isBetween(0.01, 0.0501);
    }

    /** Log odds of different detectors are not compared. */
    @Test
    void pairsAreOfOneHalf() {
        Detection.Odds one = new Detection.Odds(0, new double[] {0, 2}, new double[] {1});
        Detection.Odds same = new Detection.Odds(0, new double[] {3}, new double[] {1, 5, 2});
        Detection.Odds other = new Detection.Odds(1, new double[] {0}, new double[] {1});
        assertThat(one.pairs(same)).isEqualTo(6);
        assertThat(one.wins(same)).as("0 < 1, 5, 2; 2 < 5, and half of 2 and 2").isEqualTo(4.5);
        assertThat(one.pairs(other)).isZero();
        assertThat(one.wins(other)).isZero();
    }

    @Test
    void fieldsAreAlikeWhateverTheirSize() {
        List<KeptFields> fields = List.of(fields(1, 2, 3), fields(0, 1, 0), fields(0, 0, 0));
        assertThat(Likeness.fresh(fields, List.of(fields(2, 4, 6)))).containsExactly(false, true, true);
        assertThat(Likeness.fresh(fields, List.of())).containsExactly(true, true, true);
    }

    /** V of three pixels, no D. */
    private static KeptFields fields(float... intensity) {
        return KeptFields.of(new Perturbation(new float[6], intensity, 1, Grid.of(1, 3), 1));
    }

    private static DetectabilityEvidence measured(RobustnessSpec spec, CohortSplit split, Disguise.Fields fields) {
        return Detection.of(
                spec, split, () -> split.gate().stream().flatMap(subject -> trials(subject, fields)), Progress.SILENT);
    }

    private static Stream<Trial> trials(Subject subject, Disguise.Fields fields) {
        List<Perturbation> each = fields.apply(subject);
        return IntStream.range(0, each.size()).mapToObj(i -> {
            Slice slice = subject.slices().get(i);
            return new Trial(
                    new CleanSlice(subject.id(), slice, new byte[slice.grid().voxels()], List.of()), each.get(i));
        });
    }

    private static RobustnessSpec spec(int steps) {
        return new RobustnessSpec(
                "test",
                new ModelSpec("none", Path.of("none")),
                CohortSpec.of(CohortFormat.PHANTOM, new SubjectSelection.Share(0.5)),
                new AttackSpec(2, EnumSet.allOf(FieldKind.class), 1, 1, 1, 7, VaeGanSettings.defaults()),
                new BudgetSpec(100, 100, 1, 1, 1),
                RealismSpec.defaults().with(RealismSpec.DETECTOR_STEPS, steps),
                GateSpec.of(Values.DEFAULTS.with(GateSpec.MAX_DICE_DROP, 0.3)),
                Expectation.PASS);
    }
}
