package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.duress.data.Slice;
import org.duress.gate.prepare.Contenders;
import org.duress.model.Opaque;
import org.duress.model.SegmentationModel;
import org.duress.result.ContenderPasses;
import org.duress.result.Evidence;
import org.duress.result.Passes;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What contenders cost on 5 gate slices of two subjects, in batches of 2, 2 and 1. */
class PassesTest {
    private static final int BUMPS = 16;
    private static final int QUERIES = 300;

    @TempDir
    Path store;

    private SegmentationModel model = TextureModel.robust();
    private int refine;

    /** For each slice: its clean answer; in each restart 3 steps there and back, and the end and its filling judged. */
    @Test
    void aGradientAttackOfTwoRestartsOfThreeStepsIsCounted() {
        Evidence evidence = run(Contender.GRADIENT);
        ContenderPasses passes = passes(evidence, Contender.GRADIENT);
        assertThat(passes.search()).isEqualTo(new Passes(5 * (1 + 2 * (3 + 2)), 5 * 2 * 3));
        assertThat(passes.slices()).isEqualTo(5);
        assertThat(passes.searchPerSlice()).isEqualTo(17);
        assertThat(passes(evidence, Contender.RANDOM).search()).isEqualTo(Passes.NONE);
        assertThat(evidence.passes().training()).isEqualTo(Passes.NONE);
        assertThat(evidence.queries().canary()).isZero();
        assertThat(evidence.passes().canary().forward())
                .isGreaterThan(evidence.passes().canary().backward());
        assertThat(evidence.passes().canary().backward()).isPositive();
        assertEachPassIsSomebodys(evidence, 5 * 11, 5 * 6);
    }

    @Test
    void whatAGradientAttackStartsFromIsThatOfTheBumps() {
        ContenderPasses alone = passes(run(Contender.GRADIENT), Contender.GRADIENT);
        Evidence evidence = run(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
        assertThat(passes(evidence, Contender.BUMPS).search()).isEqualTo(new Passes(5 * (1 + BUMPS), 0));
        Passes gradient = passes(evidence, Contender.GRADIENT).search();
        assertThat(gradient.backward()).isEqualTo(alone.search().backward());
        assertThat(gradient.forward() - alone.search().forward())
                .as("each of at most 4 proposals once more")
                .isBetween(5L, 5 * 4L);
        Passes query = passes(evidence, Contender.QUERY).search();
        assertThat(query.backward()).isZero();
        assertThat(query.forward()).as("one clean answer each").isBetween(5L + 1, 5 * (1 + QUERIES / 3L));
        assertEachPassIsSomebodys(evidence, gradient.forward(), gradient.backward());
    }

    @Test
    void aModelWithoutGradientsIsCountedInQuestions() {
        model = new Opaque(TextureModel.robust());
        Evidence evidence = run(Contender.BUMPS, Contender.QUERY);
        assertThat(passes(evidence, Contender.BUMPS).search()).isEqualTo(new Passes(5 * (1 + BUMPS), 0));
        assertEachPassIsSomebodys(evidence, 0, 0);
        assertThat(evidence.passes().canary())
                .isEqualTo(new Passes(evidence.queries().canary(), 0));
    }

    @Test
    void trainingIsCountedApartAndOnce() {
        Evidence first = run(Contender.VAEGAN);
        assertThat(first.passes().training().forward()).isPositive();
        assertThat(first.passes().training().backward()).isPositive();
        assertThat(passes(first, Contender.VAEGAN).search())
                .as("the clean answer, and where the model is soft")
                .isEqualTo(new Passes(5, 5));
        assertThat(passes(first, Contender.VAEGAN).judging()).isEqualTo(new Passes(5 * 2, 0));
        Evidence again = run(Contender.VAEGAN);
        assertThat(again.passes().training()).as("it is in the store").isEqualTo(Passes.NONE);
        assertThat(again.passes().gate()).isEqualTo(first.passes().gate());
        assertThat(again.strength().contenders()).isEqualTo(first.strength().contenders());
    }

    /** For each slice once where the model is soft; for each of 2 samples 3 steps there and back, and the end. */
    @Test
    void refinementIsCounted() {
        refine = 3;
        Evidence evidence = run(Contender.VAEGAN);
        assertThat(passes(evidence, Contender.VAEGAN).search())
                .isEqualTo(new Passes(5 * (1 + 2 * (3 + 1)), 5 * (1 + 2 * 3)));
    }

    /**
     * What is judged is a pass each, unless the same image was judged before; all passes on gate subjects but these are
     * questions.
     *
     * @param forward of those that follow gradients
     * @param backward of the same
     */
    private static void assertEachPassIsSomebodys(Evidence evidence, long forward, long backward) {
        assertThat(evidence.strength().contenders()).allSatisfy(contender -> {
            assertThat(contender.passes().judging().backward()).isZero();
            int tried = contender.trials().tried();
            // The control draws anew; a search may end with what it started from.
            assertThat(contender.passes().judging().forward())
                    .isBetween(contender.contender() == Contender.RANDOM ? tried : 0L, (long) tried);
        });
        assertThat(evidence.passes().gate())
                .isEqualTo(new Passes(evidence.queries().gate() + forward, backward));
        long charged = evidence.strength().contenders().stream()
                .mapToLong(contender -> contender.passes().search().forward()
                        + contender.passes().judging().forward())
                .sum();
        assertThat(evidence.passes().gate().forward() - charged)
                .as("clean twice, and at most 3 images for each of 4 smaller budgets")
                .isBetween(5 * (2 + 4L), 5 * (2 + 4 * 3L));
        assertThat(evidence.seconds().contenders().keySet()).containsExactlyInAnyOrderElementsOf(evidence.contenders());
    }

    private static ContenderPasses passes(Evidence evidence, Contender contender) {
        return evidence.strength().contenders().stream()
                .filter(one -> one.contender() == contender)
                .findFirst()
                .orElseThrow()
                .passes();
    }

    private Evidence run(Contender first, Contender... others) {
        List<Slice> slices = TextureCohort.gateSlices(TextureCohort.of(3));
        Slice training = TextureCohort.of(4).subjects().get(0).slices().get(0);
        GateRun run = new GateRun()
                .attacker("t", training)
                .gate("a", slices.get(0), slices.get(1))
                .gate("b", slices.get(2), slices.get(3), slices.get(4));
        run.organs = List.of("liver", "kidney", "adrenal");
        run.budget = BudgetSpec.defaults();
        run.maxDiceDrop = 1;
        run.batch = 2;
        run.samples = 2;
        run.contenders = EnumSet.of(first, others);
        RobustnessSpec spec = run.spec();
        AttackSpec attack = spec.attack()
                .with(AttackSpec.STEPS, 2)
                .with(AttackSpec.BUMPS, BUMPS)
                .with(AttackSpec.QUERIES, QUERIES)
                .with(AttackSpec.REFINE, refine)
                .with(GradientSettings.RESTARTS, 2)
                .with(GradientSettings.STEPS, 3);
        return new RobustnessGate(() -> "cpu (test)", new Contenders(store))
                .run(spec.with(attack), model, run.cohort(), GateListener.SILENT)
                .result()
                .evidence();
    }
}
