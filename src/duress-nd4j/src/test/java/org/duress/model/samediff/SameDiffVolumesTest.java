package org.duress.model.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.gaussian;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling3DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Each operator of volumes against SameDiff itself, as {@link SameDiffFormatTest} does those of slices. */
class SameDiffVolumesTest {
    /** Fewer planes than rows, and fewer rows than columns. */
    private static final Grid GRID = Grid.of(4, 6, 10);

    private static final int[] CUBE = {2, 2, 2};

    @TempDir
    Path folder;

    static Stream<SameDiffCase> cases() {
        List<SameDiffCase> all = new ArrayList<>(SameDiffCase.anywhere());
        both(
                all,
                "oblong same convolution",
                (n, x) -> n.sd.cnn.conv3d(
                        x,
                        n.weights(2, 3, 4, 4, 5),
                        n.weights(5),
                        conv(n, 2, 3, 4).build()));
        both(
                all,
                "padded convolution without bias",
                (n, x) -> n.sd.cnn.conv3d(
                        x,
                        n.weights(3, 3, 3, 4, 3),
                        conv(n, 3, 3, 3)
                                .pD(1)
                                .pH(1)
                                .pW(1)
                                .paddingMode(PaddingMode.VALID)
                                .build()));
        both(all, "convolution with stride and back", (n, x) -> {
            SDVariable small = n.sd.cnn.conv3d(
                    x,
                    n.weights(2, 4, 3, 4, 3),
                    conv(n, 2, 4, 3).sD(1).sH(2).sW(2).build());
            return n.sd.cnn.deconv3d(
                    small,
                    n.weights(1, 2, 2, 4, 3),
                    n.weights(4),
                    deconv(n, 1, 2, 2).sD(1).sH(2).sW(2).build());
        });
        for (int format : new int[] {1, 2}) {
            both(all, "weights " + format, (n, x) -> {
                SDVariable weights = format == 1 ? n.weights(5, 4, 2, 3, 4) : n.weights(5, 2, 3, 4, 4);
                return new Conv(n, formatted(n, format), x, weights).outputVariable();
            });
            both(all, "weights of a transposed convolution " + format, (n, x) -> {
                SDVariable weights = format == 1 ? n.weights(4, 5, 2, 3, 4) : n.weights(4, 2, 3, 4, 5);
                return new Deconv(n, formatted(n, format), x, weights).outputVariable();
            });
        }
        both(
                all,
                "same transposed convolution",
                (n, x) -> halved(
                        n,
                        n.sd.cnn.deconv3d(
                                x,
                                n.weights(3, 3, 4, 5, 4),
                                deconv(n, 3, 3, 4)
                                        .sD(2)
                                        .sH(2)
                                        .sW(2)
                                        .isSameMode(true)
                                        .build())));
        both(
                all,
                "padded transposed convolution",
                (n, x) -> halved(
                        n,
                        n.sd.cnn.deconv3d(
                                x,
                                n.weights(4, 4, 4, 5, 4),
                                deconv(n, 4, 4, 4)
                                        .sD(2)
                                        .sH(2)
                                        .sW(2)
                                        .pD(1)
                                        .pH(1)
                                        .pW(1)
                                        .build())));
        both(
                all,
                "largest of blocks and up-sampling",
                (n, x) -> upsampled(n, n.sd.cnn.maxPooling3d(x, pool(n, CUBE, CUBE, 0, false)), 2, 2, 2));
        both(all, "by axis", (n, x) -> {
            int[] block = {1, 3, 2};
            return upsampled(n, n.sd.cnn.maxPooling3d(x, pool(n, block, block, 0, false)), 1, 3, 2);
        });
        for (int taps : new int[] {2, 3}) {
            int[] kernel = {taps, taps, taps};
            int[] one = {1, 1, 1};
            both(all, "same largest of " + taps, (n, x) -> n.sd.cnn.maxPooling3d(x, pool(n, kernel, one, 0, true)));
            both(all, "same mean of " + taps, (n, x) -> n.sd.cnn.avgPooling3d(x, pool(n, kernel, one, 0, true)));
        }
        int[] three = {3, 3, 3};
        int[] one = {1, 1, 1};
        both(all, "padded largest", (n, x) -> n.sd.cnn.maxPooling3d(x, pool(n, three, one, 1, false)));
        both(all, "padded mean", (n, x) -> n.sd.cnn.avgPooling3d(x, pool(n, three, one, 1, false)));
        both(all, "channels as a slice", (n, x) -> {
            int[] begin = new int[5];
            begin[n.channel()] = 1;
            int[] size = n.last ? new int[] {-1, 4, 6, 10, 2} : new int[] {-1, 2, 4, 6, 10};
            return n.sd.slice(x, begin, size);
        });
        both(all, "pad with a number and crop", (n, x) -> cropped(n, padded(n, x, PadMode.CONSTANT, 2)));
        both(all, "reflect and average", (n, x) -> cropped(n, padded(n, x, PadMode.REFLECT, 0)));
        both(all, "the other order", (n, x) -> {
            SDVariable turned = n.last ? n.sd.permute(x, 0, 4, 1, 2, 3) : n.sd.permute(x, 0, 2, 3, 4, 1);
            SDVariable biased = turned.mul(n.weights(n.last ? new int[] {1, 4, 1, 1, 1} : new int[] {4}));
            return n.last ? n.sd.permute(biased, 0, 2, 3, 4, 1) : n.sd.permute(biased, 0, 4, 1, 2, 3);
        });
        both(all, "squeeze and excitation", (n, x) -> {
            SDVariable gate = n.sd.nn.sigmoid(n.sd.nn.linear(x.mean(n.pixels()), n.weights(4, 4), n.weights(4)));
            return x.mul(n.sd.reshape(gate, n.last ? new long[] {-1, 1, 1, 1, 4} : new long[] {-1, 4, 1, 1, 1}));
        });
        both(all, "another shape and back", (n, x) -> {
            SDVariable flat = n.sd.reshape(x, n.last ? new long[] {-1, 240, 4} : new long[] {-1, 4, 240});
            return n.sd.reshape(flat, n.shape(4, 4, 6, 10));
        });
        return all.stream();
    }

