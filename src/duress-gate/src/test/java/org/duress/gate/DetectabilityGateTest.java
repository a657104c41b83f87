package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.data.Slice;
import org.duress.model.ImageBatch;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.spec.FieldKind;
import org.duress.spec.RealismSpec;
import org.duress.spec.Search;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what counts is told from clean images, in a run and as a limit. */
class DetectabilityGateTest {
    @TempDir
    Path folder;

    /** Everything is 0.7 brighter, so that background becomes liver: nothing is easier to see. */
    @Test
    void whatIsToldTooEasilyFailsNoModel() {
        GateRun run = run(80);
        GateOutcome free = run.run();
        assertThat(free.result().verdict()).isEqualTo(Verdict.FAIL);
        DetectabilityEvidence measured = detectability(free);
        assertThat(measured.interval().low()).isGreaterThan(0.8);
        assertThat(measured.perturbed()).isEqualTo(8);

        run.realism = run.realism.with(RealismSpec.DETECTABILITY, OptionalDouble.of(0.8));
        GateOutcome held = run.run();
        assertThat(held.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(held.result().breaches())
                .singleElement()
                .asString()
                .startsWith("what breaks the model are images that detectors tell from clean ones with an"
                        + " area under the curve of ")
                .endsWith(", more than realism.detectability=0.8; lower budget.perceptibility or budget.intensity, or"
                        + " raise realism.detectability");
        assertThat(held.counterexamples()).isEmpty();
        assertThat(detectability(held)).isEqualTo(measured);

        run.realism = run.realism.with(RealismSpec.DETECTABILITY, OptionalDouble.of(1));
        assertThat(run.run().result().verdict()).isEqualTo(Verdict.FAIL);
    }

    /** What could be told and hurt nobody is no reason to doubt. */
    @Test
    void aVerdictThatIsNoFailStaysWhatItIs() {
        GateRun run = run(5);
        run.maxDiceDrop = 1;
        Verdict free = run.run().result().verdict();
        run.realism = run.realism.with(RealismSpec.DETECTABILITY, OptionalDouble.of(0.5));
        GateOutcome held = run.run();
        assertThat(held.result().verdict()).isEqualTo(free);
        assertThat(held.result().breaches()).noneMatch(reason -> reason.contains("detect"));
    }

    @Test
    void mergedShardsFindTheSame() {
        GateRun run = run(1);
        String whole = ShardsTest.told(run.run());
        assertThat(whole)
                .contains("perturbed=8, clean=8")
                .doesNotContain("area=1.0")
                .doesNotContain("area=0.5,");
        run.shard("1/2", folder);
        run.shard("2/2", folder);
        assertThat(ShardsTest.told(run.merge(folder))).isEqualTo(whole);
    }

    /** Shifted images are no attacked images: no detector sees them, on one machine or on several. */
    @Test
    void naturalShiftsChangeNothing() {
        GateRun without = run(1);
        GateOutcome alone = without.run();
        GateRun run = run(1);
        run.shifts =
                Optional.of(new ShiftsSpec(3, OptionalDouble.empty(), EnumSet.of(ShiftKind.NOISE, ShiftKind.ROTATION)));
        GateOutcome beside = run.run();
        assertThat(beside.result().evidence().shifts().isEmpty()).isFalse();
        assertThat(beside.result().evidence().realism())
                .isEqualTo(alone.result().evidence().realism());
        assertThat(detectability(beside).perturbed()).isEqualTo(8);
        run.shard("1/2", folder);
        run.shard("2/2", folder);
        assertThat(detectability(run.merge(folder))).isEqualTo(detectability(alone));
    }

    /** Nobody waits for a number that the verdict does not rest on, unless it is a limit. */
    @Test
    void anEarlyVerdictIsMeasuredWhereItIsALimit() {
        GateRun run = run(5);
        run.look = Optional.of(DetectabilityGateTest::brighter);
        run.search = Search.FIRST;
        assertThat(detectability(run.run()).unmeasured()).contains("the attack ended early");
        run.realism = run.realism.with(RealismSpec.DETECTABILITY, OptionalDouble.of(1));
        assertThat(detectability(run.run()).unmeasured()).isEmpty();
    }

    @Test
    void aLimitThatCannotBeMeasuredIsRefused() {
        GateRun run = run(0);
        assertThat(detectability(run.run()).unmeasured()).contains("realism.detectorSteps is 0");
        run.realism = run.realism.with(RealismSpec.DETECTABILITY, OptionalDouble.of(0.8));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("realism.detectability is 0.8, but detectability cannot be measured:"
                        + " realism.detectorSteps is 0; change that, or leave realism.detectability out");
        GateRun few = new GateRun()
                .attacker("a", slice("a", 0))
                .gate("g", slice("g", 1))
                .gate("h", slice("h", 2));
        few.realism = RealismSpec.defaults().with(RealismSpec.DETECTABILITY, OptionalDouble.of(0.8));
        assertThatThrownBy(few::run)
                .hasMessageContaining("it takes two attacker and two gate subjects, and there are 1 and 2;");
    }

    @Test
    void aLimitInUnitsThatNobodyKnowsIsRefused() {
        GateRun run = run(0);
        run.realism = run.realism.with(RealismSpec.INTENSITY_HU, OptionalDouble.of(20));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("realism.intensityHu is a limit in Hounsfield units, but nobody knows that the cohort is"
                        + " in these; set cohort.modality to ct where its files are (8-bit PNGs are not), or limit"
                        + " budget.intensity, which is in standard deviations");
    }

    /** Everything is brighter than any clean pixel of its subject: scaled back, which hurts less. */
    @Test
    void whatIsOutOfRangeIsScaledBackAndSaid() {
        GateRun run = run(0);
        GateOutcome free = run.run();
        assertThat(free.result().evidence().realism().intensity().mostOutOfRange())
                .isGreaterThan(0.1);
        assertThat(free.result().evidence().realism().intensity().largest()).isBetween(0.8, 1.2);
        assertThat(free.result().evidence().realism().intensity().largestHounsfield())
                .isNaN();
        run.realism = run.realism.with(RealismSpec.OUT_OF_RANGE, 0.01);
        GateOutcome held = run.run();
        assertThat(held.result().evidence().realism().intensity().mostOutOfRange())
                .isLessThanOrEqualTo(0.01);
        assertThat(held.result().evidence().realism().trials().scaledBack()).isEqualTo(8);
    }

    private static DetectabilityEvidence detectability(GateOutcome outcome) {
        return outcome.result().evidence().realism().detectability();
    }

    private static GateRun run(int steps) {
        GateRun run = new GateRun();
        for (int i = 0; i < 3; i++) {
            run.attacker("a" + i, slice("a" + i, i));
        }
        for (int i = 0; i < 4; i++) {
            run.gate("g" + i, slice("g" + i + "_z0", 10 + i), slice("g" + i + "_z1", 20 + i));
        }
        run.fields = EnumSet.of(FieldKind.INTENSITY);
        run.attack = DetectabilityGateTest::brighter;
        run.realism = run.realism.with(RealismSpec.DETECTOR_STEPS, steps);
        return run;
    }

    /** No two fields are alike. */
    private static List<Perturbation> brighter(ImageBatch images, int samples, long seed) {
        Perturbation fields = Perturbation.none(images);
        Random random = new Random(seed);
        for (int i = 0; i < fields.intensity().length; i++) {
            fields.intensity()[i] = (float) (0.7 + 0.1 * random.nextGaussian());
        }
        return List.of(fields);
    }

    /** A liver of its own shape on background. */
    private static Slice slice(String name, long seed) {
        Random random = new Random(seed);
        int[] classes = new int[144];
        int top = 2 + random.nextInt(3);
        int left = 2 + random.nextInt(3);
        for (int y = top; y < top + 5; y++) {
            for (int x = left; x < left + 5; x++) {
                classes[12 * y + x] = 1;
            }
        }
        float[] image = GateRun.floats(classes);
        for (int i = 0; i < image.length; i++) {
            image[i] += (float) (0.1 * random.nextGaussian());
        }
        return GateRun.slice(name, 12, 12, image, classes);
    }
}
