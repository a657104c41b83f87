package org.duress.gate.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.result.slice.Trial;
import org.duress.spec.FieldKind;
import org.duress.spec.RealismSpec;
import org.junit.jupiter.api.Test;

/** What is planted where. */
class PlantingTest {
    private static final FieldKind D = FieldKind.DEFORMATION;
    private static final FieldKind V = FieldKind.INTENSITY;

    private final Garden garden = new Garden();

    @Test
    void eachFieldAndShareIsPlantedAndEachOrganInTurn() {
        for (Kind kind : Kind.values()) {
            List<PlantEvidence> plants = untouched(garden.plants(kind));
            assertThat(plants).as("%s", kind).hasSize(4);
            assertThat(plants)
                    .extracting(plant -> plant.field() + " " + plant.share())
                    .containsExactlyInAnyOrder("DEFORMATION 0.5", "DEFORMATION 0.9", "INTENSITY 0.5", "INTENSITY 0.9");
            assertThat(plants).extracting(PlantEvidence::organ).contains("liver", "kidney", "adrenal");
            assertThat(plants).extracting(PlantEvidence::slice).doesNotHaveDuplicates();
        }
    }

    @Test
    void ofTwoOrgansEachGetsBothFieldsAndBothShares() {
        // Evenly over the numbers: an organ gets every other plant, which is never one field or one share alone.
        List<Plant> plants = garden.plants(Kind.STEP);
        for (int first : List.of(0, 1)) {
            assertThat(List.of(
                            plants.get(first).purpose(), plants.get(first + 2).purpose()))
                    .extracting(Plot.Purpose::field)
                    .containsExactlyInAnyOrder(D, V);
            assertThat(List.of(
                            plants.get(first).purpose(), plants.get(first + 2).purpose()))
                    .extracting(Plot.Purpose::share)
                    .containsExactlyInAnyOrder(0.5, 0.9);
        }
    }

    @Test
    void aFieldThatMayNotBeUsedIsNotPlantedFor() {
        garden.run.fields = EnumSet.of(D);
        assertThat(garden.wanted()).isEqualTo(2);
        assertThat(garden.plants(Kind.SLOPE))
                .hasSize(2)
                .allMatch(plant -> plant.purpose().field() == D);
        garden.run.fields = EnumSet.allOf(FieldKind.class);
        garden.run.budget = Garden.budget().with(org.duress.spec.BudgetSpec.DISPLACEMENT, 0.0);
        assertThat(garden.plants(Kind.SLOPE))
                .hasSize(2)
                .allMatch(plant -> plant.purpose().field() == V);
    }

    @Test
    void oneSliceIsEnoughForAllOfThem() {
        garden.subjects = 1;
        assertThat(garden.plants(Kind.STEP)).hasSize(4);
    }

    @Test
    void anEighthOfTheSlicesButAtLeastFourAndAtMostEight() {
        for (int[] expected : new int[][] {{5, 4}, {32, 4}, {33, 5}, {48, 6}, {200, 8}}) {
            garden.subjects = expected[0];
            assertThat(garden.wanted()).as("%d slices", expected[0]).isEqualTo(expected[1]);
        }
    }

    @Test
    void aWitnessUsesItsFieldAloneAndSpendsItsShare() {
        for (Kind kind : Kind.values()) {
            for (Plant plant : garden.plants(kind)) {
                Perturbation witness = plant.witness();
                ImageBatch image = plant.weakness().image();
                assertThat(Trial.used(witness.deformation()))
                        .isEqualTo(plant.purpose().field() == D);
                assertThat(Trial.used(witness.intensity()))
                        .isEqualTo(plant.purpose().field() == V);
                assertThat(new Budget(garden.run.budget).spent(image, witness, 0))
                        .as("%s", plant.purpose())
                        .isCloseTo(plant.purpose().share(), within(0.15));
                assertThat(new Budget(garden.run.budget).project(image, witness))
                        .isSameAs(witness);
            }
        }
    }

