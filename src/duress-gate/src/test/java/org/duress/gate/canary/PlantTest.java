package org.duress.gate.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.attack.bumps.BumpAttack;
import org.duress.attack.gradient.GradientAttack;
import org.duress.attack.query.QueryAttack;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.CountingModel;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.duress.spec.RealismSpec;
import org.duress.testkit.planted.TextureCohort;
import org.junit.jupiter.api.Test;

/** What breaks a plant, and what does not. */
class PlantTest {
    private final Garden garden = new Garden();

    private List<Plant> plants(Kind kind) {
        return garden.plants(kind);
    }

    @Test
    void theWitnessBreaksItAndTheWholeBudgetAtRandomDoesNot() {
        for (Kind kind : Kind.values()) {
            for (Plant plant : plants(kind)) {
                PlantEvidence evidence = Garden.attacked(plant, Garden.giving(plant.witness()));
                assertThat(evidence.witnessDice()).as("%s", plant.purpose()).isLessThan(0.05);
                assertThat(evidence.attackedDice()).isEqualTo(evidence.witnessDice());
                assertThat(evidence.fellTo()).contains(Contender.GRADIENT);
                assertThat(evidence.randomDice()).as("%s", plant.purpose()).isBetween(0.5, 0.999);
                assertThat(evidence.fellUnderRandom()).isFalse();
            }
        }
    }

    @Test
    void whatDoesNothingLeavesItWhole() {
        for (Plant plant : plants(Kind.STEP)) {
            PlantEvidence evidence = Garden.attacked(
                    plant, Garden.giving(Perturbation.none(plant.weakness().image())));
            assertThat(evidence.attackedDice()).isEqualTo(1);
            assertThat(evidence.fell()).isFalse();
        }
    }

    @Test
    void whatTakesTheOrganWithoutTheWeaknessSaysNothing() {
        // Nothing is left of the stripes that the organs differ by, and nothing has gone along the pattern.
        garden.run.budget = new BudgetSpec(100, 100, 1, 1, 1);
        garden.run.realism = new RealismSpec(-1, OptionalDouble.empty(), OptionalDouble.empty());
        Plant plant = plants(Kind.STEP).get(0);
        Perturbation flat = Perturbation.none(plant.weakness().image());
        float[] image = plant.weakness().image().pixels();
        for (int p = 0; p < image.length; p++) {
            flat.intensity()[p] = -image[p];
        }
        float[] pattern = plant.weakness().pattern();
        double gone = PlantedWeakness.gone(
                pattern, plant.weakness().image(), Warp.perturb(plant.weakness().image(), flat), 0);
        for (int p = 0; p < image.length; p++) {
            flat.intensity()[p] -= (float) (gone * pattern[p]);
        }
        NamedAttack attack = new NamedAttack(Contender.GRADIENT, Garden.giving(flat), 1);
        assertThat(plant.attacked(List.of(attack))).isEmpty();
    }

