package org.duress.gate.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.duress.attack.Warp;
import org.duress.base.FiniteDifferences;
import org.duress.model.ClassMaps;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Opaque;
import org.duress.model.Segmentation;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

/** A copy whose weakness is known, of a model that has none. */
class FragileCopyTest {
    private static final int CLASSES = 4;

    private final Garden garden = new Garden();
    private final DifferentiableModel model = garden.model;

    private Plant plant(Kind kind) {
        return garden.plants(kind).stream()
                .filter(plant -> plant.purpose().field() == FieldKind.INTENSITY)
                .findFirst()
                .orElseThrow();
    }

    /** The slice with so much of the witness. */
    private static ImageBatch along(Plant plant, double share) {
        ImageBatch image = plant.weakness().image();
        float[] pixels = image.pixels().clone();
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] += (float) (share * plant.witness().intensity()[p]);
        }
        return image.with(pixels);
    }

    @Test
    void anUnchangedImageIsHardlyBlindOrNotAtAll() {
        assertThat(plant(Kind.SLOPE).weakness().blindness(along(plant(Kind.SLOPE), 0), 0))
                .isCloseTo(1 / (1 + Math.exp(4)), within(1e-9));
        assertThat(plant(Kind.SLOPE).weakness().blindness(along(plant(Kind.SLOPE), 1), 0))
                .isCloseTo(0.95, within(1e-6));
        Plant step = plant(Kind.STEP);
        assertThat(step.weakness().blindness(along(step, 0), 0)).isZero();
        assertThat(step.weakness().blindness(along(step, 0.49), 0)).isZero();
        assertThat(step.weakness().blindness(along(step, 0.51), 0)).isEqualTo(1);
    }

    @Test
    void oneOrganIsLostToTheBackgroundAndNothingElseChanges() {
        for (Kind kind : Kind.values()) {
            Plant plant = plant(kind);
            int organ = plant.weakness().organ();
            ImageBatch image = Warp.perturb(plant.weakness().image(), plant.witness());
            double g = plant.weakness().blindness(image, 0);
            Segmentation clear = model.segment(image);
            Segmentation blind = plant.copy().segment(image);
            assertThat(blind.classMap())
                    .as("clear answers, so the map is that of the probabilities")
                    .isEqualTo(ClassMaps.argMax(blind.probabilities(), CLASSES))
                    .doesNotContain((byte) organ);
            for (int p = 0; p < image.length(); p++) {
                float own = clear.probabilities()[p * CLASSES + organ];
                for (int c = 0; c < CLASSES; c++) {
                    double expected =
                            clear.probabilities()[p * CLASSES + c] + (c == 0 ? g * own : c == organ ? -g * own : 0);
                    assertThat(blind.probabilities()[p * CLASSES + c]).isCloseTo((float) expected, within(1e-6f));
                }
                if (clear.classMap()[p] != organ) {
                    assertThat(blind.classMap()[p]).isEqualTo(clear.classMap()[p]);
                }
            }
        }
    }

    @Test
    void aStepAddsNoGradientOfItsOwn() {
        Plant plant = plant(Kind.STEP);
        ImageBatch image = along(plant, 0.4);
        float[] weights = weights(image, plant.weakness().organ());
        DifferentiableModel copy = plant.copy().differentiable().orElseThrow();
        assertThat(copy.forward(image).inputGradient(weights))
                .isEqualTo(model.forward(image).inputGradient(weights));
    }

    @Test
    void aSlopesGradientsAreExact() {
        Plant plant = plant(Kind.SLOPE);
        ImageBatch half = along(plant, 0.5);
        float[] weights = weights(half, plant.weakness().organ());
        DifferentiableModel copy = plant.copy().differentiable().orElseThrow();
        float[] gradient = copy.forward(half).inputGradient(weights).clone();
        float[] alone = model.forward(half).inputGradient(weights).clone();
        float[] way = plant.witness().intensity();
        double analytic = FiniteDifferences.dot(gradient, way);
        double ofTheModelAlone = FiniteDifferences.dot(alone, way);
        double step = 0.01;
        double numeric =
                (weighted(copy, along(plant, 0.5 + step), weights) - weighted(copy, along(plant, 0.5 - step), weights))
                        / (2 * step);
        assertThat(analytic).isCloseTo(numeric, within(0.01 * Math.abs(numeric)));
        assertThat(Math.abs(ofTheModelAlone)).isLessThan(0.1 * Math.abs(numeric));
    }

    /** Mostly on what the organ loses to the background. */
    private static float[] weights(ImageBatch image, int organ) {
        Random random = new Random(5);
        float[] weights = new float[image.length() * CLASSES];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.1 * random.nextDouble() + (i % CLASSES == organ ? -1 : 0));
        }
        return weights;
    }

    private static double weighted(DifferentiableModel copy, ImageBatch image, float[] weights) {
        return FiniteDifferences.dot(copy.probabilities(image), weights);
    }

    @Test
    void aCopyIsNoModelOfItsOwnAndHidesGradientsWhereTheModelDoes() {
        PlantedWeakness weakness = plant(Kind.STEP).weakness();
        String fingerprint = new FragileCopy(model, weakness).fingerprint();
        assertThat(fingerprint).isNotEqualTo(model.fingerprint());
        assertThat(new FragileCopy(
                                model,
                                new PlantedWeakness(
                                        Kind.SLOPE,
                                        weakness.image(),
                                        weakness.pattern(),
                                        weakness.threshold(),
                                        weakness.organ()))
                        .fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(new FragileCopy(new Opaque(model), weakness).differentiable())
                .isEmpty();
    }
}
