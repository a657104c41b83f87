package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One network in every format ({@code robustness-specs/formats}): same answers, same gradients. The evidence is {@code
 * FormatEvidenceTest}'s.
 */
class FormatsAgreeTest {
    private static final Path SPECS = Path.of("robustness-specs", "formats");

    /** Of {@code WriteSmallUNets}, and what the exporters make of it. */
    private static final String COLOURS = "classpath:org/duress/model/formats/colour-unet";

    private static final String VOLUMES = "classpath:org/duress/model/formats/volume-unet";

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
        float[] direction = gaussian(new Random(4), images.length * 5);
        try (DifferentiableModel own = open("duress");
                DifferentiableModel other =
                        Models.open(spec.model()).differentiable().orElseThrow()) {
            requireAgreement(own, other, batch, direction);
        }
    }

    /** Red, green and blue are weighted differently, so that a format that swaps them answers otherwise. */
    @ParameterizedTest
    @CsvSource({"onnx, .onnx", "torchscript, .pt", "keras, .h5", "dl4j, -dl4j.zip", "samediff, .fb"})
    void theyAreOfThreeChannelsToo(String format, String ending) {
        Random random = new Random(6);
        Grid grid = Grid.of(64, 64);
        ImageBatch batch = new ImageBatch(gaussian(random, 2 * grid.voxels() * 3), 2, grid, 3);
        float[] direction = gaussian(random, 2 * grid.voxels() * 4);
        try (DifferentiableModel own = open("duress", COLOURS + ".zip");
                DifferentiableModel other = open(format, COLOURS + ending)) {
            assertThat(other.channels()).isEqualTo(3);
            requireAgreement(own, other, batch, direction);
        }
    }

    /** Their planes are fewer than their rows, and these fewer than their columns. */
    @ParameterizedTest
    @CsvSource({"onnx, .onnx", "torchscript, .pt", "keras, .h5", "dl4j, -dl4j.zip", "samediff, .fb"})
    void theyAreOfVolumesToo(String format, String ending) {
        Random random = new Random(7);
        Grid grid = Grid.of(8, 12, 16);
        ImageBatch batch = new ImageBatch(gaussian(random, 2 * grid.voxels()), 2, grid);
        float[] direction = gaussian(random, 2 * grid.voxels() * 4);
        try (DifferentiableModel own = open("duress", VOLUMES + ".zip");
                DifferentiableModel other = open(format, VOLUMES + ending)) {
            requireAgreement(own, other, batch, direction);
        }
    }

    private static float[] gaussian(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void requireAgreement(
            DifferentiableModel own, DifferentiableModel other, ImageBatch batch, float[] direction) {
        DifferentiableModel.Forward expected = own.forward(batch);
        DifferentiableModel.Forward actual = other.forward(batch);
        assertThat(relative(actual.probabilities(), expected.probabilities()))
                .as("probabilities")
                .isLessThan(1e-5);
        assertThat(relative(actual.inputGradient(direction), expected.inputGradient(direction)))
                .as("input gradient")
                .isLessThan(1e-4);
    }

    private static DifferentiableModel open(String format, String resource) {
        return Models.open(new ModelSpec(format, Path.of(resource)))
                .differentiable()
                .orElseThrow();
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
