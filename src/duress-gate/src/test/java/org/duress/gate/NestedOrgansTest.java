package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.gate.GateRun.floats;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.shift;
import static org.duress.gate.GateRun.slice;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Slice;
import org.duress.gate.prepare.Contenders;
import org.duress.model.ImageBatch;
import org.duress.model.OrganClasses;
import org.duress.model.SegmentationModel;
import org.duress.report.Panel;
import org.duress.report.VerdictJson;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.PlantEvidence;
import org.duress.result.Verdict;
import org.duress.result.slice.Judged;
import org.duress.result.slice.WorstCase;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.duress.spec.Reference;
import org.duress.spec.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on three organs that lie in each other, some pixels ignored, some outside the field of view. */
class NestedOrgansTest {
    private static final int SIDE = 16;

    @TempDir
    Path folder;

    private static GateRun nested() {
        GateRun run = new GateRun();
        Map<String, List<Integer>> labels = new LinkedHashMap<>();
        labels.put("whole", List.of(1, 2, 3));
        labels.put("core", List.of(2, 3));
        labels.put("enhancing", List.of(3));
        run.labels = labels;
        run.model = new NestedModel();
        run.modelSpec = spec(ModelHead.ORGAN_LOGITS, Map.of());
        return run.attacker("t", row("t_z0", 7, 3, 1, 1, 0, 0));
    }

    private static ModelSpec spec(ModelHead head, Map<String, List<Integer>> classes) {
        return new ModelSpec(
                "nested", Path.of("none"), head, ModelLayout.AUTO, OptionalInt.empty(), Optional.empty(), classes);
    }

    /** An image on which the model is right where labels count; codes are shown as enhancing. */
    private static Slice row(String name, int... classes) {
        int[] levels = new int[classes.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = classes[i] < 0 ? 3 : Integer.bitCount(classes[i]);
        }
        return slice(name, 1, classes.length, floats(levels), classes);
    }

    private static double[] dice(Evidence evidence) {
        return evidence.organs().stream()
                .mapToDouble(organ -> organ.dice().attacked())
                .toArray();
    }

    /** One darker, 3 3 2 1 0 0 is 2 2 1 0 -1 -1: of 4, 3 and 2 pixels 3, 2 and none are left. */
    @Test
    void everyOrganIsJudgedByItself() {
        GateRun run = nested().gate("g", row("g_z0", 7, 7, 3, 1, 0, 0));
        run.attack = intensity(-1);
        Evidence evidence = run.run().result().evidence();
        assertThat(evidence.organs()).extracting(OrganEvidence::name).containsExactly("whole", "core", "enhancing");
        assertThat(evidence.organs()).extracting(OrganEvidence::cleanDice).containsExactly(1.0, 1.0, 1.0);
        assertThat(dice(evidence)).containsExactly(6 / 7.0, 4 / 5.0, 0);
        assertThat(run.run().result().verdict()).isEqualTo(Verdict.FAIL);
    }

    /** A softmax of three classes that exclude each other is the same model, mapped by its classes. */
    @Test
    void aClassMayBeInSeveralOrgans() {
        GateRun run = nested().gate("g", row("g_z0", 7, 7, 3, 1, 0, 0));
        run.model = new BandModel(4);
        run.modelSpec =
                spec(ModelHead.AUTO, Map.of("whole", List.of(1, 2, 3), "core", List.of(2, 3), "enhancing", List.of(3)));
        run.attack = intensity(-1);
        assertThat(dice(run.run().result().evidence())).containsExactly(6 / 7.0, 4 / 5.0, 0);

        run.modelSpec = spec(ModelHead.AUTO, Map.of());
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("the cohort's organs [whole, core, enhancing] overlap");
    }

    /** The second pixel is ignored, the last is outside: of 3 pixels of whole, 2 are left; of 2 of core 1. */
    @Test
    void whatDoesNotCountIsInNoNumber() {
        GateRun run = nested().gate("g", row("g_z0", 7, Scope.IGNORED, 3, 1, 0, Scope.OUTSIDE));
        run.attack = intensity(-1);
        GateOutcome outcome = run.run();
        Evidence evidence = outcome.result().evidence();
        assertThat(evidence.organs()).extracting(OrganEvidence::cleanDice).containsExactly(1.0, 1.0, 1.0);
        assertThat(dice(evidence)).containsExactly(4 / 5.0, 2 / 3.0, 0);
        Judged judged = outcome.worstCases().get(0).judged();
        assertThat(judged.trial().image()).containsExactly(2, 2, 1, 0, -1, 3);
        assertThat(judged.trial().perceptibility()).isCloseTo(1, within(1e-6));
        assertThat(evidence.fields().perceptibility()).isCloseTo(1, within(1e-6));
    }