    private static void both(
            List<SameDiffCase> cases, String name, BiFunction<SameDiffNet, SDVariable, SDVariable> body) {
        cases.addAll(SameDiffCase.both(name, body));
    }

    /** An operator with arguments that SameDiff's own classes do not write, and files may hold all the same. */
    private abstract static class Given extends DynamicCustomOp {
        Given(SameDiffNet net, int[] arguments, SDVariable... inputs) {
            super("", net.sd, inputs);
            addIArgument(arguments);
        }

        @Override
        public abstract String opName();

        @Override
        public List<DataType> calculateOutputDataTypes(List<DataType> types) {
            return List.of(types.get(0));
        }
    }

    private static final class Conv extends Given {
        Conv(SameDiffNet net, int[] arguments, SDVariable... inputs) {
            super(net, arguments, inputs);
        }

        @Override
        public String opName() {
            return "conv3dnew";
        }
    }

    private static final class Deconv extends Given {
        Deconv(SameDiffNet net, int[] arguments, SDVariable... inputs) {
            super(net, arguments, inputs);
        }

        @Override
        public String opName() {
            return "deconv3d";
        }
    }

    private static final class Upsampling extends Given {
        Upsampling(SameDiffNet net, int[] arguments, SDVariable... inputs) {
            super(net, arguments, inputs);
        }

        @Override
        public String opName() {
            return "upsampling3d";
        }
    }

    /** Those of a "same" convolution whose weights are in an order of their own. */
    private static int[] formatted(SameDiffNet n, int format) {
        return new int[] {2, 3, 4, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, n.last ? 1 : 0, format};
    }

    /** What SameDiff itself writes where channels come last is refused. */
    private static SDVariable upsampled(SameDiffNet n, SDVariable x, int planes, int rows, int columns) {
        return n.last
                ? new Upsampling(n, new int[] {planes, rows, columns, 0}, x).outputVariable()
                : n.sd.cnn.upsampling3d(x, true, planes, rows, columns);
    }

    private static Conv3DConfig.Conv3DConfigBuilder conv(SameDiffNet n, int planes, int rows, int columns) {
        return Conv3DConfig.builder()
                .kD(planes)
                .kH(rows)
                .kW(columns)
                .paddingMode(PaddingMode.SAME)
                .dataFormat(n.format());
    }