    @Test
    void attackingEndsWithWhatBreaksIt() {
        Plant slope = plants(Kind.SLOPE).get(0);
        Plant step = plants(Kind.STEP).get(0);
        assertThat(asked(slope, Contender.GRADIENT)).containsExactly(Contender.GRADIENT);
        assertThat(asked(slope, Contender.QUERY)).containsExactly(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
        assertThat(asked(step, Contender.BUMPS)).containsExactly(Contender.BUMPS);
        assertThat(asked(step, Contender.GRADIENT)).containsExactly(Contender.BUMPS, Contender.GRADIENT);
        assertThat(asked(step, Contender.RANDOM)).containsExactly(Contender.BUMPS, Contender.GRADIENT, Contender.QUERY);
    }

    /** The contenders that were asked, where one of them knows what breaks the plant. */
    private static List<Contender> asked(Plant plant, Contender knowing) {
        List<Contender> asked = new ArrayList<>();
        List<NamedAttack> attacks = new ArrayList<>();
        for (Contender contender : List.of(Contender.QUERY, Contender.GRADIENT, Contender.BUMPS)) {
            attacks.add(new NamedAttack(
                    contender,
                    (images, samples, seed) -> {
                        asked.add(contender);
                        return List.of(contender == knowing ? plant.witness() : Perturbation.none(images));
                    },
                    1));
        }
        PlantEvidence evidence = plant.attacked(attacks).orElseThrow();
        assertThat(evidence.fell()).isEqualTo(asked.contains(knowing));
        evidence.fellTo().ifPresent(fellTo -> assertThat(fellTo).isEqualTo(knowing));
        return asked;
    }

    @Test
    void anAttackIsHeldToTheBudget() {
        Plant plant = plants(Kind.STEP).stream()
                .filter(each -> each.purpose().field() == FieldKind.INTENSITY)
                .findFirst()
                .orElseThrow();
        // A constant goes a little way along the pattern, so that a thousand times the budget of it breaks the copy.
        double sum = 0;
        for (float v : plant.witness().intensity()) {
            sum += v;
        }
        Perturbation huge = Perturbation.none(plant.weakness().image());
        Arrays.fill(huge.intensity(), (float) (100 * Math.signum(sum)));
        assertThat(plant.weakness().blindness(Warp.perturb(plant.weakness().image(), huge), 0))
                .isEqualTo(1);
        assertThat(Garden.attacked(plant, Garden.giving(huge)).attackedDice()).isGreaterThan(0.9);
    }

    @Test
    void whatIsTriedIsHeldToRealism() {
        Plant lax = plants(Kind.STEP).get(0);
        // So near to the clean image that what breaks the one is no evidence of the other.
        garden.run.realism = new RealismSpec(0.99999, OptionalDouble.empty(), OptionalDouble.empty());
        Plant strict = new Plant(
                garden.run.spec().attack(),
                new Budget(garden.run.budget),
                garden.realism(),
                lax.bed(),
                lax.purpose(),
                1,
                new FragileCopy(garden.model, lax.weakness()),
                KeptFields.of(lax.witness()));
        assertThat(lax.broken()).isTrue();
        assertThat(strict.broken()).isFalse();
    }

    @Test
    void gradientsFindASlopeAndAreTooWeakForAStep() {
        int slopes = 0;
        for (Plant plant : plants(Kind.SLOPE)) {
            slopes += byGradients(plant, GradientSettings.defaults())
                            .filter(PlantEvidence::fell)
                            .isPresent()
                    ? 1
                    : 0;
        }
        int steps = 0;
        for (Plant plant : plants(Kind.STEP)) {
            steps += byGradients(plant, GradientSettings.defaults())
                            .filter(PlantEvidence::fell)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(slopes).isGreaterThan(steps);
    }

    /** The others go on to their end: the copy loses one organ of three, and that is not enough for them. */
    @Test
    void aSearchThatEndsWithWhatBreaksItBreaksTheSamePlantsWithFewerPasses() {
        OrganLimits toTheEnd = new OrganLimits(List.of(0.3, 0.3, 0.3), 0.2);
        long passes = 0;
        long all = 0;
        int fallen = 0;
        for (Kind kind : Kind.values()) {
            for (Plant plant : plants(kind)) {
                AttackTask ofModel = garden.task();
                AttackTask task = plant.task(
                        Plant.SEARCHES,
                        new AttackTask(
                                ofModel.spec(),
                                ofModel.budget(),
                                ofModel.training(),
                                ofModel.mostSlices(),
                                ofModel.replayed(),
                                toTheEnd));
                CountingModel soon = new CountingModel(plant.copy());
                CountingModel late = new CountingModel(plant.copy());
                Optional<Contender> fellTo =
                        plant.attacked(searches(soon, task, task.limits())).flatMap(PlantEvidence::fellTo);
                assertThat(fellTo)
                        .as("%s", plant.purpose())
                        .isEqualTo(
                                plant.attacked(searches(late, task, toTheEnd)).flatMap(PlantEvidence::fellTo));
                fallen += fellTo.isPresent() ? 1 : 0;
                passes += soon.passes().forward();
                all += late.passes().forward();
            }
        }
        assertThat(fallen).isGreaterThan(4);
        assertThat(passes).isLessThan(all * 2 / 3);
    }

    private List<NamedAttack> searches(CountingModel copy, AttackTask task, OrganLimits limits) {
        Budget budget = new Budget(garden.run.budget);
        Set<FieldKind> fields = task.spec().fields();
        Attack bumps = new BumpAttack(copy, budget, fields, 96, limits);
        Attack gradient = new GradientAttack(
                copy.differentiable().orElseThrow(),
                budget,
                fields,
                GradientSettings.defaults(),
                limits,
                List.of(bumps),
                ControlSpacing.USUAL);
        Attack query = new QueryAttack(copy, List.of(bumps), budget, fields, 64, limits, ControlSpacing.USUAL);
        return List.of(
                new NamedAttack(Contender.GRADIENT, gradient, 8),
                new NamedAttack(Contender.BUMPS, bumps, 4),
                new NamedAttack(Contender.QUERY, query, 4));
    }

    /** What is lost without the weakness is not what is sought. */
    @Test
    void aSearchIsOverOnceItHasFoundWhatBreaksItAndNotBefore() {
        Plant plant = plants(Kind.STEP).get(0);
        OrganLimits.Sought sought =
                plant.task(Plant.SEARCHES, garden.task()).limits().sought().orElseThrow();
        assertThat(sought.organ()).isEqualTo(plant.weakness().organ());
        assertThat(sought.found().test(KeptFields.of(plant.witness()))).isTrue();
        assertThat(sought.found()
                        .test(KeptFields.of(Perturbation.none(plant.weakness().image()))))
                .isFalse();
        Perturbation far = plant.witness().times(1000, 1000);
        assertThat(sought.found().test(KeptFields.of(far)))
                .as("held to the budget")
                .isEqualTo(Garden.attacked(plant, Garden.giving(far)).fell());
    }

    @Test
    void fieldsAsCoarseAsTheImageBreakNothing() {
        for (Kind kind : Kind.values()) {
            for (Plant plant : plants(kind)) {
                assertThat(byGradients(plant, new GradientSettings(2, 12, TextureCohort.SIDE))
                                .orElseThrow()
                                .fell())
                        .as("%s", plant.purpose())
                        .isFalse();
            }
        }
    }

    /** Empty where the model loses the organ of itself, which shows nothing. */
    private Optional<PlantEvidence> byGradients(Plant plant, GradientSettings settings) {
        Set<FieldKind> fields =
                plant.task(EnumSet.of(Contender.GRADIENT), garden.task()).spec().fields();
        Attack attack = new GradientAttack(
                plant.copy().differentiable().orElseThrow(),
                new Budget(garden.run.budget),
                fields,
                settings,
                OrganLimits.ALIKE,
                List.of(),
                ControlSpacing.USUAL);
        return plant.attacked(List.of(new NamedAttack(Contender.GRADIENT, attack, 4)));
    }

    @Test
    void theSameAttacksOnItAreForItsSliceAndForDWithDAlone() {
        AttackSpec all = garden.run.spec().attack();
        for (Plant plant : plants(Kind.SLOPE)) {
            AttackTask task = plant.task(EnumSet.of(Contender.QUERY), garden.task());
            assertThat(task.spec().contenders()).containsExactly(Contender.QUERY);
            assertThat(task.spec().fields())
                    .isEqualTo(
                            plant.purpose().field() == FieldKind.DEFORMATION
                                    ? EnumSet.of(FieldKind.DEFORMATION)
                                    : all.fields());
            assertThat(task.training().some(0, 1).pixels())
                    .isEqualTo(plant.weakness().image().pixels());
            assertThat(task.mostSlices()).isEqualTo(garden.task().mostSlices());
            assertThat(task.limits().falls()).isEqualTo(garden.task().limits().falls());
            assertThat(task.limits().lost()).isEqualTo(garden.task().limits().lost());
            assertThat(task.limits().sought())
                    .hasValueSatisfying(sought -> assertThat(sought.organ())
                            .isEqualTo(plant.weakness().organ()));
        }
        assertThat(Plant.SEARCHES).containsExactly(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
    }
}
