package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.perfect;
import static org.duress.gate.GateRun.slice;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.attack.gradient.GradientHealth;
import org.duress.data.Slice;
import org.duress.gate.attack.Control;
import org.duress.gate.canary.Canaries;
import org.duress.gate.prepare.Controls;
import org.duress.model.ImageBatch;
import org.duress.result.BudgetPoint;
import org.duress.result.CanaryEvidence;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.GradientEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.RealismSpec;
import org.junit.jupiter.api.Test;

/** What the gate measures of the attack itself. */
class StrengthTest {
    /** Lost when it gets darker by more than 0.5, 0.3 and 0.1. */
    private static final Slice GRADED = slice("g_z0", 1, 6, new float[] {1, 0.8f, 0.6f, 0, 0, 0}, 1, 1, 1, 0, 0, 0);

    @Test
    void eachContenderIsJudgedAlone() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.2);
        run.second = Optional.of(intensity(-0.6));
        Evidence evidence = run.run().result().evidence();

        List<ContenderEvidence> contenders = evidence.strength().contenders();
        assertThat(contenders)
                .extracting(ContenderEvidence::contender)
                .containsExactly(Contender.VAEGAN, Contender.QUERY);
        // I 2, P 2, R 3 = 0.8 of 1; everything lost.
        assertThat(contenders.get(0).meanDrop()).isCloseTo(0.2, within(1e-12));
        assertThat(contenders.get(1).meanDrop()).isEqualTo(1);
        assertThat(contenders.get(1).organs()).singleElement().satisfies(organ -> {
            assertThat(organ.organ()).isEqualTo("liver");
            assertThat(organ.attackedDice()).isZero();
        });
        assertThat(contenders)
                .extracting(contender -> contender.trials().tried())
                .containsExactly(1, 1);
        assertThat(contenders.get(0).perceptibility()).isCloseTo(0.2, within(1e-6));
        assertThat(contenders.get(0).budgetSpent()).isCloseTo(0.002, within(1e-6));
        // Soft answers: 0.9 and 0.1; three organ pixels weigh 0.9, the others 0.1.
        double kept = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1));
        double lost = -(0.9 * Math.log(0.1) + 0.1 * Math.log(0.9));
        assertThat(contenders.get(1).crossEntropy()).isCloseTo((2.7 * lost + 0.3 * kept) / 3, within(1e-6));
    }

    /** Keeps its organ at whatever these attacks do. */
    private static final Slice STEADY = slice("g_z1", 1, 6, new float[] {9, 9, 9, 0, 0, 0}, 1, 1, 1, 0, 0, 0);

    private static final class Second implements Attack {
        final List<BitSet> lost = new ArrayList<>();

        @Override
        public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
            return intensity(-0.2).perturb(images, samples, seed);
        }

        @Override
        public List<Perturbation> perturb(ImageBatch images, BitSet left, int samples, long seed) {
            lost.add((BitSet) left.clone());
            return perturb(images, samples, seed);
        }
    }

    @Test
    void aSliceOfWhichAnAttackHasTakenEverythingIsLeftAloneByTheNextAndCountsForIt() {
        GateRun run = run(GRADED, STEADY);
        run.attack = intensity(-0.6);
        Second second = new Second();
        run.second = Optional.of(second);
        Evidence evidence = run.run().result().evidence();
        BitSet first = new BitSet();
        first.set(0);
        assertThat(second.lost).containsExactly(first);
        List<ContenderEvidence> contenders = evidence.strength().contenders();
        // Nothing of 3 and 3 of 3: the first slice is the first attack's, the second as it is.
        double half = 2.0 * 3 / (3 + 6);
        assertThat(contenders)
                .extracting(ContenderEvidence::meanDrop)
                .allSatisfy(drop -> assertThat(drop).isCloseTo(1 - half, within(1e-12)));
        assertThat(contenders)
                .extracting(contender -> contender.trials().tried())
                .containsExactly(2, 1);
        assertThat(contenders)
                .extracting(contender -> contender.passes().slices())
                .containsExactly(2, 1);
        assertThat(contenders.get(1).passes().judging().forward()).isEqualTo(1);
        assertThat(contenders.get(1).perceptibility())
                .as("0.6 of the other's, and 0.2 of its own")
                .isCloseTo(0.4, within(1e-6));
    }

    @Test
    void whereEverySliceIsLostTheNextAttackHasNoTurn() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.6);
        Second second = new Second();
        run.second = Optional.of(second);
        GateOutcome outcome = run.run();
        assertThat(second.lost).isEmpty();
        assertThat(outcome.result().evidence().strength().contenders())
                .extracting(ContenderEvidence::meanDrop)
                .containsExactly(1.0, 1.0);
        assertThat(outcome.result().organ("liver").attackedDice()).isZero();
    }

    @Test
    void perturbationsAreHeldToTheBudgetBeforeTheyAreJudged() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.6);
        run.budget = new BudgetSpec(0.2, 100, 1, 1, 1);
        RobustnessResult result = run.run().result();
        assertThat(result.evidence().fields().perceptibility())
                .isLessThanOrEqualTo(0.2)
                .isCloseTo(0.2, within(1e-3));
        assertThat(result.organ("liver").attackedDice()).isCloseTo(0.8, within(1e-12));
        assertThat(result.evidence().strength().contenders().get(0).budgetSpent())
                .isCloseTo(1, within(1e-3));
    }

    @Test
    void moreBudgetNeverGivesABetterScore() {
        double last = 1;
        for (double p : new double[] {0, 0.05, 0.1, 0.15, 0.2, 0.31, 0.4, 0.51, 0.6}) {
            GateRun run = run(GRADED);
            run.attack = intensity(-0.6);
            run.budget = new BudgetSpec(p, 100, 1, 1, 1);
            OrganEvidence liver = run.run().result().organ("liver");
            assertThat(liver.attackedDice()).as("p %s", p).isLessThanOrEqualTo(last);
            last = liver.attackedDice();
        }
        assertThat(last).isZero();
    }

    @Test
    void aZeroBudgetGivesTheCleanScoreToTheBitWhateverTheAttackWants() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.6);
        run.budget = new BudgetSpec(0, 100, 1, 1, 1);
        OrganEvidence liver = run.run().result().organ("liver");
        assertThat(liver.attackedDice()).isEqualTo(liver.cleanDice());
        assertThat(run.trainedOn).isEmpty();
    }

    @Test
    void theCurveGoesFromNothingToTheWholeBudgetAndNamesTheBreakingPoint() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.8);
        run.budget = new BudgetSpec(0.8, 100, 1, 1, 1);
        OrganEvidence liver = run.run().result().organ("liver");
        // Darker by 0, 0.1, 0.2, 0.4, 0.6 and 0.8: 3, 3, 2, 1, 0 and 0 of 3 pixels are left. (0.6 - 0.1 rounds to
        // organ.)
        assertThat(liver.curve()).extracting(BudgetPoint::share).containsExactly(0.0, 0.125, 0.25, 0.5, 0.75, 1.0);
        assertThat(liver.curve()).extracting(BudgetPoint::dice).containsExactly(1.0, 1.0, 0.8, 0.5, 0.0, 0.0);
        assertThat(liver.curve().get(3).perceptibility()).isCloseTo(0.4, within(1e-3));
        // The limit of 0.7 lies a third of the way from 0.8 at p 0.2 to 0.5 at p 0.4.
        assertThat(liver.breakingPoint().orElseThrow()).isCloseTo(0.2 + 0.2 / 3, within(1e-3));
        run.budget = new BudgetSpec(0.2, 100, 1, 1, 1);
        assertThat(run.run().result().organ("liver").breakingPoint()).isEmpty();
    }

    @Test
    void whatHurtsMoreWithLessCountsToo() {
        // Too much of it makes the background an organ of class 1 again: at -0.6 it is lost, at -1.2 the image is all
        // below 0.
        GateRun run = run(slice("g_z0", 1, 4, new float[] {1, 1, 0, 0}, 1, 1, 0, 0));
        run.model = new BandModel(List.of(), 2, probabilities -> probabilities);
        run.attack = intensity(0.4);
        run.second = Optional.of(intensity(-0.6));
        OrganEvidence liver = run.run().result().organ("liver");
        assertThat(liver.attackedDice()).isZero();
    }

    @Test
    void theControlIsAsLargeAsWhatWasFoundAndCountsLikeTheRest() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.2);
        run.samples = 1;
        double[] asked = {Double.NaN};
        // What was followed before the batch is not its own.
        GradientHealth[] followed = {new GradientHealth(2, 2, 2)};
        run.controls = new Controls(
                (images, like, samples, seed) -> {
                    asked[0] = like.intensity()[0];
                    followed[0] = followed[0].plus(new GradientHealth(4, 0, 1));
                    return intensity(-0.4).perturb(images, samples, seed);
                },
                () -> Optional.of(followed[0]),
                new NoPlants(),
                Optional.empty());
        run.maxDiceDrop = 1;
        Evidence evidence = run.run().result().evidence();
        assertThat(asked[0]).isEqualTo(-0.2f);
        assertThat(evidence.contenders()).containsExactly(Contender.RANDOM, Contender.VAEGAN);
        assertThat(evidence.strength().contenders().get(0).meanDrop()).isCloseTo(0.5, within(1e-12));
        assertThat(evidence.organs().get(0).attackedDice()).isCloseTo(0.5, within(1e-12));
        assertThat(evidence.strength().gradients()).contains(new GradientEvidence(0, 0.25));
        assertThat(evidence.strength().canaries())
                .containsExactly(new CanaryEvidence(CanaryEvidence.Kind.STEP, 1, List.of()));
    }

    @Test
    void aModelThatHasFailedNeedsNoCanary() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.6);
        run.controls = new Controls(Control.NONE, Optional::empty, new UnwantedCanaries(), Optional.empty());
        assertThat(run.run().result().evidence().strength().canaries()).isEmpty();
    }

    @Test
    void anUnrealisticImageIsNoEvidenceAndIsShownApart() {
        GateRun run = run(GRADED);
        run.attack = intensity(-0.6);
        run.second = Optional.of(intensity(-0.2));
        run.controls = new Controls(
                Control.NONE, Optional::empty, Canaries.NONE, Optional.of(images -> new double[] {images.pixels()[0]}));
        run.realism = new RealismSpec(-1, OptionalDouble.of(50), OptionalDouble.empty());
        GateOutcome outcome = run.run();
        // The critic takes what is darker for less real than the one clean image, so nothing counts.
        assertThat(outcome.result().organ("liver").attackedDice()).isEqualTo(1);
        assertThat(outcome.unrealisticCases()).hasSize(2);
        assertThat(outcome.unrealisticCases().get(0).attackedDice()).isZero();
        assertThat(outcome.result().evidence().realism().trials().unrealistic()).isEqualTo(2);
        assertThat(outcome.result().evidence().realism().trials().tried()).isEqualTo(2);
        assertThat(outcome.result()
                        .evidence()
                        .strength()
                        .contenders()
                        .get(0)
                        .trials()
                        .unrealistic())
                .isEqualTo(1);
        assertThat(outcome.result().evidence().strength().contenders().get(0).meanDrop())
                .isZero();
        // Nor are means used that were spent on it: otherwise strict limits would let any model pass.
        assertThat(outcome.result().evidence().strength().contenders())
                .allSatisfy(contender -> assertThat(contender.budgetSpent()).isZero())
                .allSatisfy(contender -> assertThat(contender.crossEntropy()).isLessThan(0.5));
        assertThat(outcome.result().checks())
                .filteredOn(check -> check.name().equals("used its means"))
                .singleElement()
                .satisfies(check -> assertThat(check.holds()).isFalse());

        run.realism = new RealismSpec(-1, OptionalDouble.of(0), OptionalDouble.empty());
        outcome = run.run();
        assertThat(outcome.result().organ("liver").attackedDice()).isZero();
        assertThat(outcome.unrealisticCases()).isEmpty();
    }

    @Test
    void aModelThatAnswersDifferentlyWhenAskedAgainIsFound() {
        AtomicInteger calls = new AtomicInteger();
        GateRun run = run(GRADED);
        run.attack = intensity(-0.1);
        run.model = new BandModel(List.of(), 2, probabilities -> {
            float noise = 0.0011f * calls.getAndIncrement();
            probabilities[0] -= noise;
            probabilities[1] += noise;
            return probabilities;
        });
        assertThat(run.run().result().evidence().strength().repeatable()).isFalse();
        run.model = new BandModel(2);
        assertThat(run.run().result().evidence().strength().repeatable()).isTrue();
    }

    @Test
    void aModelThatSegmentsDifferentImagesAlikeIsFound() {
        GateRun run = run(GRADED, perfect("g_z1", 1, 6, 0, 0, 0, 0, 1, 1));
        run.attack = intensity(-0.1);
        assertThat(run.run().result().evidence().strength().seesImages()).isTrue();
        run.model = new BandModel(List.of(), 2, probabilities -> {
            for (int p = 0; p < probabilities.length; p += 2) {
                boolean organ = p / 2 % 6 < 3;
                probabilities[p] = organ ? 0.1f : 0.9f;
                probabilities[p + 1] = organ ? 0.9f : 0.1f;
            }
            return probabilities;
        });
        assertThat(run.run().result().evidence().strength().seesImages()).isFalse();
    }

    private static GateRun run(Slice... slices) {
        GateRun run = new GateRun().attacker("t", perfect("t_z0", 1, 6, 1, 1, 0, 0, 0, 0));
        return run.gate("g", slices);
    }
}
