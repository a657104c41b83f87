package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {
    private static final int SIDE = 16;
    private static final int COUNT = 3;

    private static GradientCheck check(Sigmoid model) {
        return GradientCheck.of(model, noise(COUNT), 3);
    }

    private static ImageBatch noise(int count) {
        Random random = new Random(1);
        float[] pixels = new float[count * SIDE * SIDE];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, Grid.of(SIDE, SIDE));
    }

    @Test
    void everyDerivativeOfASmoothModelIsComparedAndAgrees() {
        GradientCheck check = check(new Sigmoid());
        assertThat(check.compared()).isEqualTo(COUNT * 4);
        assertThat(check.undecided()).isZero();
        assertThat(check.largestError()).isLessThan(0.01);
    }

    /**
     * What libtorch did on a processor that hides its caches: all rows but the last of every image, by its own size.
     */
    @Test
    void wrongRowsOfEveryImageAreFound() {
        Sigmoid model = new Sigmoid();
        model.spoilGradient = gradient -> {
            for (int image = 0; image < gradient.length; image += SIDE * SIDE) {
                Random random = new Random(7);
                for (int p = 0; p < (SIDE - 1) * SIDE; p++) {
                    gradient[image + p] = (float) (0.1 * random.nextGaussian());
                }
            }
            return gradient;
        };
        assertThatThrownBy(() -> check(model))
                .isInstanceOf(DuressException.class)
                .hasMessageMatching(
                        "the model's own pullback gives wrong gradients: \\d+ of 12 derivatives are not what"
                                + " finite differences say, as along its gradient of image 1 of 3, where the"
                                + " gradient says .*;"
                                + " mend its inputGradient, or .*");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.5, 2})
    void aGradientOfTheWrongSizeIsFound(double factor) {
        Sigmoid model = new Sigmoid();
        model.spoilGradient = gradient -> {
            for (int p = 0; p < gradient.length; p++) {
                gradient[p] *= (float) factor;
            }
            return gradient;
        };
        assertThatThrownBy(() -> check(model)).hasMessageContaining("gives wrong gradients");
    }

    @Test
    void oneWrongImageOfABatchIsFoundAgainstItselfAlone() {
        Sigmoid model = new Sigmoid();
        model.spoilGradient = gradient -> {
            if (gradient.length == COUNT * SIDE * SIDE) {
                gradient[2 * SIDE * SIDE + 5] += 1;
            }
            return gradient;
        };
        assertThatThrownBy(() -> check(model))
                .hasMessageContaining("the gradient of image 3 of 3, alone and in its batch, differs by 1");
    }

    @Test
    void answersThatDependOnTheBatchAreFound() {
        Sigmoid model = new Sigmoid();
        model.offset = count -> count == 1 ? 0 : 0.1;
        assertThatThrownBy(() -> check(model))
                .hasMessageContaining("gives answers that depend on what else is in the batch: image 1 of 3");
    }

    @Test
    void gradientsThatDoNotRepeatAreFound() {
        Sigmoid model = new Sigmoid();
        Random random = new Random(4);
        model.spoilGradient = gradient -> {
            gradient[random.nextInt(SIDE)] += 1;
            return gradient;
        };
        assertThatThrownBy(() -> check(model))
                .hasMessageContaining(
                        "gives gradients that do not repeat: the gradient of image 1 of 3, asked for twice,");
    }

    @Test
    void gradientsThatAreNoNumbersAreFoundAndALibraryIsNamedWithTheProcessor() {
        Sigmoid model = new Sigmoid();
        model.engine = ComputeEngine.library("PyTorch 2.7.1", "export the model to ONNX");
        model.spoilGradient = gradient -> {
            gradient[SIDE * SIDE] = Float.NaN;
            return gradient;
        };
        assertThatThrownBy(() -> check(model))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageMatching(
                        "PyTorch 2.7.1 gives gradients that are not finite on this processor \\(.+\\): image 2 of"
                                + " 3 has one, where all of its answers are finite; export the model to ONNX");
    }

    @Test
    void aStaircaseHasNoDerivativeToCompare() {
        Sigmoid model = new Sigmoid();
        model.steepness = 1e6;
        model.spoilGradient = gradient -> new float[gradient.length];
        GradientCheck check = check(model);
        assertThat(check.compared()).isZero();
        assertThat(check.undecided()).isEqualTo(COUNT * 4);
        assertThat(check.largestError()).isNaN();
    }

    @Test
    void aModelThatAnswersAtRandomIsLeftToTheCheckOfItsAnswers() {
        Sigmoid model = new Sigmoid();
        Random random = new Random(4);
        model.offset = count -> random.nextGaussian();
        assertThat(check(model).compared()).isZero();
    }

    /** The second of three channels, which does so little that it would not stand out of the others. */
    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.5})
    void aWrongGradientOfOneChannelIsFound(double factor) {
        int channels = 3;
        Random random = new Random(1);
        float[] pixels = new float[2 * SIDE * SIDE * channels];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
        }
        ImageBatch images = new ImageBatch(pixels, 2, Grid.of(SIDE, SIDE), channels);
        Weighted model = new Weighted(new Sigmoid(), 1, 0.02f, 1);
        GradientCheck right = GradientCheck.of(model.differentiable().orElseThrow(), images, 3);
        assertThat(right.compared()).isEqualTo(2 * (4 + channels));
        model.factorOfSecond = factor;
        assertThatThrownBy(() -> GradientCheck.of(model.differentiable().orElseThrow(), images, 3))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("gives wrong gradients: 2 of 2 derivatives are not what finite differences say,"
                        + " as along noise in channel 2 of image");
    }

    /** Gives its model the weighted sum of its channels; the gradient of the second can be spoilt. */
    private static final class Weighted extends ForwardingModel {
        private final float[] weights;
        double factorOfSecond = 1;

        Weighted(SegmentationModel model, float... weights) {
            super(model);
            this.weights = weights;
        }

        @Override
        public int channels() {
            return weights.length;
        }

        @Override
        protected Passage passage(ImageBatch images) {
            float[] sums = new float[images.pixels().length / weights.length];
            for (int i = 0; i < images.pixels().length; i++) {
                sums[i / weights.length] += weights[i % weights.length] * images.pixels()[i];
            }
            return new Passage() {
                @Override
                public ImageBatch images() {
                    return new ImageBatch(sums, images.count(), images.grid());
                }

                @Override
                public float[] probabilities(float[] own) {
                    return own;
                }

                @Override
                public byte[] classMap(Segmentation own) {
                    return own.classMap();
                }

                @Override
                public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
                    float[] below = own.inputGradient(gradient);
                    float[] all = new float[images.pixels().length];
                    for (int i = 0; i < all.length; i++) {
                        int c = i % weights.length;
                        all[i] = (float) (weights[c] * below[i / weights.length] * (c == 1 ? factorOfSecond : 1));
                    }
                    return all;
                }
            };
        }
    }

    /**
     * Two classes, S_1 = sigmoid(steepness (mean of a pixel and its right neighbour) + offset); its pullback can be
     * spoilt.
     */
    private static final class Sigmoid implements MadeUpModel, DifferentiableModel {
        double steepness = 1;
        IntToDoubleFunction offset = count -> 0;
        UnaryOperator<float[]> spoilGradient = gradient -> gradient;
        ComputeEngine engine = ComputeEngine.OWN_CODE;

        @Override
        public Forward forward(ImageBatch images) {
            float[] x = images.pixels();
            float[] out = new float[2 * x.length];
            double shift = offset.applyAsDouble(images.count());
            for (int p = 0; p < x.length; p++) {
                double s = 1 / (1 + Math.exp(-steepness * 0.5 * (x[p] + x[right(p)]) - shift));
                out[2 * p] = (float) (1 - s);
                out[2 * p + 1] = (float) s;
            }
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return out;
                }

                @Override
                public float[] inputGradient(float[] gradient) {
                    float[] to = new float[x.length];
                    for (int p = 0; p < x.length; p++) {
                        double slope = out[2 * p] * out[2 * p + 1] * (gradient[2 * p + 1] - gradient[2 * p]);
                        to[p] += (float) (0.5 * steepness * slope);
                        to[right(p)] += (float) (0.5 * steepness * slope);
                    }
                    return spoilGradient.apply(to);
                }
            };
        }

        private static int right(int pixel) {
            return pixel % SIDE == SIDE - 1 ? pixel : pixel + 1;
        }

        @Override
        public ComputeEngine engine() {
            return engine;
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "sigmoid";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            return forward(images).probabilities();
        }
    }
}
