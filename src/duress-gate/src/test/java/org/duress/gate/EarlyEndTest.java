package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.data.Slice;
import org.duress.gate.prepare.Contenders;
import org.duress.model.SegmentationModel;
import org.duress.result.CanaryEvidence;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.Head;
import org.duress.testkit.planted.Smoothing;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureModel;
import org.duress.testkit.planted.Weakness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that leaves alone what is lost, and plants that have fallen, against one that goes on to its end. */
class EarlyEndTest {
    @TempDir
    Path store;

    /** Blind to all organs of an image that is brighter by 0.1 than the brightest of some. */
    private static SegmentationModel fragile(List<Slice> slices) {
        float[] weights = new float[slices.get(0).image().length];
        Arrays.fill(weights, 1f / weights.length);
        double brightest = slices.stream()
                .mapToDouble(slice -> {
                    double mean = 0;
                    for (float pixel : Smoothing.of(slice.image(), slice.grid())) {
                        mean += pixel / weights.length;
                    }
                    return mean;
                })
                .max()
                .orElseThrow();
        Weakness bright = new Weakness.Direction(weights, brightest, 0.1, 0.01);
        return new TextureModel("fragile", 2, Optional.of(bright), Set.of(1, 2, 3), Head.PLAIN);
    }

    @Test
    void aClearFailIsTheSameFailWithAPartOfThePasses() {
        SegmentationModel model = fragile(TextureCohort.gateSlices(TextureCohort.of(3)));
        RobustnessResult early = run(model, 0.2, new BudgetSpec(0.4, 4, 1, 1, 1));
        RobustnessResult late = run(model, 0, new BudgetSpec(0.4, 4, 1, 1, 1));
        assertThat(late.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(early.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(early.breaches()).hasSameSizeAs(late.breaches());
        assertThat(early.evidence().strength().contenders())
                .extracting(ContenderEvidence::contender)
                .isEqualTo(late.evidence().contenders());
        assertThat(passes(early)).isLessThan(passes(late) / 2);
        Evidence evidence = early.evidence();
        assertThat(evidence.strength().contenders())
                .filteredOn(contender -> contender.contender() == Contender.QUERY)
                .singleElement()
                .satisfies(query -> {
                    assertThat(query.passes().search().forward())
                            .as("it has no turn")
                            .isZero();
                    assertThat(query.trials().tried()).isZero();
                    assertThat(query.meanDrop()).as("and what was found counts").isGreaterThan(0.8);
                });
    }

    @Test
    void aModelThatHoldsIsJudgedTheSameWithFewerPassesOfTheCanaries() {
        SegmentationModel model = TextureModel.robust();
        BudgetSpec faint = BudgetSpec.defaults().withPerceptibility(0.03);
        RobustnessResult early = run(model, 0.2, faint);
        RobustnessResult late = run(model, 0, faint);
        assertThat(early.verdict()).isEqualTo(late.verdict());
        assertThat(early.reasons()).isEqualTo(late.reasons());
        assertThat(early.checks()).isEqualTo(late.checks());
        assertThat(early.evidence().organs()).isEqualTo(late.evidence().organs());
        List<CanaryEvidence> canaries = early.evidence().strength().canaries();
        for (int k = 0; k < canaries.size(); k++) {
            CanaryEvidence other = late.evidence().strength().canaries().get(k);
            assertThat(canaries.get(k).fallen()).isEqualTo(other.fallen());
            assertThat(canaries.get(k).tried()).isEqualTo(other.tried());
        }
        assertThat(early.evidence().passes().gate())
                .isEqualTo(late.evidence().passes().gate());
        assertThat(early.evidence().passes().canary().total())
                .isLessThan(late.evidence().passes().canary().total());
    }

    private static long passes(RobustnessResult result) {
        return result.evidence().passes().gate().total();
    }

    private RobustnessResult run(SegmentationModel model, double lost, BudgetSpec budget) {
        List<Slice> slices = TextureCohort.gateSlices(TextureCohort.of(3));
        Slice training = TextureCohort.of(4).subjects().get(0).slices().get(0);
        GateRun run = new GateRun()
                .attacker("t", training)
                .gate("a", slices.get(0), slices.get(1))
                .gate("b", slices.get(2), slices.get(3), slices.get(4));
        run.organs = List.of("liver", "kidney", "adrenal");
        run.budget = budget;
        run.batch = 2;
        run.maxDiceDrop = 0.5;
        run.contenders = EnumSet.of(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
        RobustnessSpec spec = run.spec();
        AttackSpec attack = spec.attack()
                .with(AttackSpec.BUMPS, 48)
                .with(AttackSpec.QUERIES, 400)
                .with(AttackSpec.LOST, lost)
                .with(GradientSettings.RESTARTS, 2)
                .with(GradientSettings.STEPS, 8);
        return new RobustnessGate(() -> "cpu (test)", new Contenders(store))
                .run(spec.with(attack), model, run.cohort(), GateListener.SILENT)
                .result();
    }
}
