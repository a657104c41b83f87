package org.duress.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class CanaryEvidenceTest {
    @Test
    void countsWhatFellAndTakesMeansOverThePlants() {
        CanaryEvidence canary = new CanaryEvidence(
                Kind.STEP,
                4,
                List.of(plant(0.25, 0.5, 1, Optional.empty()), plant(0, 0.125, 0.125, Optional.of(Contender.QUERY))));
        assertThat(canary.fallen()).isEqualTo(1);
        assertThat(canary.fallenUnderRandom()).isEqualTo(1);
        assertThat(canary.plantedDice()).isEqualTo(0.125);
        assertThat(canary.attackedDice()).isEqualTo(0.3125);
        assertThat(canary.randomDice()).isEqualTo(0.5625);
    }

    @Test
    void withoutPlantsNothingIsKnown() {
        CanaryEvidence none = new CanaryEvidence(Kind.SLOPE, 4, List.of());
        assertThat(none.fallen()).isZero();
        assertThat(none.plantedDice()).isNaN();
    }

    @Test
    void randomFieldsBreakWhatTheyTakeNearlyAsMuchFromAsTheWitness() {
        assertThat(plant(0.25, 1, 0.45, Optional.empty()).fellUnderRandom()).isTrue();
        assertThat(plant(0.25, 1, 0.46, Optional.empty()).fellUnderRandom()).isFalse();
    }

    private static PlantEvidence plant(double witness, double attacked, double random, Optional<Contender> fellTo) {
        return new PlantEvidence("s1_z0", "liver", FieldKind.INTENSITY, 0.5, witness, attacked, random, fellTo);
    }
}
