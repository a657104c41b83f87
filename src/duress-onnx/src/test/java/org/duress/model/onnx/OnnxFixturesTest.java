package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.ModelFile;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole networks as PyTorch exports them; made by src/duress-onnx/src/test/python/export_onnx_fixtures.py with random
 * weights.
 */
class OnnxFixturesTest {
    private static ModelSpec spec(String name, OptionalInt channels) {
        return new ModelSpec(
                "onnx",
                Path.of(ModelSpec.CLASSPATH + "org/duress/model/onnx/" + name + ".onnx"),
                ModelHead.AUTO,
                ModelLayout.AUTO,
                channels,
                Optional.empty(),
                Map.of());
    }

    /** Opened, at a size that it was not probed at, and against a plain run of ONNX Runtime with another image. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nnunet, 3, 48 x 80, LOGITS",
        "bilinear-unet, 4, 50 x 46, PROBABILITIES",
        "mobile-unet, 3, 48 x 64, LOGITS",
        "attention-unet, 2, 48 x 40, ORGAN_PROBABILITIES",
        "deeplab, 3, 52 x 60, PROBABILITIES",
        "groupnorm-unet, 3, 48 x 40, LOGITS",
        "layernorm-net, 3, 48 x 40, LOGITS",
        "nhwc-unet, 3, 48 x 40, PROBABILITIES",
        "fixed-unet, 3, 48 x 32, LOGITS",
        "nnunet-volumes, 3, 6 x 40 x 24, LOGITS",
        "monai-unet-volumes, 3, 8 x 12 x 20, LOGITS",
        "trilinear-unet-volumes, 3, 6 x 10 x 13, PROBABILITIES",
        "segresnet-volumes, 3, 6 x 10 x 8, ORGAN_PROBABILITIES",
        "fixed-volumes, 3, 8 x 16 x 12, LOGITS",
    })
    void networkIsWhatOnnxRuntimeRuns(String name, int classes, String size, ModelHead head) {
        Grid grid = grid(size);
        ModelSpec spec = spec(name, OptionalInt.empty());
        try (DifferentiableModel model =
                new OnnxFormat().open(spec).differentiable().orElseThrow()) {
            assertThat(model.classes()).isEqualTo(classes);
            OnnxModel parsed = parsed(spec);
            int batch = parsed.image().batch();
            int in = model.channels();
            assertThat(in)
                    .isEqualTo(Map.of("mobile-unet", 3, "monai-unet-volumes", 2).getOrDefault(name, 1));
            float[] pixels = gaussian(batch * grid.voxels() * in, 17);
            float[] own = model.probabilities(new ImageBatch(pixels, batch, grid, in));
            float[] raw = runtime(parsed, pixels, grid);
            boolean last = parsed.image().layout() == ModelLayout.NHWC;
            int channels = raw.length / (batch * grid.voxels());
            float[] pixelwise = new float[raw.length];
            for (int i = 0; i < raw.length; i++) {
                int area = grid.voxels();
                int image = i / (area * channels);
                int at = i % (area * channels);
                int to = last ? i : (image * area + at % area) * channels + at / area;
                pixelwise[to] = name.equals("deeplab") ? (float) Math.exp(raw[i]) : raw[i];
            }
            double off = Head.difference(own, pixelwise, channels, classes, head);
            assertThat(off).isLessThan(2e-5);
        }
    }

    private static Grid grid(String size) {
        return Grid.of(
                Arrays.stream(size.split(" x ")).mapToInt(Integer::parseInt).toArray());
    }

    /** A file with one output. */
    static OnnxModel parsed(ModelSpec spec) {
        OnnxFile file = OnnxFile.read(ModelFile.read(spec), spec);
        return file.model(file.proto().getGraph().getOutput(0).getName());
    }

    /** What ONNX Runtime answers to images {@code [count, grid, channels]}. */
    private static float[] runtime(OnnxModel model, float[] pixels, Grid grid) {
        int channels = model.image().channels();
        int area = grid.voxels();
        boolean last = model.image().layout() == ModelLayout.NHWC;
        float[] input = new float[pixels.length];
        for (int i = 0; i < input.length; i++) {
            int pixel = i / channels;
            input[last ? i : (pixel / area * channels + i % channels) * area + pixel % area] = pixels[i];
        }
        try (OnnxRuntime runtime = new OnnxRuntime(model, List.of())) {
            return Objects.requireNonNull(runtime.run(input, model.image().shape(grid), Set.of(model.output()))
                    .get(model.output()));
        }
    }

    static float[] gaussian(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Along random directions, central differences of ONNX Runtime's own answers: nothing of Duress is in them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "bilinear-unet, 32 x 32",
        "nhwc-unet, 32 x 32",
        "trilinear-unet-volumes, 6 x 10 x 13",
    })
    void inputGradientIsTheDerivativeOfWhatOnnxRuntimeGives(String name, String size) {
        Grid grid = grid(size);
        ModelSpec spec = spec(name, OptionalInt.empty());
        try (DifferentiableModel model =
                new OnnxFormat().open(spec).differentiable().orElseThrow()) {
            OnnxModel parsed = parsed(spec);
            boolean last = parsed.image().layout() == ModelLayout.NHWC;
            int classes = model.classes();
            int area = grid.voxels();
            float[] pixels = gaussian(area, 3);
            float[] weights = gaussian(area * classes, 4);
            float[] gradient = model.forward(new ImageBatch(pixels, 1, grid))
                    .inputGradient(weights)
                    .clone();
            for (int k = 0; k < 5; k++) {
                float[] direction = gaussian(area, 10 + k);
                double h = 1e-3;
                double slope = 0;
                double product = 0;
                for (int sign = -1; sign <= 1; sign += 2) {
                    float[] moved = new float[area];
                    for (int i = 0; i < area; i++) {
                        moved[i] = (float) (pixels[i] + sign * h * direction[i]);
                    }
                    float[] raw = runtime(parsed, moved, grid);
                    for (int i = 0; i < raw.length; i++) {
                        int to = last ? i : i % area * classes + i / area;
                        slope += sign * (double) raw[i] * weights[to] / (2 * h);
                    }
                }
                for (int i = 0; i < area; i++) {
                    product += (double) gradient[i] * direction[i];
                }
                // Kinks of ReLU and pooling lie within the step here and there.
                assertThat(product).isCloseTo(slope, org.assertj.core.api.Assertions.within(0.02 * norm(gradient)));
            }
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
