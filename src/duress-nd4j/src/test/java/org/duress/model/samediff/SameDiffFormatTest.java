package org.duress.model.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.gaussian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.lowering.graph.Constant;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.DataFormat;
import org.nd4j.enums.PadMode;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Each operator of SameDiff against SameDiff itself: saved, opened through the format, compared in value and gradient.
 */
class SameDiffFormatTest {
    private static final int SIZE = 8;
    private static final Grid IMAGES = Grid.of(SIZE, SIZE);

    @TempDir
    Path folder;

    private static void both(
            List<SameDiffCase> cases, String name, BiFunction<SameDiffNet, SDVariable, SDVariable> body) {
        cases.addAll(SameDiffCase.both(name, body));
    }

    static Stream<SameDiffCase> cases() {
        List<SameDiffCase> all = new ArrayList<>();
        all.addAll(SameDiffCase.anywhere());
        all.add(new SameDiffCase(
                "softmax inside",
                true,
                (n, x) -> n.sd.nn.softmax(x, n.channel()).mul(5)));
        for (WeightsFormat weights : WeightsFormat.values()) {
            both(
                    all,
                    "conv2d " + weights,
                    (n, x) -> n.sd.cnn.conv2d(
                            x,
                            switch (weights) {
                                case YXIO -> n.weights(3, 2, 4, 5);
                                case OIYX -> n.weights(5, 4, 3, 2);
                                case OYXI -> n.weights(5, 3, 2, 4);
                            },
                            n.weights(5),
                            Conv2DConfig.builder()
                                    .kH(3)
                                    .kW(2)
                                    .paddingMode(PaddingMode.SAME)
                                    .dataFormat(n.format())
                                    .weightsFormat(weights)
                                    .build()));
        }
        both(
                all,
                "conv2d explicit padding",
                (n, x) -> n.sd.cnn.conv2d(
                        x,
                        n.weights(3, 3, 4, 3),
                        Conv2DConfig.builder()
                                .kH(3)
                                .kW(3)
                                .pH(1)
                                .pW(1)
                                .paddingMode(PaddingMode.VALID)
                                .dataFormat(n.format())
                                .build()));
        for (int stride : new int[] {2, 3}) {
            both(all, "conv2d stride " + stride + " and back", (n, x) -> {
                SDVariable small = n.sd.cnn.conv2d(
                        x,
                        n.weights(stride, stride, 4, 3),
                        Conv2DConfig.builder()
                                .kH(stride)
                                .kW(stride)
                                .sH(stride)
                                .sW(stride)
                                .paddingMode(PaddingMode.SAME)
                                .dataFormat(n.format())
                                .build());
                SDVariable back = n.sd.cnn.deconv2d(
                        small,
                        n.weights(stride, stride, 4, 3),
                        n.weights(4),
                        DeConv2DConfig.builder()
                                .kH(stride)
                                .kW(stride)
                                .sH(stride)
                                .sW(stride)
                                .dataFormat(n.format())
                                .build());
                int[] begin = new int[4];
                int[] size = {-1, n.last ? 8 : 4, 8, n.last ? 4 : 8};
                return n.sd.slice(back, begin, size);
            });
        }
        both(
                all,
                "deconv2d same",
                (n, x) -> n.sd.cnn.avgPooling2d(
                        n.sd.cnn.deconv2d(
                                x,
                                n.weights(3, 3, 5, 4),
                                DeConv2DConfig.builder()
                                        .kH(3)
                                        .kW(3)
                                        .sH(2)
                                        .sW(2)
                                        .isSameMode(true)
                                        .dataFormat(n.format())
                                        .build()),
                        pool(n, 2, 2, PaddingMode.VALID, 0, 0)));
        both(
                all,
                "depthwise_conv2d",
                (n, x) -> n.sd.cnn.depthWiseConv2d(x, n.weights(3, 3, 4, 2), n.weights(8), n.same(3)));
        both(
                all,
                "sconv2d",
                (n, x) -> n.sd.cnn.separableConv2d(
                        x, n.weights(3, 3, 4, 2), n.weights(1, 1, 8, 5), n.weights(5), n.same(3)));
        both(
                all,
                "maxpool2d and upsampling2d",
                (n, x) -> n.sd.cnn.upsampling2d(
                        n.sd.cnn.maxPooling2d(x, pool(n, 2, 2, PaddingMode.VALID, 0, 0)), 2, 2, !n.last));
        both(all, "maxpool2d same", (n, x) -> n.sd.cnn.maxPooling2d(x, pool(n, 3, 1, PaddingMode.SAME, 0, 0)));
        both(all, "maxpool2d uneven same", (n, x) -> n.sd.cnn.maxPooling2d(x, pool(n, 2, 1, PaddingMode.SAME, 0, 0)));
        both(
                all,
                "avgpool2d padding not counted",
                (n, x) -> n.sd.cnn.avgPooling2d(x, pool(n, 3, 1, PaddingMode.VALID, 1, 0)));
        both(
                all,
                "avgpool2d padding counted",
                (n, x) -> n.sd.cnn.avgPooling2d(x, pool(n, 3, 1, PaddingMode.VALID, 1, 1)));
        both(
                all,
                "channels as a slice",
                (n, x) -> n.sd.slice(
                        x,
                        n.last ? new int[] {0, 0, 0, 1} : new int[] {0, 1, 0, 0},
                        n.last ? new int[] {-1, 8, 8, 2} : new int[] {-1, 2, 8, 8}));
        both(
                all,
                "channels as an index",
                (n, x) -> n.last
                        ? x.get(SDIndex.all(), SDIndex.all(), SDIndex.all(), SDIndex.interval(1, 4))
                        : x.get(SDIndex.all(), SDIndex.interval(1, 4), SDIndex.all(), SDIndex.all()));
        both(all, "pad with zeros and crop", (n, x) -> crop(n, pad(n, x, PadMode.CONSTANT, 0)));
        both(
                all,
                "pad with a number and average",
                (n, x) ->
                        n.sd.cnn.avgPooling2d(pad(n, x, PadMode.CONSTANT, 2), pool(n, 3, 1, PaddingMode.VALID, 0, 1)));
        both(
                all,
                "reflect and average",
                (n, x) -> n.sd.cnn.avgPooling2d(pad(n, x, PadMode.REFLECT, 0), pool(n, 3, 1, PaddingMode.VALID, 0, 1)));
        both(all, "space_to_depth and depth_to_space", (n, x) -> {
            DataFormat format = n.last ? DataFormat.NHWC : DataFormat.NCHW;
            SDVariable deep = n.sd.cnn.spaceToDepth(x, 2, format).mul(n.weights(n.perChannel(16)));
            return n.sd.cnn.depthToSpace(deep, 2, format);
        });
        both(all, "the other order", (n, x) -> {
            SDVariable turned = n.last ? n.sd.permute(x, 0, 3, 1, 2) : n.sd.permute(x, 0, 2, 3, 1);
            SDVariable biased = turned.mul(n.weights(n.last ? new int[] {1, 4, 1, 1} : new int[] {4}));
            return n.last ? n.sd.permute(biased, 0, 2, 3, 1) : n.sd.permute(biased, 0, 3, 1, 2);
        });
        both(all, "squeeze and excitation", (n, x) -> {
            SDVariable one = n.last ? x.mean(1, 2) : x.mean(2, 3);
            SDVariable gate = n.sd.nn.sigmoid(n.sd.nn.linear(one, n.weights(4, 4), n.weights(4)));
            return x.mul(n.sd.reshape(gate, n.last ? new long[] {-1, 1, 1, 4} : new long[] {-1, 4, 1, 1}));
        });
        both(all, "another shape and back", (n, x) -> {
            SDVariable flat =
                    n.sd.reshape(x, n.last ? new long[] {-1, SIZE * SIZE, 4} : new long[] {-1, 4, SIZE * SIZE});
            return n.sd.reshape(flat, n.last ? new long[] {-1, SIZE, SIZE, 4} : new long[] {-1, 4, SIZE, SIZE});
        });
        both(all, "sizes put together", (n, x) -> {
            SDVariable[] sizes = new SDVariable[4];
            Arrays.setAll(sizes, d -> n.sd.sizeAt(x, d));
            return n.sd.reshape(n.sd.math.tanh(x), n.sd.stack(0, sizes));
        });
        all.add(new SameDiffCase(
                "resize_bilinear", true, (n, x) -> n.sd.image.resizeBiLinear(half(n, x), 8, 8, false, false)));
        all.add(new SameDiffCase(
                "resize_bilinear centres", true, (n, x) -> n.sd.image.resizeBiLinear(half(n, x), 8, 8, false, true)));
        all.add(new SameDiffCase(
                "resize_bilinear corners", true, (n, x) -> n.sd.image.resizeBiLinear(half(n, x), 8, 8, true, false)));
        both(
                all,
                "weights in Fortran's order",
                (n, x) -> n.sd.cnn.conv2d(
                        x, n.sd.var("f", n.array(0, 0.5, 3, 3, 4, 2).dup('f')), n.same(3)));
        for (int[] size : new int[][] {{8, 8}, {12, 8}}) {
            all.add(new SameDiffCase(
                    "resize_nearest_neighbor to " + size[0],
                    true,
                    (n, x) -> nearest(n, half(n, x), size, false, false)));
            all.add(new SameDiffCase(
                    "nearest, centres, to " + size[0], true, (n, x) -> nearest(n, half(n, x), size, false, true)));
        }
        all.add(new SameDiffCase(
                "nearest to 10", true, (n, x) -> nearest(n, half(n, x), new int[] {10, 8}, false, false)));
        all.add(new SameDiffCase(
                "nearest, corners", true, (n, x) -> nearest(n, half(n, x), new int[] {10, 8}, true, false)));
        return all.stream();
    }