    @Test
    void eachHasAPlaceOfItsOwnAndTheSameSeedTheSame() {
        List<Plant> plants = garden.plants(Kind.STEP);
        assertThat(plants).extracting(plant -> plant.copy().fingerprint()).doesNotHaveDuplicates();
        assertThat(places(plants)).doesNotHaveDuplicates();
        assertThat(garden.plants(Kind.STEP))
                .extracting(plant -> plant.copy().fingerprint())
                .isEqualTo(
                        plants.stream().map(plant -> plant.copy().fingerprint()).toList());
        garden.run.seed++;
        assertThat(places(garden.plants(Kind.STEP))).doesNotContainAnyElementsOf(places(plants));
    }

    /** Where each pattern is strongest. */
    private static List<Integer> places(List<Plant> plants) {
        return plants.stream()
                .map(plant -> {
                    float[] pattern = plant.weakness().pattern();
                    int most = 0;
                    for (int p = 0; p < pattern.length; p++) {
                        most = Math.abs(pattern[p]) > Math.abs(pattern[most]) ? p : most;
                    }
                    return most;
                })
                .toList();
    }

    @Test
    void whereNothingCountsNothingCanBePlanted() {
        garden.run.realism = new RealismSpec(1, OptionalDouble.empty(), OptionalDouble.empty());
        List<CanaryEvidence> canaries = garden.canaries(plant -> {
            throw new AssertionError("nothing to attack");
        });
        assertThat(canaries).extracting(CanaryEvidence::kind).containsExactly(Kind.SLOPE, Kind.STEP);
        assertThat(canaries).allSatisfy(canary -> {
            assertThat(canary.wanted()).isEqualTo(4);
            assertThat(canary.plants()).isEmpty();
        });
    }

    @Test
    void whereAPlantSaysNothingOneOfAnotherOrganIsTried() {
        List<String> tried = new ArrayList<>();
        List<CanaryEvidence> canaries = garden.canaries(plant -> {
            tried.add(plant.purpose() + plant.bed().organ());
            return Optional.of(Garden.untouched(plant)).filter(evidence -> tried.size() % 2 == 0);
        });
        // Of four two that stand are too many already.
        assertThat(tried).hasSize(8).doesNotHaveDuplicates();
        assertThat(canaries).allMatch(canary -> canary.plants().size() == 2);
    }

    @Test
    void plantingEndsAsSoonAsWhatIsLeftCouldChangeNothing() {
        List<String> tried = new ArrayList<>();
        List<CanaryEvidence> canaries = garden.canaries(plant -> {
            tried.add(plant.purpose() + plant.bed().organ());
            return Optional.of(fell(plant));
        });
        assertThat(canaries).allSatisfy(canary -> {
            assertThat(canary.wanted()).isEqualTo(4);
            assertThat(canary.tried()).as("three of four are three quarters").isEqualTo(3);
            assertThat(canary.fallen()).isEqualTo(3);
        });
        assertThat(tried)
                .as("the same plants in the same order as all of them")
                .containsExactlyElementsOf(Stream.of(Kind.values())
                        .flatMap(kind -> garden.plants(kind).stream().limit(3))
                        .map(plant -> plant.purpose() + plant.bed().organ())
                        .toList());
    }

    private static PlantEvidence fell(Plant plant) {
        return Garden.attacked(plant, Garden.giving(plant.witness()));
    }

    @Test
    void whatRealismLeavesIsPlantedWithin() {
        garden.run.fields = EnumSet.of(D);
        garden.run.realism = new RealismSpec(0.995, OptionalDouble.empty(), OptionalDouble.empty());
        assertThat(garden.plants(Kind.STEP))
                .isNotEmpty()
                .allSatisfy(plant -> assertThat(new Budget(garden.run.budget)
                                .spent(plant.weakness().image(), plant.witness(), 0))
                        .isLessThan(0.6 * plant.purpose().share()));
    }

    @Test
    void nothingIsPlantedWhereNothingMayBeChanged() {
        garden.run.budget = Garden.budget().withPerceptibility(0);
        assertThat(garden.canaries(plant -> Optional.of(Garden.untouched(plant))))
                .isEmpty();
        garden.run.budget = Garden.budget();
        garden.run.xi = 0;
        assertThat(garden.canaries(plant -> Optional.of(Garden.untouched(plant))))
                .isEmpty();
    }

    private static List<PlantEvidence> untouched(List<Plant> plants) {
        return plants.stream().map(Garden::untouched).toList();
    }
}
