package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duress.RobustnessResult;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One network in every format ({@code robustness-specs/formats}): same answers, same gradients, same evidence. */
class FormatsAgreeTest {
    private static final Path SPECS = Path.of("robustness-specs", "formats");

    @TempDir
    Path store;

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
        int pixels = cohort.height() * cohort.width();
        float[] images = new float[3 * pixels];
        for (int i = 0; i < 3; i++) {
            float[] image = cohort.subjects().get(i).slices().get(i).image();
            System.arraycopy(image, 0, images, i * pixels, pixels);
        }
        ImageBatch batch = new ImageBatch(images, 3, cohort.height(), cohort.width());
        Random random = new Random(4);
        float[] direction = new float[images.length * 5];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        try (DifferentiableModel own = open("duress");
                DifferentiableModel other = (DifferentiableModel) Models.open(spec.model())) {
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
        return (DifferentiableModel)
                Models.open(SpecFiles.read(SPECS.resolve(format + ".yaml")).model());
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

    /** Training amplifies the last bit of a gradient, so attackers differ a little: 0.02 of Dice after 60 steps. */
    @Test
    void evidenceAgrees() {
        Map<String, RobustnessResult> results = new TreeMap<>();
        for (RobustnessSpec spec : SpecFiles.readFolder(SPECS)) {
            try (SegmentationModel model = Models.open(spec.model())) {
                results.put(
                        spec.model().format(),
                        new RobustnessGate(store)
                                .run(spec, model, Cohorts.open(spec.cohort()), GateListener.SILENT)
                                .result());
            }
        }
        RobustnessResult own = results.get("duress");
        assertThat(own).isNotNull();
        results.forEach((format, result) -> System.out.println(format + " xent "
                + result.evidence().crossEntropy() + " p " + result.evidence().perceptibility() + " " + dice(result, 0)
                + dice(result, 1) + dice(result, 2) + dice(result, 3)));
        results.forEach((format, result) -> {
            assertThat(result.verdict()).as(format).isEqualTo(own.verdict());
            for (int organ = 0; organ < 4; organ++) {
                List<Double> dice = dice(result, organ);
                List<Double> expected = dice(own, organ);
                System.out.printf(
                        "%-12s organ %d: clean %.5f attacked %.5f%n", format, organ, dice.get(0), dice.get(1));
                assertThat(dice.get(0))
                        .as("%s, clean, organ %d", format, organ)
                        .isCloseTo(expected.get(0), within(1e-4));
                assertThat(dice.get(1))
                        .as("%s, attacked, organ %d", format, organ)
                        .isCloseTo(expected.get(1), within(0.02));
                assertThat(dice.get(1)).as("the attack is felt").isLessThan(dice.get(0) - 0.01);
            }
        });
    }

    private static List<Double> dice(RobustnessResult result, int organ) {
        return List.of(
                result.evidence().organs().get(organ).cleanDice(),
                result.evidence().organs().get(organ).attackedDice());
    }
}
