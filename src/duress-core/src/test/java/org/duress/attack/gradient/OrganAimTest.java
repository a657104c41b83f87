package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duress.attack.Budget;
import org.duress.attack.CleanAnswers;
import org.duress.attack.ControlSpacing;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.metric.OrganScores;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.junit.jupiter.api.Test;

/** Two organs and one that does not show, each seen by a sigmoid of the pixel in its own third of the image. */
class OrganAimTest {
    private static final int SIZE = 24;
    private static final int PIXELS = SIZE * SIZE;
    private static final Set<FieldKind> SHADES = EnumSet.of(FieldKind.INTENSITY);
    private static final Budget BUDGET = new Budget(new BudgetSpec(0.1, 3, 0, 1, 1));

    /** The organ of a pixel. */
    private static int organ(int pixel) {
        return 1 + pixel % SIZE * 3 / SIZE;
    }

    /** An organ's sigmoid is steep or slow; of the third one it is far from where the image is. */
    private static final class Thirds implements MadeUpModel, DifferentiableModel {
        private double probability(float intensity, int organ) {
            return 1 / (1 + Math.exp(-slope(organ) * (intensity - (organ == 3 ? 2.2 : 0))));
        }

        private static double slope(int organ) {
            return organ == 2 ? 1.5 : 3;
        }

        @Override
        public Forward forward(ImageBatch images) {
            float[] out = probabilities(images);
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return out;
                }

                @Override
                public float[] inputGradient(float[] gradient) {
                    float[] back = new float[images.pixels().length];
                    for (int p = 0; p < back.length; p++) {
                        int organ = organ(p % PIXELS);
                        double s = out[4 * p + organ];
                        back[p] = (float) (slope(organ) * s * (1 - s) * (gradient[4 * p + organ] - gradient[4 * p]));
                    }
                    return back;
                }
            };
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            float[] out = new float[4 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                int organ = organ(p % PIXELS);
                float s = (float) probability(images.pixels()[p], organ);
                out[4 * p + organ] = s;
                out[4 * p] = 1 - s;
            }
            return out;
        }

        @Override
        public int classes() {
            return 4;
        }

        @Override
        public String fingerprint() {
            return "thirds";
        }
    }

    private final Thirds model = new Thirds();

    private static ImageBatch grey(float value) {
        float[] pixels = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            pixels[p] = value + 0.1f * (float) Math.sin(p);
        }
        return new ImageBatch(pixels, 1, Grid.of(SIZE, SIZE));
    }

    private List<Perturbation> found(ImageBatch image, int restarts) {
        return new GradientAttack(
                        model,
                        BUDGET,
                        SHADES,
                        new GradientSettings(restarts, 10, 4),
                        OrganLimits.ALIKE,
                        List.of(),
                        ControlSpacing.USUAL)
                .perturb(image, 20, 7);
    }

    private double worst(ImageBatch image, List<Perturbation> fields, int organ) {
        CleanAnswers answers = new CleanAnswers(model, image);
        return fields.stream()
                .map(one ->
                        answers.ask(List.of(new CleanAnswers.Question(0, one))).get(0))
                .mapToDouble((OrganScores scores) -> scores.of(organ))
                .min()
                .orElseThrow();
    }

    @Test
    void whatIsFoundIsWorseForEachOrganThanWhatAimsAtAllOfThem() {
        ImageBatch image = grey(0.4f);
        List<Perturbation> atAll = found(image, 2);
        List<Perturbation> aimed = found(image, 5);
        assertThat(worst(image, aimed, 1)).as("the steep one").isLessThanOrEqualTo(worst(image, atAll, 1));
        for (int organ = 2; organ <= 3; organ++) {
            assertThat(worst(image, aimed, organ)).as("organ %d", organ).isLessThan(worst(image, atAll, organ) - 0.005);
        }
    }

    /** Neither loss of all organs knows of an organ that does not show. */
    @Test
    void anOrganThatDoesNotShowIsDrawn() {
        ImageBatch image = grey(0.4f);
        assertThat(new CleanAnswers(model, image).shown(0).shows(3)).isFalse();
        assertThat(worst(image, found(image, 5), 3)).isLessThan(0.9);
    }

    @Test
    void anImageThatShowsNoOrganIsAimedAtFromTheStart() {
        ImageBatch dark = grey(-4);
        assertThat(new CleanAnswers(model, dark).shown(0).count()).isZero();
        List<Perturbation> found = found(dark, 3);
        for (int organ = 1; organ <= 2; organ++) {
            assertThat(worst(dark, found, organ)).isLessThan(1);
        }
    }

    @Test
    void theWorstByTheMeanComesFirstAndNoneComesTwice() {
        ImageBatch image = grey(0.4f);
        List<Perturbation> found = found(image, 5);
        assertThat(found).hasSizeBetween(5, 8);
        CleanAnswers answers = new CleanAnswers(model, image);
        double[] means = found.stream()
                .mapToDouble(one -> answers.ask(List.of(new CleanAnswers.Question(0, one)))
                        .get(0)
                        .mean())
                .toArray();
        assertThat(means[0]).isEqualTo(java.util.Arrays.stream(means).min().orElseThrow());
        assertThat(found.stream().map(one -> java.util.Arrays.hashCode(one.intensity())))
                .doesNotHaveDuplicates();
    }
}