    private static DeConv3DConfig.DeConv3DConfigBuilder deconv(SameDiffNet n, int planes, int rows, int columns) {
        return DeConv3DConfig.builder().kD(planes).kH(rows).kW(columns).dataFormat(n.format());
    }

    /** The configuration writes columns before rows, which the operator reads the other way round. */
    private static Pooling3DConfig pool(SameDiffNet n, int[] kernel, int[] stride, int padding, boolean same) {
        return Pooling3DConfig.builder()
                .kD(kernel[0])
                .kH(kernel[2])
                .kW(kernel[1])
                .sD(stride[0])
                .sH(stride[2])
                .sW(stride[1])
                .pD(padding)
                .pH(padding)
                .pW(padding)
                .isSameMode(same)
                .isNCDHW(!n.last)
                .build();
    }

    private static SDVariable halved(SameDiffNet n, SDVariable x) {
        return n.sd.cnn.avgPooling3d(x, pool(n, CUBE, CUBE, 0, false));
    }

    private static SDVariable padded(SameDiffNet n, SDVariable x, PadMode mode, double number) {
        int[][] by = new int[5][2];
        by[n.pixels()[0]] = new int[] {1, 1};
        by[n.pixels()[1]] = new int[] {2, 0};
        by[n.pixels()[2]] = new int[] {0, 2};
        SDVariable padded = n.sd.nn.pad(x, n.sd.constant(Nd4j.createFromArray(by)), mode, number);
        return n.sd.cnn.avgPooling3d(padded, pool(n, new int[] {3, 3, 3}, new int[] {1, 1, 1}, 1, false));
    }