    private static SDVariable nearest(SameDiffNet n, SDVariable x, int[] size, boolean corners, boolean centres) {
        return new Nearest(n.sd, x, size, corners, centres).outputVariable();
    }

    /** SameDiff has this op for imports only. */
    private static final class Nearest extends DynamicCustomOp {
        Nearest(SameDiff sd, SDVariable x, int[] size, boolean corners, boolean centres) {
            super("resize_nearest_neighbor", sd, new SDVariable[] {x});
            addIArgument(size);
            addBArgument(corners, centres);
        }

        @Override
        public String opName() {
            return "resize_nearest_neighbor";
        }

        @Override
        public List<DataType> calculateOutputDataTypes(List<DataType> types) {
            return List.of(types.get(0));
        }
    }

    private static SDVariable half(SameDiffNet n, SDVariable x) {
        return n.sd.cnn.avgPooling2d(x, pool(n, 2, 2, PaddingMode.VALID, 0, 0));
    }

    private static Pooling2DConfig pool(
            SameDiffNet n, int kernel, int stride, PaddingMode mode, int padding, int counted) {
        return Pooling2DConfig.builder()
                .kH(kernel)
                .kW(kernel)
                .sH(stride)
                .sW(stride)
                .pH(padding)
                .pW(padding)
                .paddingMode(mode)
                .extra(counted)
                .isNHWC(n.last)
                .build();
    }