    /** Everything moves by one, what is ignored with it; nothing is lost by that. */
    @Test
    void whatIsIgnoredMovesWithTheLabel() {
        GateRun run = nested().gate("g", row("g_z0", 0, 7, Scope.IGNORED, 3, 1, 0, 0, 0));
        run.attack = shift(1, 0);
        Evidence evidence = run.run().result().evidence();
        assertThat(dice(evidence)).containsExactly(1, 1, 1);
        // Where it lay before, it still counts nowhere: 7 7 3 1 0 is compared with 0 7 and 1 behind it.
        run.reference = Reference.FIXED;
        assertThat(dice(run.run().result().evidence())[2]).isEqualTo(2 / 3.0);
    }

    /** Squares in squares with a little noise. */
    private static Slice squares(String name, long seed) {
        Random random = new Random(seed);
        float[] image = new float[SIDE * SIDE];
        byte[] classes = new byte[image.length];
        for (int p = 0; p < image.length; p++) {
            int away = Math.max(Math.abs(p / SIDE - 8), Math.abs(p % SIDE - 8));
            int level = away < 2 ? 3 : away < 4 ? 2 : away < 6 ? 1 : 0;
            image[p] = (float) (level + 0.1 * random.nextGaussian());
            classes[p] = (byte) ((1 << level) - 1);
            if (p % SIDE < 4) {
                classes[p] = Scope.OUTSIDE;
            } else if (p / SIDE == 9) {
                classes[p] = Scope.IGNORED;
            }
        }
        return new Slice(name, Grid.of(SIDE, SIDE), image, classes);
    }

    /** The searches that are tried on every model find it, keep what they found, and find it again at once. */
    @Test
    void theAttacksBreakItAndWhatBrokeItIsKept() throws Exception {
        GateRun run = nested();
        run.attackers.clear();
        run.attacker("t", squares("t_z0", 1)).gate("g", squares("g_z0", 2), squares("g_z1", 3));
        run.contenders = EnumSet.of(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
        run.budget = new BudgetSpec(0.5, 2, 1, 1, 1);
        run.counterexamples = folder.resolve("kept");
        GateOutcome outcome = run.run(new Contenders(folder.resolve("store")));
        Evidence evidence = outcome.result().evidence();
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(evidence.organs()).allSatisfy(organ -> {
            assertThat(organ.cleanDice()).isGreaterThan(0.95);
            assertThat(organ.dice().attacked()).isLessThan(organ.cleanDice());
        });
        for (WorstCase one : outcome.worstCases()) {
            float[] clean = one.slice().image();
            float[] attacked = one.judged().trial().image();
            for (int p = 0; p < clean.length; p++) {
                assertThat(p % SIDE >= 4 || attacked[p] == clean[p]).isTrue();
            }
            assertThat(one.judged().trial().perceptibility()).isLessThanOrEqualTo(0.5);
        }
        assertThat(VerdictJson.of(outcome.result())).contains("enhancing");
        assertThat(new Panel(outcome.worstCases().get(0), outcome.result()).png())
                .isNotEmpty();
        assertThat(run.counterexamples).isNotEmptyDirectory();

        run.search = Search.REPLAY;
        Evidence again =
                run.run(new Contenders(folder.resolve("store"))).result().evidence();
        assertThat(dice(again)).isEqualTo(dice(evidence));
    }

    /** Copies that lose one organ of a set, and keep the others, are broken by the same searches. */
    @Test
    void anOrganOfSeveralIsPlantedAWeaknessOf() {
        GateRun run = nested();
        run.attackers.clear();
        run.attacker("t", squares("t_z0", 1)).gate("g", squares("g_z0", 2), squares("g_z1", 3));
        run.contenders = EnumSet.of(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
        run.budget = new BudgetSpec(0.02, 2, 0, 0.2, 0.2);
        run.maxDiceDrop = 0.9;
        GateOutcome outcome = run.run(new Contenders(folder.resolve("store")));
        assertThat(outcome.result().verdict()).isNotEqualTo(Verdict.FAIL);
        List<PlantEvidence> plants = outcome.result().evidence().strength().canaries().stream()
                .flatMap(canary -> canary.plants().stream())
                .toList();
        assertThat(plants).isNotEmpty().allSatisfy(plant -> {
            assertThat(plant.witnessDice()).isLessThanOrEqualTo(0.5);
            assertThat(plant.fellTo()).isPresent();
        });
    }

    /** The model as the gate sees it, on the whole chain of wrappers. */
    @Test
    void aPerturbedImageIsAnsweredBySets() {
        GateRun run = nested();
        SegmentationModel mapped = OrganClasses.map(
                run.model,
                ModelHead.ORGAN_LOGITS,
                Map.of(),
                List.of("whole", "core", "enhancing"),
                run.cohort().sets());
        ImageBatch images = ImageBatch.of(row("g_z0", 7, 3, 1, 0));
        Perturbation fields = Perturbation.none(images);
        assertThat(mapped.segment(Warp.perturb(images, fields)).classMap()).containsExactly(7, 3, 1, 0);
    }
}