    private static SDVariable cropped(SameDiffNet n, SDVariable x) {
        SDIndex planes = SDIndex.interval(1, 5);
        SDIndex rows = SDIndex.interval(0, 6);
        SDIndex columns = SDIndex.interval(2, 12);
        return n.last
                ? x.get(SDIndex.all(), planes, rows, columns, SDIndex.all())
                : x.get(SDIndex.all(), SDIndex.all(), planes, rows, columns);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anOperatorGivesWhatSameDiffGives(SameDiffCase test) throws IOException {
        SameDiffNet net = new SameDiffNet(3, test.last());
        // What has a size written down fits one size of image.
        boolean sized = test.name().contains("another shape and") || test.name().contains("as a slice");
        SDVariable image = sized ? net.imageOfSize(4, 6, 10) : net.image();
        SDVariable body = test.body().apply(net, net.sd.math.tanh(net.conv(image, 3, 1, 4)));
        SameDiffAnswers answers = new SameDiffAnswers(net, GRID);
        float[] pixels = answers.pixels(2);
        int channels = (int) answers.of(body.name(), pixels).size(net.channel());
        net.conv(body, 1, channels, 3).rename("logits");
        answers.assertGivenBy(new ModelSpec("samediff", folder.resolve("m.fb")), pixels);
    }

    static Stream<SameDiffCase> dilated() {
        List<SameDiffCase> all = new ArrayList<>();
        both(
                all,
                "dilated convolution",
                (n, x) -> n.sd.cnn.conv3d(
                        x,
                        n.weights(3, 3, 3, 4, 3),
                        conv(n, 3, 3, 3).dD(1).dH(2).dW(3).build()));
        both(
                all,
                "dilated transposed convolution",
                (n, x) -> n.sd.cnn.deconv3d(
                        x,
                        n.weights(3, 3, 3, 3, 4),
                        deconv(n, 3, 3, 3).dD(1).dH(2).dW(3).isSameMode(true).build()));
        return all.stream();
    }

    /** ND4J's oneDNN convolves no dilated volumes: it throws. Without oneDNN it computes them, which is what counts. */
    @ParameterizedTest
    @MethodSource("dilated")
    void dilatedOperatorsGiveWhatSameDiffGivesWithoutOneDnn(SameDiffCase test) throws IOException {
        Nd4j.getEnvironment().allowHelpers(false);
        try {
            anOperatorGivesWhatSameDiffGives(test);
        } finally {
            Nd4j.getEnvironment().allowHelpers(true);
        }
    }

    /** ND4J's own pooling leaves some dilations out, so the reference is the largest of columns that were shifted. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDilatedPoolingIsThatOfShiftedColumns(boolean last) throws IOException {
        SameDiffNet dilated = new SameDiffNet(3, last);
        SDVariable x = dilated.sd.math.tanh(dilated.conv(dilated.image(), 3, 1, 4));
        // kH, dH and pH are of columns, as above.
        Pooling3DConfig pool = Pooling3DConfig.builder()
                .kD(1)
                .kH(3)
                .kW(1)
                .dH(2)
                .pH(2)
                .isNCDHW(!last)
                .build();
        dilated.conv(dilated.sd.cnn.maxPooling3d(x, pool), 1, 4, 3);

        SameDiffNet shifted = new SameDiffNet(3, last);
        SDVariable y = shifted.sd.math.tanh(shifted.conv(shifted.image(), 3, 1, 4));
        int[][] by = new int[5][2];
        by[shifted.pixels()[2]] = new int[] {2, 2};
        SDVariable wide = shifted.sd.nn.pad(y, shifted.sd.constant(Nd4j.createFromArray(by)), PadMode.CONSTANT, -2);
        SDVariable largest = shifted.sd.math.max(
                columns(shifted, wide, 0), shifted.sd.math.max(columns(shifted, wide, 2), columns(shifted, wide, 4)));
        shifted.conv(largest, 1, 4, 3).rename("logits");
        SameDiffAnswers answers = new SameDiffAnswers(shifted, GRID);
        float[] pixels = answers.pixels(2);
        try (SegmentationModel model = Models.open(new ModelSpec("samediff", save(dilated)))) {
            assertThat(model.probabilities(answers.batch(pixels)))
                    .containsExactly(SameDiffAnswers.softmax(answers.values("logits", pixels, 1), 3), within(1e-5f));
        }
    }

    private static SDVariable columns(SameDiffNet n, SDVariable x, int from) {
        SDIndex all = SDIndex.all();
        SDIndex columns = SDIndex.interval(from, from + GRID.columns());
        return n.last ? x.get(all, all, all, columns, all) : x.get(all, all, all, all, columns);
    }

    private static SDVariable block(SameDiffNet n, SDVariable x, int in, int out) {
        SDVariable b = n.sd.nn.batchNorm(
                n.plainConv(x, 3, in, out),
                n.weights(out),
                n.positive(out),
                n.positive(out),
                n.weights(out),
                1e-5,
                n.channel());
        return n.sd.nn.leakyRelu(b, 0.1);
    }

    private static SDVariable unet(SameDiffNet n, SDVariable image) {
        SDVariable one = block(n, image, 1, 4);
        SDVariable two = block(n, n.sd.cnn.maxPooling3d(one, pool(n, CUBE, CUBE, 0, false)), 4, 8);
        SDVariable back = block(n, upsampled(n, two, 2, 2, 2), 8, 4);
        SDVariable transposed = n.sd.cnn.deconv3d(
                two,
                n.weights(2, 2, 2, 4, 8),
                n.weights(4),
                deconv(n, 2, 2, 2).sD(2).sH(2).sW(2).build());
        SDVariable last = block(n, n.sd.concat(n.channel(), back, transposed, one), 12, 4);
        return n.conv(last, 1, 4, 3).rename("logits");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aUNetGivesWhatSameDiffGives(boolean last) throws IOException {
        SameDiffNet net = new SameDiffNet(3, last);
        unet(net, net.image());
        SameDiffAnswers answers = new SameDiffAnswers(net, GRID);
        answers.assertGivenBy(new ModelSpec("samediff", folder.resolve("unet.fb")), answers.pixels(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereThePlaceholderSaysNothingOperatorsDo(boolean last) throws IOException {
        SameDiffNet net = new SameDiffNet(3, last);
        unet(net, net.sd.placeHolder("image", DataType.FLOAT));
        SameDiffAnswers answers = new SameDiffAnswers(net, GRID);
        answers.assertGivenBy(new ModelSpec("samediff", folder.resolve("unet.fb")), answers.pixels(1));
    }

    @Test
    void sizesThatDoNotFitAreRefusedAndSlicesToo() throws IOException {
        SameDiffNet net = new SameDiffNet(3, false);
        unet(net, net.image());
        try (SegmentationModel model = Models.open(new ModelSpec("samediff", save(net)))) {
            model.requireSize(Grid.of(6, 8, 10));
            assertThatThrownBy(() -> model.requireSize(Grid.of(5, 8, 10)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("images of 5 x 8 x 10 voxels")
                    .hasMessageContaining("multiples of 2");
            assertThat(model.takes(Grid.of(16, 16))).isFalse();
            assertThatThrownBy(() -> model.requireSize(Grid.of(16, 16)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model segments volumes, and the images are slices of 16 x 16 pixels; set"
                            + " cohort.dimensions to 3, or test a model for slices");
        }
    }

    @Test
    void aModelOfSlicesRefusesVolumes() throws IOException {
        SameDiffNet net = new SameDiffNet(2, false);
        net.conv(net.image(), 3, 1, 3);
        try (SegmentationModel model = Models.open(new ModelSpec("samediff", save(net)))) {
            assertThatThrownBy(() -> model.requireSize(GRID))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model segments slices, and the images are volumes of 4 x 6 x 10 voxels; set"
                            + " cohort.dimensions to 2, or test a model for volumes");
        }
    }

    @Test
    void aPlaceholderOfOneSizeTakesThatSizeOnly() throws IOException {
        SameDiffNet net = new SameDiffNet(3, true);
        net.conv(net.imageOfSize(8, -1, 16), 3, 1, 3);
        try (SegmentationModel model = Models.open(new ModelSpec("samediff", save(net)))) {
            model.requireSize(Grid.of(8, 20, 16));
            assertThatThrownBy(() -> model.requireSize(Grid.of(10, 20, 16)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("placeholder 'image' has 8 x -1 x 16 voxels, where -1 is any number");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fourDifferentChannels(boolean last) throws IOException {
        SameDiffNet net = new SameDiffNet(3, last);
        net.conv(net.imageOf(4), 3, 4, 3).rename("logits");
        float[] voxels = gaussian(9, 2 * GRID.voxels() * 4);
        float[] logits = new SameDiffAnswers(net, GRID).values("logits", voxels, 4);
        try (SegmentationModel model = Models.open(new ModelSpec("samediff", save(net)))) {
            assertThat(model.channels()).isEqualTo(4);
            assertThat(model.probabilities(new ImageBatch(voxels, 2, GRID, 4)))
                    .containsExactly(SameDiffAnswers.softmax(logits, 3), within(1e-5f));
        }
    }

    static Stream<SameDiffCase> refusals() {
        return Stream.of(
                new SameDiffCase(
                        "(conv2d, giving", false, (n, x) -> n.sd.cnn.conv2d(x, n.weights(3, 3, 4, 3), n.same(3))),
                new SameDiffCase(
                        "up-sampling of volumes whose channels come last, which ND4J 1.0.0-M2.1 itself computes as if"
                                + " they came first",
                        true,
                        (n, x) -> n.sd.cnn.upsampling3d(x, false, 2, 2, 2)),
                new SameDiffCase("is not over the channels", false, (n, x) -> n.sd.nn.softmax(x, 2)),
                new SameDiffCase(
                        "its input's axes are not batch, depth, height, width and channels",
                        true,
                        (n, x) -> n.conv(n.sd.permute(x, 0, 2, 1, 3, 4), 1, 4, 3)),
                new SameDiffCase(
                        "joined along axis 2, which is not the channels of all",
                        false,
                        (n, x) -> n.sd.concat(2, x, x)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheCoreDoesNotHaveIsNamed(SameDiffCase test) throws IOException {
        SameDiffNet net = new SameDiffNet(3, test.last());
        test.body().apply(net, net.sd.math.tanh(net.conv(net.image(), 3, 1, 4))).rename("output");
        Path file = save(net);
        assertThatThrownBy(() -> Models.open(new ModelSpec("samediff", file)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("operator ")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("model.format: onnx or torchscript")
                .hasMessageContaining(test.name());
    }

    private Path save(SameDiffNet net) throws IOException {
        Path file = folder.resolve("model.fb");
        net.sd.save(file.toFile(), false);
        return file;
    }
}
