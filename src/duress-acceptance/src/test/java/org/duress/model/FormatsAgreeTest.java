package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.model.open.Models;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One network in every format ({@code robustness-specs/formats}): same answers, same gradients. The evidence is {@code
 * FormatEvidenceTest}'s.
 */
class FormatsAgreeTest {
    private static final Path SPECS = Path.of("robustness-specs", "formats");

    static Stream<RobustnessSpec> foreign() {
        return SpecFiles.readFolder(SPECS).stream()
                .filter(spec -> !spec.model().format().equals("duress"));
    }

    @Test
    void everyFormatHasItsSpec() {
        assertThat(SpecFiles.readFolder(SPECS))
                .extracting(spec -> spec.model().format())
                .containsExactlyInAnyOrder("duress", "dl4j", "keras", "onnx", "samediff", "torchscript");
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void probabilitiesAndInputGradientsAreTheSame(RobustnessSpec spec) {
        Cohort cohort = Cohorts.open(spec.cohort());
        int pixels = cohort.grid().height() * cohort.grid().width();
        float[] images = new float[3 * pixels];
        for (int i = 0; i < 3; i++) {
            float[] image = cohort.subjects().get(i).slices().get(i).image();
            System.arraycopy(image, 0, images, i * pixels, pixels);
        }
        ImageBatch batch = new ImageBatch(images, 3, cohort.grid());
        Random random = new Random(4);
        float[] direction = new float[images.length * 5];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        try (DifferentiableModel own = open("duress");
                DifferentiableModel other =
                        Models.open(spec.model()).differentiable().orElseThrow()) {
            DifferentiableModel.Forward expected = own.forward(batch);
            DifferentiableModel.Forward actual = other.forward(batch);
            assertThat(relative(actual.probabilities(), expected.probabilities()))
                    .as("probabilities")
                    .isLessThan(1e-5);
            assertThat(relative(actual.inputGradient(direction), expected.inputGradient(direction)))
                    .as("input gradient")
                    .isLessThan(1e-4);
        }
    }

    private static DifferentiableModel open(String format) {
        return Models.open(SpecFiles.read(SPECS.resolve(format + ".yaml")).model())
                .differentiable()
                .orElseThrow();
    }

    /** Largest difference in units of the largest value. */
    private static double relative(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
        }
        return difference / largest;
    }
}