    private static SDVariable pad(SameDiffNet n, SDVariable x, PadMode mode, double number) {
        int[][] by =
                n.last ? new int[][] {{0, 0}, {1, 1}, {2, 0}, {0, 0}} : new int[][] {{0, 0}, {0, 0}, {1, 1}, {2, 0}};
        return n.sd.nn.pad(x, n.sd.constant(Nd4j.createFromArray(by)), mode, number);
    }

    private static SDVariable crop(SameDiffNet n, SDVariable x) {
        SDIndex rows = SDIndex.interval(1, 9);
        SDIndex columns = SDIndex.interval(1, 9);
        return n.last
                ? x.get(SDIndex.all(), rows, columns, SDIndex.all())
                : x.get(SDIndex.all(), SDIndex.all(), rows, columns);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anOperatorGivesWhatSameDiffGives(SameDiffCase test) throws IOException {
        SameDiffNet net = new SameDiffNet(2, test.last());
        // What has a size written down fits one size of image.
        SDVariable image = test.name().contains("nearest") || test.name().contains("another shape and")
                ? net.imageOfSize(SIZE, SIZE)
                : net.image();
        SDVariable features = net.sd.math.tanh(net.conv(image, 3, 1, 4));
        SDVariable body = test.body().apply(net, features);
        SameDiffAnswers answers = answers(net);
        float[] pixels = answers.pixels(2);
        INDArray shape = answers.of(body.name(), pixels);
        int height = (int) shape.size(net.last ? 1 : 2);
        int width = (int) shape.size(net.last ? 2 : 3);
        if (height > SIZE || width > SIZE) {
            body = net.sd.slice(
                    body,
                    new int[4],
                    net.last
                            ? new int[] {-1, SIZE, SIZE, (int) shape.size(3)}
                            : new int[] {-1, (int) shape.size(1), SIZE, SIZE});
        }
        SDVariable logits = net.conv(body, 1, (int) shape.size(net.channel()), 3);
        logits.rename("logits");
        answers.assertGivenBy(new ModelSpec("samediff", folder.resolve("m.fb")), pixels);
    }

    private static SameDiffAnswers answers(SameDiffNet net) {
        return new SameDiffAnswers(net, IMAGES);
    }

    // ---- whole networks ----

    private static SDVariable block(SameDiffNet n, SDVariable x, int in, int out) {
        SDVariable c = n.sd.cnn.conv2d(x, n.weights(3, 3, in, out), n.same(3));
        SDVariable b = n.sd.nn.batchNorm(
                c, n.weights(out), n.positive(out), n.positive(out), n.weights(out), 1e-5, n.channel());
        return n.sd.nn.leakyRelu(b, 0.1);
    }

    private static SDVariable unet(SameDiffNet n) {
        SDVariable one = block(n, n.image(), 1, 4);
        SDVariable two = block(n, n.sd.cnn.maxPooling2d(one, pool(n, 2, 2, PaddingMode.VALID, 0, 0)), 4, 8);
        SDVariable three = block(n, n.sd.cnn.maxPooling2d(two, pool(n, 2, 2, PaddingMode.VALID, 0, 0)), 8, 8);
        SDVariable up = n.sd.concat(n.channel(), n.sd.cnn.upsampling2d(three, 2, 2, !n.last), two);
        SDVariable back = block(n, up, 16, 4);
        SDVariable transposed = n.sd.cnn.deconv2d(
                back,
                n.weights(2, 2, 4, 4),
                n.weights(4),
                DeConv2DConfig.builder()
                        .kH(2)
                        .kW(2)
                        .sH(2)
                        .sW(2)
                        .dataFormat(n.format())
                        .build());
        SDVariable last = block(n, n.sd.concat(n.channel(), transposed, one), 8, 4);
        return n.conv(last, 1, 4, 3).rename("logits");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
    void aUNetGivesWhatSameDiffGives(boolean nhwc) throws IOException {
        SameDiffNet net = new SameDiffNet(2, nhwc);
        unet(net);
        answers(net)
                .assertGivenBy(
                        new ModelSpec("samediff", folder.resolve("unet.fb")),
                        answers(net).pixels(2));
    }

    @Test
    void sizesThatDoNotFitAreRefusedAndOthersNot() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        unet(net);
        Path file = save(net);
        try (DifferentiableModel model = open(file)) {
            model.requireSize(Grid.of(24, 32));
            assertThatThrownBy(() -> model.requireSize(Grid.of(30, 32)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("30 x 32")
                    .hasMessageContaining("concat")
                    .hasMessageContaining("multiples of 4");
        }
    }

    @Test
    void aPlaceholderOfOneSizeTakesThatSizeOnly() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        SDVariable x = net.sd.placeHolder("image", DataType.FLOAT, -1, 1, 40, 48);
        net.conv(x, 3, 1, 3);
        try (DifferentiableModel model = open(save(net))) {
            model.requireSize(Grid.of(40, 48));
            assertThatThrownBy(() -> model.requireSize(Grid.of(48, 48)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("placeholder 'image' has 40 x 48 pixels");
        }
    }

    /** ND4J cannot run this itself (oneDNN refuses its dilations), so the reference is a kernel spread by zeros. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
    void aDilatedConvolutionIsThatOfASpreadKernel(boolean nhwc) throws IOException {
        float[][] results = new float[2][];
        for (int spread = 0; spread < 2; spread++) {
            SameDiffNet net = new SameDiffNet(2, nhwc);
            INDArray kernel = net.array(0, 0.5, 3, 3, 1, 3);
            INDArray large = Nd4j.zeros(DataType.FLOAT, 5, 5, 1, 3);
            for (int i = 0; i < 27; i++) {
                large.putScalar(
                        new int[] {i / 9 * 2, i / 3 % 3 * 2, 0, i % 3}, kernel.getFloat(i / 9, i / 3 % 3, 0, i % 3));
            }
            int size = spread == 1 ? 5 : 3;
            int dilation = spread == 1 ? 1 : 2;
            net.sd.cnn.conv2d(
                    net.image(),
                    net.sd.var("w", spread == 1 ? large : kernel),
                    Conv2DConfig.builder()
                            .kH(size)
                            .kW(size)
                            .pH(2)
                            .pW(2)
                            .dH(dilation)
                            .dW(dilation)
                            .paddingMode(PaddingMode.VALID)
                            .dataFormat(net.format())
                            .build());
            try (DifferentiableModel model = open(save(net))) {
                SameDiffAnswers answers = answers(net);
                float[] pixels = answers.pixels(2);
                results[spread] = model.probabilities(answers.batch(pixels));
                answers.assertGradient(model, pixels);
            }
        }
        assertThat(results[0]).containsExactly(results[1], within(1e-5f));
    }

    // ---- which variable is what ----

    @Test
    void aTrainingGraphKeepsItsOutputApartFromLabelsAndLosses() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        SDVariable logits = net.conv(net.image(), 3, 1, 3);
        SDVariable p = net.sd.nn.softmax("p", logits, 1);
        SDVariable label = net.sd.placeHolder("label", DataType.FLOAT, -1, 3, -1, -1);
        SDVariable loss = net.sd.math.square("error", p.sub(label)).mean("loss");
        net.sd.argmax("classes", p, 1);
        net.sd.setLossVariables(loss.name());
        Path file = save(net);
        ImageBatch images = answers(net).batch(answers(net).pixels(1));
        try (DifferentiableModel model = open(file);
                DifferentiableModel named = open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("p")))) {
            assertThat(model.classes()).isEqualTo(3);
            assertThat(model.probabilities(images)).isEqualTo(named.probabilities(images));
        }
        assertThatThrownBy(() -> open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("loss"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("depends on the placeholders [image, label]");
        assertThatThrownBy(() -> open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("none"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("has no variable 'none'")
                .hasMessageContaining("classes");
        assertThatThrownBy(() -> open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("classes"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(argmax, giving [classes])")
                .hasMessageContaining("this operator");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fourDifferentChannels(boolean nhwc) throws IOException {
        SameDiffNet net = new SameDiffNet(2, nhwc);
        net.conv(net.imageOf(4), 3, 4, 3).rename("logits");
        float[] pixels = gaussian(9, 2 * IMAGES.voxels() * 4);
        float[] logits = answers(net).values("logits", pixels, 4);
        try (DifferentiableModel model = open(save(net))) {
            assertThat(model.channels()).isEqualTo(4);
            assertThat(model.probabilities(new ImageBatch(pixels, 2, IMAGES, 4)))
                    .containsExactly(SameDiffAnswers.softmax(logits, 3), within(1e-5f));
        }
    }

    @Test
    void severalOutputsAskForAName() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        SDVariable x = net.image();
        net.conv(x, 3, 1, 3).rename("one");
        net.conv(x, 3, 1, 2).rename("two");
        Path file = save(net);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(
                        "answers with 2 outputs (one, two), each of which could be the segmentation; name one with");
        try (DifferentiableModel model = open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("two")))) {
            assertThat(model.classes()).isEqualTo(2);
        }
    }

    @Test
    void theOnlyOutputThatIsAMapOfTheImageIsTakenAndItIsSaid() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        SDVariable x = net.image();
        net.sd.mean("pooled", net.conv(x, 3, 1, 3), true, 2, 3);
        net.conv(x, 3, 1, 2).rename("two");
        try (DifferentiableModel model = open(save(net))) {
            assertThat(model.classes()).isEqualTo(2);
            assertThat(model.provenance())
                    .containsExactly(Map.entry(
                            "output",
                            "'two' of 2 outputs (pooled, two), the only one that gives a number a class for"
                                    + " each pixel"));
        }
    }

    /** Last operator first, as no file of SameDiff is. */
    @Test
    void aLongGraphIsOrderedInTime() {
        int count = 3_900;
        List<SameDiffGraph.Operator> operators = new java.util.ArrayList<>();
        for (int i = count; i > 0; i--) {
            operators.add(operator(i, "v" + (i - 1), "v" + i));
        }
        SameDiffGraph.Variable image =
                new SameDiffGraph.Variable("v0", SameDiffGraph.Kind.PLACEHOLDER, true, null, null);
        SameDiffGraph graph = new SameDiffGraph(Map.of("v0", image), operators, java.util.Set.of());
        org.junit.jupiter.api.Assertions.assertTimeout(java.time.Duration.ofSeconds(10), () -> {
            assertThat(graph.placeholders().get("v" + count)).containsExactly("v0");
            assertThat(graph.needed("v2"))
                    .extracting(SameDiffGraph.Operator::name)
                    .containsExactly("o1", "o2");
        });
        SameDiffGraph circle = new SameDiffGraph(
                Map.of("v0", image), List.of(operator(1, "b", "a"), operator(2, "a", "b")), java.util.Set.of());
        assertThatThrownBy(circle::placeholders)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reads its own result");
    }

    private static SameDiffGraph.Operator operator(int position, String input, String output) {
        return new SameDiffGraph.Operator(
                position,
                "o" + position,
                "relu",
                List.of(input),
                List.of(output),
                new int[0],
                new double[0],
                new boolean[0],
                new int[0],
                null);
    }

    @Test
    void logSoftmaxAndSigmoidHeadsGiveProbabilities() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        SDVariable logits = net.conv(net.image(), 3, 1, 3);
        net.sd.nn.logSoftmax("log", logits, 1);
        net.sd.nn.sigmoid("organs", logits);
        Path file = save(net);
        SameDiffAnswers answers = answers(net);
        float[] pixels = answers.pixels(1);
        float[] log = answers.values("log", pixels, 1);
        float[] organs = answers.values("organs", pixels, 1);
        try (DifferentiableModel model = open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("log")))) {
            float[] p = model.probabilities(answers.batch(pixels));
            for (int i = 0; i < p.length; i++) {
                assertThat(Math.abs(p[i] - Math.exp(log[i]))).isLessThan(1e-5);
            }
        }
        try (DifferentiableModel model = open(with(file, ModelHead.AUTO, ModelLayout.AUTO, Optional.of("organs")))) {
            assertThat(model.classes()).isEqualTo(4);
            float[] p = model.probabilities(answers.batch(pixels));
            for (int i = 0; i < p.length / 4; i++) {
                for (int o = 0; o < 3; o++) {
                    // Softmax with a background of 0 keeps the odds of each organ against background.
                    double odds = organs[3 * i + o] / (1 - organs[3 * i + o]);
                    assertThat(p[4 * i + 1 + o] / p[4 * i])
                            .isCloseTo((float) odds, org.assertj.core.data.Percentage.withPercentage(0.1));
                }
            }
        }
    }

    @Test
    void aLayoutThatIsNotSoIsRefusedAndADoubleModelRuns() throws IOException {
        SameDiffNet net = new SameDiffNet(2, true);
        unet(net);
        Path file = save(net);
        assertThatThrownBy(() -> open(with(file, ModelHead.AUTO, ModelLayout.NCHW, Optional.empty())))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("model.layout");
        SameDiffNet wide = new SameDiffNet(2, false);
        SDVariable x = wide.sd.placeHolder("image", DataType.DOUBLE, -1, 1, -1, -1);
        SDVariable w = wide.sd.var("w", wide.array(0, 0.5, 3, 3, 1, 3).castTo(DataType.DOUBLE));
        wide.sd.cnn.conv2d("logits", x, w, wide.same(3));
        Path doubles = save(wide);
        SameDiffAnswers answers = answers(wide);
        float[] pixels = answers.pixels(1);
        INDArray given = answers.images().array(pixels, 1).castTo(DataType.DOUBLE);
        INDArray logits = Objects.requireNonNull(
                wide.sd.output(Map.of("image", given), "logits").get("logits"));
        // Right for doubles, which oneDNN does not compute.
        float[] expected = answers.images().values(Nd4j.nn().softmax(logits, 1));
        try (DifferentiableModel model = open(doubles)) {
            float[] p = model.probabilities(answers.batch(pixels));
            for (int i = 0; i < p.length; i++) {
                assertThat(Math.abs(p[i] - expected[i])).isLessThan(1e-5f);
            }
        }
    }

    // ---- what is refused ----

    private static void refused(
            List<SameDiffCase> cases, String message, BiFunction<SameDiffNet, SDVariable, SDVariable> body) {
        cases.add(new SameDiffCase(message, false, body));
    }

    static Stream<SameDiffCase> refusals() {
        List<SameDiffCase> all = new ArrayList<>();
        refused(all, "(exp, giving", (n, x) -> n.sd.math.exp(x));
        refused(all, "(tile, giving", (n, x) -> n.sd.tile(x, 1, 1, 2, 2));
        refused(all, "a division by something that depends on the image", (n, x) -> x.div(n.sd.math.abs(x)));
        refused(all, "cutoff other than 0", (n, x) -> n.sd.nn.relu(x, 0.5));
        refused(all, "is not over the channels", (n, x) -> n.sd.nn.softmax(x, 2));
        refused(
                all,
                "makes integers of the image",
                (n, x) -> n.sd.castTo(n.sd.castTo(x, DataType.INT32), DataType.FLOAT));
        refused(all, "the power 1.5", (n, x) -> x.pow(1.5));
        refused(all, "a constant of shape [64, 64] that varies over pixels", (n, x) -> x.add(n.weights(64, 64)));
        refused(all, "mixes rows, columns and channels", (n, x) -> n.sd.reshape(x, -1, 8, 32));
        refused(
                all,
                "its input's axes are not batch, channels, height and width",
                (n, x) -> n.conv(n.sd.permute(x, 0, 1, 3, 2), 1, 4, 3));
        refused(all, "rows and columns are swapped", (n, x) -> n.sd.permute(x, 0, 1, 3, 2));
        refused(all, "takes the batch apart", (n, x) -> n.sd.slice(x, new int[] {1, 0, 0, 0}, new int[] {1, 4, 8, 8}));
        refused(all, "joined along axis 2, which is not the channels of all", (n, x) -> n.sd.concat(2, x, x));
        refused(all, "number of images", (n, x) -> x.mul(n.sd.castTo(n.sd.sizeAt(x, 0), DataType.FLOAT)));
        refused(all, "something along the axis of the images", (n, x) -> n.sd.mean(x, 0, 2, 3));
        refused(
                all,
                "the numbers of input 2 depend on the image",
                (n, x) -> n.sd.cnn.conv2d(x, n.sd.math.tanh(x), n.same(1)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheCoreDoesNotHaveIsNamed(SameDiffCase test) throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        SDVariable features = net.sd.math.tanh(net.conv(net.image(), 3, 1, 4));
        test.body().apply(net, features).rename("output");
        Path file = save(net);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("operator ")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("model.format: onnx or torchscript")
                .hasMessageContaining(test.name());
    }

    @Test
    void positionsInTheMiddleOfTwoPixelsAreRefused() throws IOException {
        SameDiffNet net = new SameDiffNet(2, true);
        SDVariable x = net.conv(net.imageOfSize(4, 4), 3, 1, 2);
        net.conv(nearest(net, x, new int[] {10, 8}, false, true), 1, 2, 2);
        Path file = save(net);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(resize_nearest_neighbor, giving")
                .hasMessageContaining("a position in the middle of");
    }

    @Test
    void everyFileCutShortIsRefused() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        net.conv(net.image(), 1, 1, 2);
        Path file = save(net);
        byte[] all = Files.readAllBytes(file);
        assertThat(all.length).isLessThan(4000);
        Path cut = folder.resolve("cut.fb");
        for (int length = 0; length < all.length; length++) {
            Files.write(cut, Arrays.copyOf(all, length));
            assertThatThrownBy(() -> open(cut)).as("first %s bytes", length).isInstanceOf(DuressException.class);
        }
    }

    @Test
    void damagedFilesGiveOneSentenceOrAModel() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        unet(net);
        byte[] all = Files.readAllBytes(save(net));
        Path damaged = folder.resolve("damaged.fb");
        Random random = new Random(17);
        for (int round = 0; round < 400; round++) {
            byte[] bytes = all.clone();
            for (int k = 0; k <= round % 4; k++) {
                bytes[random.nextInt(round % 2 == 0 ? bytes.length : 3000)] = (byte) random.nextInt(256);
            }
            Files.write(damaged, bytes);
            try (DifferentiableModel model = open(damaged)) {
                assertThat(model.classes()).isPositive();
            } catch (DuressException e) {
                assertThat(e).hasMessageContaining("damaged.fb");
            }
        }
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path file = folder.resolve("text.fb");
        Files.writeString(file, "this is no FlatBuffers file, but it is long enough to hold an offset or two");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DuressException.class)
                .hasMessage("file " + file
                        + " is no model that SameDiff.save wrote, or is damaged; save it again, or check model.format");
    }

    @Test
    void theFingerprintFollowsTheWeights() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        unet(net);
        Path file = save(net);
        String before = open(file).fingerprint();
        assertThat(open(file).fingerprint()).isEqualTo(before);
        net.sd.variables().stream()
                .filter(variable -> variable.name().startsWith("w"))
                .findFirst()
                .orElseThrow()
                .getArr()
                .putScalar(0, 0.125f);
        assertThat(open(save(net)).fingerprint()).isNotEqualTo(before);
    }

    @Test
    void halfPrecisionIsRead() {
        assertThat(Constant.half((short) 0x3c00)).isEqualTo(1f);
        assertThat(Constant.half((short) 0xc000)).isEqualTo(-2f);
        assertThat(Constant.half((short) 0x3555)).isEqualTo(0.33325195f);
        assertThat(Constant.half((short) 0x7bff)).isEqualTo(65504f);
        assertThat(Constant.half((short) 0x0001)).isEqualTo(0x1p-24f);
        assertThat(Constant.half((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Constant.half((short) 0x7e00)).isNaN();
    }

    private Path save(SameDiffNet net) throws IOException {
        Path file = folder.resolve("model.fb");
        net.sd.save(file.toFile(), false);
        return file;
    }

    private static ModelSpec with(Path file, ModelHead head, ModelLayout layout, Optional<String> output) {
        return new ModelSpec("samediff", file, head, layout, OptionalInt.empty(), output, Map.of());
    }

    private static DifferentiableModel open(Path file) {
        return open(new ModelSpec("samediff", file));
    }

    private static DifferentiableModel open(ModelSpec spec) {
        return new SameDiffFormat().open(spec).differentiable().orElseThrow();
    }
}
