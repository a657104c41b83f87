package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        "nnunet, 3, 48, 80, LOGITS",
        "bilinear-unet, 4, 50, 46, PROBABILITIES",
        "mobile-unet, 3, 48, 64, LOGITS",
        "attention-unet, 2, 48, 40, ORGAN_PROBABILITIES",
        "deeplab, 3, 52, 60, PROBABILITIES",
        "groupnorm-unet, 3, 48, 40, LOGITS",
        "layernorm-net, 3, 48, 40, LOGITS",
        "nhwc-unet, 3, 48, 40, PROBABILITIES",
        "fixed-unet, 3, 48, 32, LOGITS",
    })
    void networkIsWhatOnnxRuntimeRuns(String name, int classes, int height, int width, ModelHead head) {
        ModelSpec spec = spec(name, OptionalInt.empty());
        try (DifferentiableModel model =
                new OnnxFormat().open(spec).differentiable().orElseThrow()) {
            assertThat(model.classes()).isEqualTo(classes);
            OnnxModel parsed = parsed(spec);
            int batch = parsed.image().batch();
            int in = model.channels();
            assertThat(in).isEqualTo(name.equals("mobile-unet") ? 3 : 1);
            float[] pixels = gaussian(batch * height * width * in, 17);
            float[] own = model.probabilities(new ImageBatch(pixels, batch, Grid.of(height, width), in));
            float[] raw = runtime(parsed, pixels, height, width);
            boolean last = parsed.image().layout() == ModelLayout.NHWC;
            int channels = raw.length / (batch * height * width);
            float[] pixelwise = new float[raw.length];
            for (int i = 0; i < raw.length; i++) {
                int area = height * width;
                int image = i / (area * channels);
                int at = i % (area * channels);
                int to = last ? i : (image * area + at % area) * channels + at / area;
                pixelwise[to] = name.equals("deeplab") ? (float) Math.exp(raw[i]) : raw[i];
            }
            double off = Head.difference(own, pixelwise, channels, classes, head);
            assertThat(off).isLessThan(2e-5);
        }
    }

    /** A file with one output. */
    static OnnxModel parsed(ModelSpec spec) {
        OnnxFile file = OnnxFile.read(ModelFile.read(spec), spec);
        return file.model(file.proto().getGraph().getOutput(0).getName());
    }

    /** What ONNX Runtime answers to images {@code [count, height, width, channels]}. */
    private static float[] runtime(OnnxModel model, float[] pixels, int height, int width) {
        int channels = model.image().channels();
        int area = height * width;
        boolean last = model.image().layout() == ModelLayout.NHWC;
        float[] input = new float[pixels.length];
        for (int i = 0; i < input.length; i++) {
            int pixel = i / channels;
            input[last ? i : (pixel / area * channels + i % channels) * area + pixel % area] = pixels[i];
        }
        try (OnnxRuntime runtime = new OnnxRuntime(model, List.of())) {
            return Objects.requireNonNull(runtime.run(input, model.image().shape(Grid.of(height, width)), Set.of(model.output()))
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
        "bilinear-unet, 32, 32",
        "nhwc-unet, 32, 32",
    })
    void inputGradientIsTheDerivativeOfWhatOnnxRuntimeGives(String name, int height, int width) {
        ModelSpec spec = spec(name, OptionalInt.empty());
        try (DifferentiableModel model =
                new OnnxFormat().open(spec).differentiable().orElseThrow()) {
            OnnxModel parsed = parsed(spec);
            boolean last = parsed.image().layout() == ModelLayout.NHWC;
            int classes = model.classes();
            int area = height * width;
            float[] pixels = gaussian(area, 3);
            float[] weights = gaussian(area * classes, 4);
            float[] gradient = model.forward(new ImageBatch(pixels, 1, Grid.of(height, width)))
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
                    float[] raw = runtime(parsed, moved, height, width);
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
