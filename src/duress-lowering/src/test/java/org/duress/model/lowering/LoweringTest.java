package org.duress.model.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.net.Executor;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.spec.ModelHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every front end builds on: each layer of {@link Lowering} against direct loops in double precision ({@link
 * Plane}), values and input gradients, as built and as folded. The gradient's reference is a difference of the loops,
 * so it is exact but for kinks.
 */
class LoweringTest {
    private static final int BATCH = 2;

    /** Layers on features that a 3 x 3 convolution makes of the image. */
    private static void check(
            String what,
            int height,
            int width,
            int channels,
            long seed,
            BiFunction<Lowering, Value, Value> layers,
            UnaryOperator<Plane> reference) {
        Random random = new Random(seed);
        Lowering lowering = new Lowering(height, width, 1);
        Kernel kernel = kernel(random, 3, 3, 1, channels, true);
        Sliding same = Sliding.of(1, 1);
        Value features = lowering.conv("features", lowering.image(), kernel, same, 1);
        Value output = layers.apply(lowering, features);
        Network network = bare(lowering.network(output, ModelHead.LOGITS));
        double[][] pixels = new double[BATCH][height * width];
        float[] flat = new float[BATCH * height * width];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) random.nextGaussian();
            pixels[i / (height * width)][i % (height * width)] = flat[i];
        }
        UnaryOperator<double[]> whole = image -> reference
                .apply(new Plane(height, width, 1, image).conv(kernel, same, 1))
                .v();
        Plane shape = reference.apply(Plane.zeros(height, width, channels));
        assertThat(List.of(output.height(), output.width(), output.channels()))
                .as(what + ": shape")
                .isEqualTo(List.of(shape.h(), shape.w(), shape.c()));
        for (Network variant : List.of(network, network.folded())) {
            Executor executor = Executor.frozen(variant, BATCH, Grid.of(height, width));
            float[] values = new float[executor.outputLength()];
            executor.forward(flat, Statistics.POPULATION, values);
            double[] direction = new double[values.length];
            float[] given = new float[values.length];
            for (int i = 0; i < direction.length; i++) {
                given[i] = (float) random.nextGaussian();
                direction[i] = given[i];
            }
            executor.backward(given, Executor.Pullback.INPUT);
            float[] gradient = new float[flat.length];
            executor.inputGradient(gradient);
            int each = values.length / BATCH;
            for (int b = 0; b < BATCH; b++) {
                double[] expected = whole.apply(pixels[b]);
                assertThat(expected).as(what).hasSize(each);
                for (int i = 0; i < each; i++) {
                    assertThat((double) values[b * each + i])
                            .as("%s: value %s of image %s", what, i, b)
                            .isCloseTo(expected[i], within(2e-5 + 2e-5 * Math.abs(expected[i])));
                }
            }
            assertGradient(what, whole, pixels[1], Arrays.copyOfRange(direction, each, 2 * each), gradient);
        }
    }

    private static void assertGradient(
            String what, UnaryOperator<double[]> whole, double[] pixels, double[] direction, float[] gradient) {
        int wrong = 0;
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < pixels.length; i++) {
            double slope = FiniteDifferences.slope(pixels, i, 1e-5, moved -> dot(whole.apply(moved), direction));
            double difference = Math.abs(slope - gradient[pixels.length + i]);
            largest = Math.max(largest, Math.abs(slope));
            if (difference > 1e-4 + 1e-4 * Math.abs(slope)) {
                wrong++;
                worst = Math.max(worst, difference);
            }
        }
        // A kink within 1e-5 of a value is rare; at it the difference is no derivative.
        assertThat(wrong)
                .as("%s: gradients that are wrong, by up to %s of %s", what, worst, largest)
                .isLessThanOrEqualTo(1);
    }

    private static double dot(double[] values, double[] direction) {
        double sum = 0;
        for (int k = 0; k < values.length; k++) {
            sum += values[k] * direction[k];
        }
        return sum;
    }

    /** Without the softmax that a network ends with. */
    private static Network bare(Network network) {
        List<Graph.Node> nodes = network.graph().nodes();
        Graph graph = new Graph(network.graph().inputChannels(), nodes.subList(0, nodes.size() - 1));
        return Network.of(graph, network.values());
    }

    private static float[] numbers(Random random, int count, double centre, double spread) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (centre + spread * random.nextGaussian());
        }
        return numbers;
    }

    private static Kernel kernel(Random random, int h, int w, int in, int out, boolean bias) {
        float[] weights = numbers(random, h * w * in * out, 0, 0.5);
        return bias ? new Kernel(h, w, in, out, weights, numbers(random, out, 0, 1)) : unbiased(h, w, in, out, weights);
    }

    @SuppressWarnings("NullAway") // it does not see the annotation of a record's array in a class file
    private static Kernel unbiased(int h, int w, int in, int out, float[] weights) {
        return new Kernel(h, w, in, out, weights, Kernel.NO_BIAS);
    }

    private static int from(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private static Sliding sliding(Random random, int mostStride, int mostDilation, int mostPadding, boolean even) {
        int top = from(random, 0, mostPadding);
        int left = from(random, 0, mostPadding);
        return new Sliding(
                from(random, 1, mostStride),
                from(random, 1, mostStride),
                from(random, 1, mostDilation),
                from(random, 1, mostDilation),
                top,
                even ? top : from(random, 0, mostPadding),
                left,
                even ? left : from(random, 0, mostPadding));
    }

    private static IntStream sweep() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("sweep")
    void convolutionsOfAnyGeometry(int seed) {
        Random random = new Random(seed);
        int channels = 4;
        int groups = new int[] {1, 2, 4}[seed % 3];
        int out = groups * from(random, 1, 2);
        Kernel kernel =
                kernel(random, from(random, 1, 4), from(random, 1, 4), channels / groups, out, random.nextBoolean());
        Sliding sliding = sliding(random, 3, 3, 3, seed % 2 == 0);
        int height = from(random, 10, 13);
        int width = from(random, 10, 13);
        check(
                kernel.height() + " x " + kernel.width() + " in " + groups + " groups, " + sliding + " on " + height
                        + " x " + width,
                height,
                width,
                channels,
                seed,
                (to, x) -> to.conv("conv", x, kernel, sliding, groups),
                x -> x.conv(kernel, sliding, groups));
    }

    @ParameterizedTest
    @MethodSource("sweep")
    void transposedConvolutionsOfAnyGeometry(int seed) {
        Random random = new Random(100 + seed);
        int channels = 4;
        int groups = new int[] {1, 2, 4}[seed % 3];
        Kernel kernel = kernel(
                random,
                from(random, 1, 4),
                from(random, 1, 4),
                channels / groups,
                groups * from(random, 1, 2),
                random.nextBoolean());
        Sliding sliding = sliding(random, 3, 2, 2, seed % 2 == 0);
        int moreY = from(random, 0, sliding.strideY() - 1);
        int moreX = from(random, 0, sliding.strideX() - 1);
        int height = from(random, 5, 7);
        int width = from(random, 5, 7);
        check(
                kernel.height() + " x " + kernel.width() + " in " + groups + " groups, " + sliding + " and " + moreY
                        + ", " + moreX + " on " + height + " x " + width,
                height,
                width,
                channels,
                seed,
                (to, x) -> to.transposedConv("up", x, kernel, sliding, moreY, moreX, groups),
                x -> x.transposedConv(kernel, sliding, moreY, moreX, groups));
    }

    @ParameterizedTest
    @MethodSource("sweep")
    void poolingsOfAnyGeometry(int seed) {
        Random random = new Random(200 + seed);
        int kernelY = from(random, 1, 4);
        int kernelX = from(random, 1, 4);
        boolean even = seed % 2 == 0;
        // Less padding than kernel: a window of padding alone has no value.
        Sliding sliding = sliding(random, 3, 1, Math.min(kernelY, kernelX) - 1, even);
        int height = from(random, 8, 11);
        int width = from(random, 8, 11);
        String what = kernelY + " x " + kernelX + ", " + sliding + " on " + height + " x " + width;
        check(
                "largest of " + what,
                height,
                width,
                3,
                seed,
                (to, x) -> to.maxPool("pool", x, kernelY, kernelX, sliding),
                x -> x.maxPool(kernelY, kernelX, sliding));
        boolean counts = !even || random.nextBoolean();
        check(
                "mean of " + what + (counts ? ", padding counts" : ""),
                height,
                width,
                3,
                seed,
                (to, x) -> to.averagePool("pool", x, kernelY, kernelX, sliding, counts),
                x -> x.averagePool(kernelY, kernelX, sliding, counts));
    }

    /** Native pooling takes no notice of many dilations: of the first of these, not of the second. */
    @ParameterizedTest
    @CsvSource({"2, 2, 2, 2, 1, 0", "2, 3, 2, 3, 2, 1", "3, 3, 2, 2, 1, 2", "3, 2, 2, 2, 2, 0", "2, 2, 3, 1, 1, 1"})
    void dilatedPooling(int kernelY, int kernelX, int dilationY, int dilationX, int stride, int padding) {
        Sliding sliding = new Sliding(stride, 1, dilationY, dilationX, padding, padding, padding, padding);
        check(
                "dilated",
                9,
                11,
                2,
                1,
                (to, x) -> to.maxPool("p", x, kernelY, kernelX, sliding),
                x -> x.maxPool(kernelY, kernelX, sliding));
        for (boolean counts : new boolean[] {true, false}) {
            check(
                    "dilated mean",
                    9,
                    11,
                    2,
                    1,
                    (to, x) -> to.averagePool("p", x, kernelY, kernelX, sliding, counts),
                    x -> x.averagePool(kernelY, kernelX, sliding, counts));
        }
    }

    /** Where an edge pixel is in the padding, it need not be in the window too: none is repeated. */
    @Test
    void dilatedPoolingWithUnevenPadding() {
        Sliding sliding = new Sliding(2, 2, 2, 2, 0, 0, 0, 0).same(8, 8, 3, 3, true);
        assertThat(sliding.isEven()).isFalse();
        check("at the end", 8, 8, 2, 1, (to, x) -> to.maxPool("p", x, 3, 3, sliding), x -> x.maxPool(3, 3, sliding));
        Sliding atStart = new Sliding(2, 2, 2, 2, 0, 0, 0, 0).same(8, 8, 3, 3, false);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> check("at the start", 8, 8, 2, 1, (to, x) -> to.maxPool("p", x, 3, 3, atStart), x -> x))
                .withMessage("the largest value of a dilated window with uneven padding");
    }

    @ParameterizedTest
    @CsvSource({"7, 9, 3, 2, 1, 1", "8, 8, 3, 3, 2, 2", "9, 10, 2, 4, 3, 1", "11, 7, 3, 3, 2, 1", "8, 9, 3, 3, 1, 2"})
    void samePadding(int height, int width, int kernelY, int kernelX, int stride, int dilation) {
        Kernel kernel = kernel(new Random(3), kernelY, kernelX, 2, 3, true);
        for (boolean atEnd : new boolean[] {true, false}) {
            Sliding sliding = new Sliding(stride, stride, dilation, dilation, 0, 0, 0, 0)
                    .same(height, width, kernelY, kernelX, atEnd);
            check(
                    "same, odd pixel at the " + (atEnd ? "end" : "start"),
                    height,
                    width,
                    2,
                    5,
                    (to, x) -> {
                        Value y = to.conv("conv", x, kernel, sliding, 1);
                        assertThat(y.height()).isEqualTo((height + stride - 1) / stride);
                        assertThat(y.width()).isEqualTo((width + stride - 1) / stride);
                        return y;
                    },
                    x -> x.conv(kernel, sliding, 1));
            int more = atEnd ? 1 : 0;
            boolean odd = (sliding.top() + sliding.bottom()) % 2 == 1;
            assertThat(sliding.bottom() - sliding.top()).isEqualTo(odd ? 2 * more - 1 : 0);
        }
    }

    @Test
    void dilationsBeyondTheAnswersSize() {
        Kernel kernel = kernel(new Random(9), 3, 3, 2, 3, true);
        for (int stride : new int[] {1, 2}) {
            Sliding sliding = new Sliding(stride, 1, 3, 3, 0, 0, 0, 0);
            check(
                    "answers of 7 - 6 and 8 - 6 pixels, stride " + stride,
                    7,
                    8,
                    2,
                    5,
                    (to, x) -> to.conv("c", x, kernel, sliding, 1),
                    x -> x.conv(kernel, sliding, 1));
        }
    }

    private static void point(String what, BiFunction<Lowering, Value, Value> layer, UnaryOperator<Plane> reference) {
        check(what, 6, 7, 3, 9, layer, reference);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The error function by a series of numbers of one sign, so that nothing cancels. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 300; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    @Test
    void theErrorFunctionOfTheReference() {
        assertThat(erf(0.5)).isCloseTo(0.5204998778, within(1e-9));
        assertThat(erf(-4)).isCloseTo(-0.9999999846, within(1e-9));
        assertThat(erf(2)).isCloseTo(0.9953222650, within(1e-9));
    }

    @Test
    void activations() {
        point("relu", (to, x) -> to.relu("a", x), x -> x.map(v -> Math.max(0, v)));
        for (double slope : new double[] {0, 0.2, 0.99, 1, 1.5, -0.3, -1}) {
            point(
                    "leaky relu " + slope,
                    (to, x) -> to.leakyRelu("a", x, slope),
                    x -> x.map(v -> v > 0 ? v : slope * v));
        }
        float[] slopes = {0.1f, -0.5f, 1.7f};
        point(
                "prelu",
                (to, x) -> to.prelu("a", x, slopes),
                x -> Plane.of(x.h(), x.w(), x.c(), (y, z, k) -> x.at(y, z, k) * (x.at(y, z, k) > 0 ? 1 : slopes[k])));
        point("elu", (to, x) -> to.elu("a", x, 0.7), x -> x.map(v -> v > 0 ? v : 0.7 * Math.expm1(v)));
        point(
                "selu",
                (to, x) -> to.selu("a", x, 1.6733, 1.0507),
                x -> x.map(v -> 1.0507 * (v > 0 ? v : 1.6733 * Math.expm1(v))));
        point("gelu", (to, x) -> to.gelu("a", x), x -> x.map(v -> v * 0.5 * (1 + erf(v / Math.sqrt(2)))));
        point(
                "gelu by tanh",
                (to, x) -> to.geluTanh("a", x),
                x -> x.map(v -> v * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)))));
        point("swish", (to, x) -> to.swish("a", x, 1), x -> x.map(v -> v * sigmoid(v)));
        point("swish 1.7", (to, x) -> to.swish("a", x, 1.7), x -> x.map(v -> v * sigmoid(1.7 * v)));
        point(
                "hard sigmoid",
                (to, x) -> to.hardSigmoid("a", x, 0.2, 0.5),
                x -> x.map(v -> Math.max(0, Math.min(1, 0.2 * v + 0.5))));
        point(
                "hard swish",
                (to, x) -> to.hardSwish("a", x),
                x -> x.map(v -> v * Math.max(0, Math.min(1, v / 6 + 0.5))));
        point("softplus", (to, x) -> to.softplus("a", x), x -> x.map(v -> Math.log1p(Math.exp(v))));
        point("mish", (to, x) -> to.mish("a", x), x -> x.map(v -> v * Math.tanh(Math.log1p(Math.exp(v)))));
        point("clip", (to, x) -> to.clip("a", x, -0.5, 0.75), x -> x.map(v -> Math.max(-0.5, Math.min(0.75, v))));
        point(
                "clip below",
                (to, x) -> to.clip("a", x, -0.5, Double.POSITIVE_INFINITY),
                x -> x.map(v -> Math.max(-0.5, v)));
        point(
                "clip above",
                (to, x) -> to.clip("a", x, Double.NEGATIVE_INFINITY, 0.75),
                x -> x.map(v -> Math.min(0.75, v)));
        point("erf", (to, x) -> to.erf("a", x), x -> x.map(LoweringTest::erf));
        point("tanh", (to, x) -> to.tanh("a", x), x -> x.map(Math::tanh));
        point("sigmoid", (to, x) -> to.sigmoid("a", x), x -> x.map(LoweringTest::sigmoid));
        point("softmax", (to, x) -> to.softmax("a", x), Plane::softmax);
    }

    @Test
    void activationsOfLargeValuesStayFinite() {
        UnaryOperator<Plane> large = x -> x.map(v -> 40 * v);
        BiFunction<Lowering, Value, Value> scale = (to, x) -> to.affine("large", x, 40, 0);
        point(
                "softplus",
                (to, x) -> to.softplus("a", scale.apply(to, x)),
                x -> large.apply(x).map(v -> v > 30 ? v : Math.log1p(Math.exp(v))));
        point(
                "mish",
                (to, x) -> to.mish("a", scale.apply(to, x)),
                x -> large.apply(x).map(v -> v * Math.tanh(v > 30 ? v : Math.log1p(Math.exp(v)))));
        point(
                "elu",
                (to, x) -> to.elu("a", scale.apply(to, x), 1),
                x -> large.apply(x).map(v -> v > 0 ? v : Math.expm1(v)));
        point(
                "softmax",
                (to, x) -> to.softmax("a", scale.apply(to, x)),
                x -> large.apply(x).softmax());
        point(
                "sigmoid",
                (to, x) -> to.sigmoid("a", scale.apply(to, x)),
                x -> large.apply(x).map(LoweringTest::sigmoid));
    }

    @Test
    void scalesAndNorms() {
        Random random = new Random(4);
        float[] gamma = numbers(random, 4, 1, 0.5);
        float[] beta = numbers(random, 4, 0, 1);
        float[] mean = numbers(random, 4, 0, 1);
        float[] variance = {0.5f, 1, 2, 0.1f};
        check("affine", 6, 5, 4, 1, (to, x) -> to.affine("n", x, gamma, beta), x -> x.scaled(gamma, beta));
        check("affine of all", 6, 5, 4, 1, (to, x) -> to.affine("n", x, -2, 0.5), x -> x.map(v -> -2 * v + 0.5));
        check(
                "batch norm",
                6,
                5,
                4,
                1,
                (to, x) -> to.batchNorm("n", x, gamma, beta, mean, variance, 1e-3),
                x -> Plane.of(
                        6,
                        5,
                        4,
                        (y, z, k) -> beta[k] + gamma[k] * (x.at(y, z, k) - mean[k]) / Math.sqrt(variance[k] + 1e-3)));
        for (int groups : new int[] {1, 2, 4}) {
            check(
                    "group norm " + groups,
                    6,
                    5,
                    4,
                    1,
                    (to, x) -> to.groupNorm("n", x, groups, 1e-3, gamma, beta),
                    x -> x.groupNorm(groups, 1e-3).scaled(gamma, beta));
        }
        check(
                "layer norm",
                6,
                5,
                4,
                1,
                (to, x) -> to.layerNorm("n", x, 1e-3, gamma, beta),
                x -> x.pixelNorm(1e-3).scaled(gamma, beta));
    }

    @Test
    void affineIsFoldedIntoEachKindOfConvolution() {
        Random random = new Random(6);
        float[] scale = numbers(random, 4, 1, 0.5);
        float[] shift = numbers(random, 4, 0, 1);
        Kernel full = kernel(random, 3, 3, 2, 4, true);
        Kernel depthwise = kernel(random, 3, 3, 1, 4, false);
        Sliding plain = Sliding.of(1, 1);
        Sliding two = Sliding.of(2, 0);
        check(
                "conv",
                6,
                6,
                2,
                1,
                (to, x) -> to.relu("r", to.affine("n", to.conv("c", x, full, plain, 1), scale, shift)),
                x -> x.conv(full, plain, 1).scaled(scale, shift).map(v -> Math.max(0, v)));
        check(
                "depthwise",
                6,
                6,
                2,
                1,
                (to, x) -> to.relu("r", to.affine("n", to.conv("c", x, depthwise, plain, 2), scale, shift)),
                x -> x.conv(depthwise, plain, 2).scaled(scale, shift).map(v -> Math.max(0, v)));
        check(
                "transposed",
                6,
                6,
                2,
                1,
                (to, x) -> to.relu("r", to.affine("n", to.transposedConv("c", x, full, two, 0, 0, 1), scale, shift)),
                x -> x.transposedConv(full, two, 0, 0, 1).scaled(scale, shift).map(v -> Math.max(0, v)));
        check(
                "a convolution that is read twice",
                6,
                6,
                2,
                1,
                (to, x) -> {
                    Value c = to.conv("c", x, full, plain, 1);
                    return to.add("s", List.of(to.affine("n", c, scale, shift), c));
                },
                x -> {
                    Plane c = x.conv(full, plain, 1);
                    return Plane.of(6, 6, 4, (y, z, k) -> c.at(y, z, k) * (1 + scale[k]) + shift[k]);
                });
    }

    @Test
    void whatConvolutionsOfConcatenationsRead() {
        Random random = new Random(7);
        Kernel kernel = kernel(random, 3, 2, 7, 3, true);
        Sliding sliding = new Sliding(2, 1, 1, 2, 1, 1, 0, 2);
        check(
                "a convolution of a concatenation",
                8,
                8,
                2,
                1,
                (to, x) -> {
                    Value all = to.concat(
                            "all", List.of(x, to.tanh("t", x), to.sliceChannels("s", x, 1, 2), to.sigmoid("g", x)));
                    return to.conv("c", all, kernel, sliding, 1);
                },
                x -> Plane.of(8, 8, 7, (y, z, k) -> {
                            double v = k == 4 ? x.at(y, z, 1) : x.at(y, z, k < 4 ? k % 2 : k - 5);
                            return k < 2 || k == 4 ? v : k < 4 ? Math.tanh(v) : sigmoid(v);
                        })
                        .conv(kernel, sliding, 1));
    }

    @Test
    void sumsAndProducts() {
        point(
                "sum of three",
                (to, x) -> to.add("s", List.of(x, to.tanh("t", x), x)),
                x -> x.map(v -> 2 * v + Math.tanh(v)));
        point("difference", (to, x) -> to.subtract("s", to.tanh("t", x), x), x -> x.map(v -> Math.tanh(v) - v));
        point("square", (to, x) -> to.multiply("m", x, x), x -> x.map(v -> v * v));
        point("product", (to, x) -> to.multiply("m", x, to.tanh("t", x)), x -> x.map(v -> v * Math.tanh(v)));
        for (boolean turned : new boolean[] {false, true}) {
            point(
                    "product with one pixel",
                    (to, x) -> turned
                            ? to.multiply("m", to.globalAverage("p", x), x)
                            : to.multiply("m", x, to.globalAverage("p", x)),
                    x -> Plane.of(6, 7, 3, (y, z, k) -> x.at(y, z, k) * x.mean().at(0, 0, k)));
            point(
                    "product with one channel",
                    (to, x) -> turned
                            ? to.multiply("m", to.sliceChannels("c", x, 1, 2), x)
                            : to.multiply("m", x, to.sliceChannels("c", x, 1, 2)),
                    x -> Plane.of(6, 7, 3, (y, z, k) -> x.at(y, z, k) * x.at(y, z, 1)));
            point(
                    "sum with one pixel",
                    (to, x) -> turned
                            ? to.add("m", List.of(to.globalAverage("p", x), x))
                            : to.add("m", List.of(x, to.globalAverage("p", x))),
                    x -> Plane.of(6, 7, 3, (y, z, k) -> x.at(y, z, k) + x.mean().at(0, 0, k)));
            point(
                    "difference with one channel",
                    (to, x) -> turned
                            ? to.subtract("m", to.sliceChannels("c", x, 1, 2), x)
                            : to.subtract("m", x, to.sliceChannels("c", x, 1, 2)),
                    x -> Plane.of(6, 7, 3, (y, z, k) -> (turned ? -1 : 1) * (x.at(y, z, k) - x.at(y, z, 1))));
        }
        point("mean", (to, x) -> to.globalAverage("p", x), Plane::mean);
        point("largest", (to, x) -> to.globalMax("p", x), x -> x.maxPool(6, 7, Sliding.PLAIN));
    }

    @Test
    void channelsAreMovedAndMixed() {
        float[] mix = numbers(new Random(2), 3 * 5, 0, 1);
        point(
                "mixed",
                (to, x) -> to.channels("m", x, 5, mix),
                x -> x.conv(unbiased(1, 1, 3, 5, mix), Sliding.PLAIN, 1));
        point("order", (to, x) -> to.permuteChannels("o", x, new int[] {2, 0, 0, 1}), x -> {
            int[] order = {2, 0, 0, 1};
            return Plane.of(6, 7, 4, (y, z, k) -> x.at(y, z, order[k]));
        });
        point(
                "slice",
                (to, x) -> to.sliceChannels("s", x, 1, 3),
                x -> Plane.of(6, 7, 2, (y, z, k) -> x.at(y, z, k + 1)));
        point(
                "concat",
                (to, x) -> to.concat("c", List.of(to.tanh("t", x), x)),
                x -> Plane.of(6, 7, 6, (y, z, k) -> k < 3 ? Math.tanh(x.at(y, z, k)) : x.at(y, z, k - 3)));
        for (int block : new int[] {2, 3}) {
            int out = 2;
            check(
                    "depth to space " + block,
                    4,
                    5,
                    block * block * out,
                    3,
                    (to, x) -> to.depthToSpace("d", x, block),
                    x -> Plane.of(
                            4 * block,
                            5 * block,
                            out,
                            (y, z, k) -> x.at(y / block, z / block, (y % block * block + z % block) * out + k)));
        }
    }

    @ParameterizedTest
    @EnumSource(Op.Border.class)
    void paddingAndCropping(Op.Border border) {
        point(
                "pad " + border,
                (to, x) -> to.crop("c", to.tanh("t", to.pad("p", x, 2, 1, 0, 3, border)), 1, 0, 0, 2),
                x -> {
                    Plane padded = x.pad(2, 1, 0, 3, border).map(Math::tanh);
                    return Plane.of(padded.h() - 1, padded.w() - 2, 3, (y, z, k) -> padded.at(y + 1, z, k));
                });
        point(
                "nothing",
                (to, x) -> to.tanh("t", to.crop("c", to.pad("p", x, 0, 0, 0, 0, border), 0, 0, 0, 0)),
                x -> x.map(Math::tanh));
    }

    @ParameterizedTest
    @CsvSource({"12, 14", "9, 13", "18, 21", "3, 4", "6, 14", "1, 1", "5, 7", "24, 7"})
    void resamplingOfAnySize(int height, int width) {
        for (Op.Interpolation interpolation : Op.Interpolation.values()) {
            for (Op.Coordinates coordinates : Op.Coordinates.values()) {
                point(
                        interpolation + " " + coordinates + " to " + height + " x " + width,
                        (to, x) -> to.tanh("t", to.resize("r", x, height, width, interpolation, coordinates)),
                        x -> x.resize(height, width, interpolation, coordinates).map(Math::tanh));
            }
        }
        point(
                "upsampling",
                (to, x) -> to.upsample("u", x, 2, 3),
                x -> Plane.of(12, 21, 3, (y, z, k) -> x.at(y / 2, z / 3, k)));
    }

    @Test
    void kernelsOfOtherOrders() {
        Random random = new Random(8);
        float[] weights = numbers(random, 5 * 3 * 2 * 4, 0, 1);
        Kernel turned = Kernel.ofOihw(weights, 5, 3, 2, 4, Kernel.NO_BIAS);
        Kernel transposed = Kernel.ofTransposedIohw(weights, 5, 3, 2, 4, 1, Kernel.NO_BIAS);
        for (int a = 0; a < 5; a++) {
            for (int b = 0; b < 3; b++) {
                for (int k = 0; k < 8; k++) {
                    float weight = weights[(a * 3 + b) * 8 + k];
                    assertThat(turned.weights()[(k * 3 + b) * 5 + a]).isEqualTo(weight);
                    assertThat(transposed.weights()[(k * 5 + a) * 3 + b]).isEqualTo(weight);
                }
            }
        }
        // Two groups of a transposed convolution: inputs 0, 1 give outputs 0, 1, 2; inputs 2, 3 give 3, 4, 5.
        Kernel grouped = Kernel.ofTransposedIohw(numbers(random, 4 * 3, 0, 1), 4, 3, 1, 1, 2, Kernel.NO_BIAS);
        assertThat(List.of(grouped.in(), grouped.out())).isEqualTo(List.of(2, 6));
        float[] given = numbers(new Random(8), 5 * 3 * 2 * 4 + 12, 0, 1);
        for (int i = 0; i < 4; i++) {
            for (int o = 0; o < 3; o++) {
                assertThat(grouped.weights()[i % 2 * 6 + i / 2 * 3 + o]).isEqualTo(given[120 + i * 3 + o]);
            }
        }
    }

    @Test
    void headsGiveProbabilities() {
        for (ModelHead head : List.of(ModelHead.ORGAN_LOGITS, ModelHead.ORGAN_PROBABILITIES, ModelHead.AUTO)) {
            Lowering lowering = new Lowering(4, 4, 1);
            Value logits = lowering.conv(
                    "c",
                    lowering.image(),
                    new Kernel(1, 1, 1, 2, new float[] {1, -1}, new float[] {0, 1}),
                    Sliding.PLAIN,
                    1);
            Value last = head == ModelHead.ORGAN_LOGITS ? logits : lowering.sigmoid("s", logits);
            Network network = lowering.network(last, head);
            float[] p = new float[48];
            float[] x = numbers(new Random(1), 16, 0, 1);
            Executor.frozen(network, 1, Grid.of(4, 4)).forward(x, Statistics.POPULATION, p);
            for (int i = 0; i < 16; i++) {
                double sum = 1 + Math.exp(x[i]) + Math.exp(1 - x[i]);
                assertThat((double) p[3 * i]).isCloseTo(1 / sum, within(1e-6));
                assertThat((double) p[3 * i + 1]).isCloseTo(Math.exp(x[i]) / sum, within(1e-6));
            }
        }
        List<ModelHead> wrong = new ArrayList<>(List.of(ModelHead.PROBABILITIES, ModelHead.ORGAN_PROBABILITIES));
        for (ModelHead head : wrong) {
            Lowering lowering = new Lowering(4, 4, 1);
            Value x = lowering.tanh("t", lowering.image());
            assertThatThrownBy(() -> lowering.network(x, head)).hasMessageContaining("set model.head");
        }
    }

    @Test
    void anImageOfThreeChannels() {
        Lowering lowering = new Lowering(4, 5, 3);
        Kernel kernel = kernel(new Random(5), 3, 3, 3, 2, true);
        Value y = lowering.conv("c", lowering.image(), kernel, Sliding.of(1, 1), 1);
        Network network = bare(lowering.network(y, ModelHead.LOGITS));
        float[] x = numbers(new Random(1), 60, 0, 1);
        double[] image = new double[60];
        for (int i = 0; i < 60; i++) {
            image[i] = x[i];
        }
        Plane expected = new Plane(4, 5, 3, image).conv(kernel, Sliding.of(1, 1), 1);
        for (Network variant : List.of(network, network.folded())) {
            float[] values = new float[40];
            Executor.frozen(variant, 1, Grid.of(4, 5)).forward(x, Statistics.POPULATION, values);
            for (int i = 0; i < 40; i++) {
                assertThat((double) values[i]).isCloseTo(expected.v()[i], within(1e-5));
            }
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Lowering to = new Lowering(6, 6, 1);
        Value x = to.conv("c", to.image(), kernel(new Random(1), 1, 1, 1, 4, false), Sliding.PLAIN, 1);
        Kernel three = kernel(new Random(1), 3, 3, 3, 2, false);
        Kernel large = kernel(new Random(1), 7, 7, 4, 2, false);
        assertThatThrownBy(() -> to.conv("a", x, three, Sliding.PLAIN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.conv("b", x, large, Sliding.PLAIN, 1)).hasMessageContaining("leaves nothing");
        assertThatThrownBy(() -> to.sliceChannels("d", x, 2, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.crop("e", x, 3, 3, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.pad("f", x, 6, 0, 0, 0, Op.Border.REFLECT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.affine("g", x, new float[3], new float[3]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.groupNorm("h", x, 3, 1e-3, new float[4], new float[4]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.depthToSpace("i", x, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to.averagePool("j", x, 3, 3, new Sliding(1, 1, 1, 1, 0, 1, 0, 1), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> unbiased(1, 1, 2, 2, new float[3])).isInstanceOf(IllegalArgumentException.class);
    }
}
