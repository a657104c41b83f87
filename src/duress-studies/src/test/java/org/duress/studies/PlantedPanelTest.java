package org.duress.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import org.duress.data.Cohort;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.Head;
import org.duress.testkit.planted.Planted;
import org.duress.testkit.planted.Planted.Kind;
import org.duress.testkit.planted.PlantedModels;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.panel.Panel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kind of planted model before the real gate: the right verdict, for the right reason. None is ever waved through.
 */
class PlantedPanelTest {
    /** Enough for what breaks easily or is refused. */
    private static final GradientSettings QUICK = new GradientSettings(2, 12, 8);

    @TempDir
    Path store;

    private final Cohort cohort = TextureCohort.of(1);
    private final PlantedModels models = new PlantedModels(cohort, PlantedSpec.BUDGET, 1);

    private Judged judged(Planted planted) {
        Judged judged = Judged.of(planted.model(), PlantedSpec.of("panel", 1, QUICK), cohort, store);
        assertThat(planted.kind().allows(judged.verdict()))
                .as("%s: %s %s", planted.name(), judged.verdict(), judged.reasons())
                .isTrue();
        return judged;
    }

    @Test
    void robustPassesWithEveryCheck() {
        Judged judged = judged(models.textured(Kind.ROBUST, Head.PLAIN));
        assertThat(judged.verdict()).as("%s", judged.reasons()).isEqualTo(Verdict.PASS);
        assertThat(judged.failedChecks()).isEmpty();
    }

    @Test
    void robustIsInconclusiveWhereTheAttackIsTooCoarseForTheCanary() {
        Planted planted = models.textured(Kind.ROBUST, Head.PLAIN);
        // One control point for the whole image: fields that are the same everywhere; and no bumps, which would find
        // it.
        RobustnessSpec coarse = PlantedSpec.of("panel", 1, new GradientSettings(2, 12, TextureCohort.SIDE));
        Judged judged = Judged.of(
                planted.model(),
                coarse.with(coarse.attack().with(EnumSet.of(Contender.GRADIENT, Contender.QUERY))),
                cohort,
                store);
        assertThat(judged.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judged.failedChecks()).contains("broke the canary", "broke the canary without a slope");
    }

    @Test
    void oneNarrowIntensityWindowFailsByTheOrganThatIsLost() {
        assertFails(models.window(Kind.FRAGILE, 1, 0.2, Head.PLAIN), "liver fell by");
    }

    @Test
    void onePositionFails() {
        assertFails(models.position(Kind.FRAGILE, 0.1, Head.PLAIN), "adrenal fell by");
    }

    @Test
    void oneDirectionFails() {
        assertFails(models.direction(Kind.FRAGILE, 0.3, Head.PLAIN), "adrenal fell by");
    }

    @Test
    void oneSmallOrganFailsThoughTheOthersStand() {
        Judged judged = assertFails(models.window(Kind.SMALL_ORGAN, 3, 0.3, Head.PLAIN), "adrenal fell by");
        assertThat(judged.reasons()).hasSize(1);
    }

    private Judged assertFails(Planted planted, String reason) {
        Judged judged = judged(planted);
        assertThat(judged.verdict()).as("%s", judged.reasons()).isEqualTo(Verdict.FAIL);
        assertThat(judged.reasons()).anyMatch(why -> why.startsWith(reason));
        return judged;
    }

    @Test
    void maskedGradientsAreNoticedWhateverIsBeneath() {
        for (Planted planted : new Planted[] {
            models.textured(Kind.MASKED_ROBUST, Head.MASKED), models.direction(Kind.MASKED_FRAGILE, 0.4, Head.MASKED)
        }) {
            assertNotPassed(planted, "gradients lead somewhere");
        }
    }

    @Test
    void aSaturatedModelIsNotWavedThrough() {
        assertThat(judged(models.direction(Kind.SATURATED_FRAGILE, 0.4, Head.SATURATED))
                        .verdict())
                .isNotEqualTo(Verdict.PASS);
    }

    @Test
    void aModelThatAnswersDifferentlyEachTimeIsInconclusive() {
        assertNotPassed(models.textured(Kind.RANDOMISED, Head.RANDOMISED), "answers repeat");
    }

    @Test
    void aModelThatSeesNothingIsInconclusive() {
        assertNotPassed(models.constant(), "sees its input");
    }

    @Test
    void gradientsThatAreNoNumbersAreRefused() {
        Judged judged = judged(models.textured(Kind.BROKEN, Head.BROKEN));
        assertThat(judged.refused()).isTrue();
        assertThat(judged.reasons().get(0)).startsWith("the model's own pullback gives gradients that are not finite");
    }

    /** One of each form, of both families and halves; two seconds or so each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "texture: a bright place, step, all organs",
                "texture: a place neither dark nor bright, window, one organ",
                "texture: a moved place while nothing is brighter, slope, all",
                "texture: a slope that leads to nothing",
                "texture: moved and brighter at once, step, one organ",
                "texture: the small organ drawn where it is not, slope",
                "eight organs: one lost when brighter, one when darker, step",
                "phantom: a moved place, step, the liver",
                "phantom: a pattern, cliff, liver and spleen change names",
                "phantom: brighter all over, stairs, all organs",
                "phantom: a step past what counts, all organs",
                "phantom: two conditions that exclude each other"
            })
    void whatIsPlantedInAnyModelIsJudgedRightly(String name) {
        org.duress.testkit.planted.panel.Kind kind = Panel.kinds().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Run run = new Entry(name, Sort.of(kind), (seed, folder) -> Entry.judged(kind, seed, folder)).run(1, store);
        assertThat(run.wrong()).as("%s", run.judged()).isEmpty();
        assertThat(run.judged().refused()).isFalse();
    }

    private void assertNotPassed(Planted planted, String check) {
        Judged judged = judged(planted);
        assertThat(judged.verdict()).as(planted.name()).isNotEqualTo(Verdict.PASS);
        assertThat(judged.failedChecks())
                .as("%s: %s", planted.name(), judged.reasons())
                .contains(check);
    }
}
