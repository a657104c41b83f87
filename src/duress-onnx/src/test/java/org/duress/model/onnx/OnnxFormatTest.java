package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.lowering.graph.Operator;
import org.duress.model.lowering.graph.Tensor;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFormatTest {
    @TempDir
    Path folder;

    private final OnnxFormat format = new OnnxFormat();

    private static ModelBuilder small() {
        return ModelBuilder.ofImage(13)
                .conv("image", "a", 1, 4, 3)
                .node("LeakyRelu", "a", "b", "alpha", 0.1)
                .conv("b", "c", 4, 3, 1)
                .node("Tanh", "c", "y");
    }

    private static ModelSpec with(
            ModelSpec spec, ModelHead head, ModelLayout layout, OptionalInt channels, Optional<String> output) {
        return new ModelSpec(spec.format(), spec.path(), head, layout, channels, output, Map.of());
    }

    private static ModelSpec with(ModelSpec spec, ModelHead head) {
        return with(spec, head, ModelLayout.AUTO, OptionalInt.empty(), Optional.empty());
    }

    private void refused(ModelSpec spec, String... parts) {
        assertThatThrownBy(() -> format.open(spec))
                .isInstanceOf(DuressException.class)
                .satisfies(e -> {
                    assertThat(e.getMessage()).contains(parts).contains(";").doesNotContain("\n");
                });
    }

    private void refused(ModelBuilder model, String... parts) {
        refused(model.output("y").spec(folder), parts);
    }

    private OnnxFormat withOperator(String type, Operator<OnnxStep> operator) {
        return new OnnxFormat(() -> {
            Map<String, Operator<OnnxStep>> all = new TreeMap<>(Operators.all());
            all.put(type, operator);
            return all;
        });
    }

    @Test
    void aWrongOperatorIsFoundAndNamed() {
        ModelSpec spec = small().output("y").spec(folder);
        format.open(spec).close();
        OnnxFormat broken = withOperator("LeakyRelu", Operator.single(step -> {
            Tensor x = step.tensor(0);
            return x.with(step.net().leakyRelu(step.name(), x.value(), 0.12));
        }));
        assertThatThrownBy(() -> broken.open(spec))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("was read differently by Duress and by ONNX Runtime")
                .hasMessageContaining("first at operator 1 'LeakyRelu_1' (LeakyRelu)");
    }

    @Test
    void channelsInAWrongOrderAreFound() {
        ModelSpec spec = small().output("y").spec(folder);
        OnnxFormat broken = withOperator("Tanh", Operator.single(step -> {
            Tensor x = step.tensor(0);
            return x.with(step.net()
                    .permuteChannels(step.name(), step.net().tanh(step.name(), x.value()), new int[] {0, 2, 1}));
        }));
        assertThatThrownBy(() -> broken.open(spec)).hasMessageContaining("first at operator 3 'Tanh_3' (Tanh)");
    }

    @Test
    void aWrongOperatorIsFoundAtASizeThatWasNotProbed() {
        ModelSpec spec = small().output("y").spec(folder);
        OnnxFormat broken = withOperator("Tanh", Operator.single(step -> {
            Tensor x = step.tensor(0);
            return x.with(
                    x.value().width() == 64
                            ? step.net().tanh(step.name(), x.value())
                            : step.net().sigmoid(step.name(), x.value()));
        }));
        try (SegmentationModel model = broken.open(spec)) {
            assertThatThrownBy(() -> model.requireSize(Grid.of(64, 80))).hasMessageContaining("(Tanh)");
        }
    }

    @Test
    void everyHeadGivesProbabilitiesOfClasses() {
        ModelSpec logits = small().output("y").spec(folder);
        try (SegmentationModel model = format.open(logits)) {
            assertThat(model.classes()).isEqualTo(3);
            assertSumsToOne(model);
        }
        refused(with(logits, ModelHead.PROBABILITIES), "is no softmax", "set model.head");
        try (SegmentationModel model = format.open(with(logits, ModelHead.ORGAN_LOGITS))) {
            assertThat(model.classes()).isEqualTo(4);
            assertSumsToOne(model);
        }
        ModelSpec sigmoid = small().node("Sigmoid", "y", "z").output("z").spec(folder);
        try (SegmentationModel model = format.open(sigmoid)) {
            assertThat(model.classes()).isEqualTo(4);
            assertSumsToOne(model);
        }
        ModelSpec logSoftmax =
                small().node("LogSoftmax", "y", "z", "axis", 1).output("z").spec(folder);
        for (ModelHead head : new ModelHead[] {ModelHead.AUTO, ModelHead.LOGITS}) {
            try (SegmentationModel model = format.open(with(logSoftmax, head))) {
                assertThat(model.classes()).isEqualTo(3);
                assertSumsToOne(model);
            }
        }
    }

    private static void assertSumsToOne(SegmentationModel model) {
        float[] p = model.probabilities(new ImageBatch(OnnxFixturesTest.gaussian(2 * 16 * 24, 1), 2, Grid.of(16, 24)));
        for (int i = 0; i < p.length; i += model.classes()) {
            double sum = 0;
            for (int c = 0; c < model.classes(); c++) {
                sum += p[i + c];
            }
            assertThat(sum).isBetween(1 - 1e-5, 1 + 1e-5);
        }
    }

    @Test
    void theOutputThatTheSpecNamesIsUsedAndWhatOnlyOthersNeedIsNotRead() {
        ModelSpec spec = small().node("ArgMax", "y", "labels", "axis", 1)
                .output("labels")
                .output("y")
                .spec(folder);
        refused(named(spec, "labels"), "operator 4 'ArgMax_4' (ArgMax)", "export the model without its argmax");
        try (SegmentationModel only = format.open(spec);
                SegmentationModel named = format.open(named(spec, "y"))) {
            assertThat(only.provenance())
                    .containsExactly(Map.entry(
                            "output",
                            "'y' of 2 outputs (labels, y), the only one that gives a number a class for each pixel"));
            assertThat(named.provenance())
                    .containsExactly(Map.entry("output", "'y' of 2 outputs (labels, y), as model.output says"));
            float[] pixels = OnnxFixturesTest.gaussian(64 * 64, 3);
            assertThat(only.probabilities(new ImageBatch(pixels, 1, Grid.of(64, 64))))
                    .isEqualTo(named.probabilities(new ImageBatch(pixels, 1, Grid.of(64, 64))));
        }
        refused(named(spec, "z"), "no output 'z'", "model.output to one of [labels, y]");
    }

    private static ModelSpec named(ModelSpec spec, String output) {
        return with(spec, ModelHead.AUTO, ModelLayout.AUTO, OptionalInt.empty(), Optional.of(output));
    }

    @Test
    void ofSeveralOutputsThatCouldBeMeantNoneIsTaken() {
        ModelSpec deep = small().conv("y", "z", 3, 3, 1).output("z").output("y").spec(folder);
        refused(
                deep,
                "answers with 2 outputs (z, y), each of which could be the segmentation; name one with model.output");
        try (SegmentationModel z = format.open(named(deep, "z"));
                SegmentationModel y = format.open(named(deep, "y"))) {
            float[] pixels = OnnxFixturesTest.gaussian(64 * 64, 3);
            assertThat(z.probabilities(new ImageBatch(pixels, 1, Grid.of(64, 64))))
                    .isNotEqualTo(y.probabilities(new ImageBatch(pixels, 1, Grid.of(64, 64))));
        }
    }

    @Test
    void mapsOfDeepSupervisionThatAreSmallerAreNoAnswer() {
        ModelSpec spec = new ModelBuilder(13)
                .input("image", 1, 1, 40, 24)
                .conv("image", "y", 1, 3, 3)
                .node("AveragePool", "y", "half", "kernel_shape", new int[] {2, 2}, "strides", new int[] {2, 2})
                .node("GlobalAveragePool", "y", "one")
                .weights("constant", 1, 3, 40, 24)
                .node("Identity", "constant", "same")
                .output("half")
                .output("one")
                .output("same")
                .output("y")
                .spec(folder);
        try (SegmentationModel model = format.open(spec)) {
            assertThat(model.provenance().get("output")).startsWith("'y' of 4 outputs (half, one, same, y)");
        }
    }

    @Test
    void whereNoOutputIsAMapOfTheImageItIsSaid() {
        ModelSpec spec = new ModelBuilder(13)
                .input("image", 1, 1, 40, 24)
                .conv("image", "y", 1, 3, 3)
                .node("GlobalAveragePool", "y", "one")
                .node("GlobalMaxPool", "y", "two")
                .output("one")
                .output("two")
                .spec(folder);
        refused(spec, "answers with 2 outputs (one, two), none of which gives a number a class", "40 x 24 pixels");
    }

    @Test
    void layersInOtherNumbersThanFloatsSayWhatToExport() {
        refused(
                ModelBuilder.ofImage(13)
                        .node("Cast", "image", "h", "to", OnnxMl.TensorProto.DataType.BFLOAT16_VALUE)
                        .conv("h", "y", 1, 3, 3),
                "layers that compute in half precision",
                "model.float()");
    }

    @Test
    void attributesThatNobodyKnowsAreRefusedByOnnxRuntime() {
        refused(
                small().node("Relu", "y", "z", "surprise", 3).output("z").spec(folder),
                "Unrecognized attribute: surprise for operator Relu");
    }

    @Test
    void aModelOfOneSizeRefusesOthers() {
        ModelSpec spec = new ModelBuilder(13)
                .input("image", 1, 1, 40, 24)
                .conv("image", "y", 1, 3, 3)
                .output("y")
                .spec(folder);
        try (SegmentationModel model = format.open(spec)) {
            model.requireSize(Grid.of(40, 24));
            assertThatThrownBy(() -> model.requireSize(Grid.of(40, 40)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("it was made for 40 x 24 pixels");
        }
    }

    @Test
    void aFreeNumberOfChannelsIsWhatTheSpecSays() {
        ModelSpec spec = new ModelBuilder(13)
                .input("image", 0, 0, 0, 0)
                .conv("image", "y", 3, 2, 3)
                .output("y")
                .spec(folder);
        try (SegmentationModel model =
                format.open(with(spec, ModelHead.AUTO, ModelLayout.AUTO, OptionalInt.of(3), Optional.empty()))) {
            assertThat(model.classes()).isEqualTo(2);
        }
        refused(
                with(
                        small().output("y").spec(folder),
                        ModelHead.AUTO,
                        ModelLayout.AUTO,
                        OptionalInt.of(3),
                        Optional.empty()),
                "takes 1 channels, not 3",
                "remove model.channels");
    }

    /** A 1 x 1 convolution, by hand; the comparison with ONNX Runtime is on other numbers in each channel too. */
    @Test
    void fourDifferentChannels() {
        float[] weights = {1, 0, 0, 0.5f, 0, -2, 3, 0};
        float[] pixels = new float[8 * 8 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i);
        }
        for (boolean last : new boolean[] {false, true}) {
            ModelBuilder builder = last
                    ? new ModelBuilder(13)
                            .input("image", 1, 0, 0, 4)
                            .node("Transpose", "image", "x", "perm", new int[] {0, 3, 1, 2})
                    : new ModelBuilder(13).input("image", 1, 4, 0, 0);
            ModelSpec spec = builder.floats("w", new int[] {2, 4, 1, 1}, weights)
                    .node("Conv", last ? "x w" : "image w", "y")
                    .output("y")
                    .spec(folder);
            try (SegmentationModel model = format.open(spec)) {
                assertThat(model.channels()).isEqualTo(4);
                float[] p = model.probabilities(new ImageBatch(pixels, 1, Grid.of(8, 8), 4));
                for (int pixel = 0; pixel < 64; pixel++) {
                    int i = 4 * pixel;
                    double zero = pixels[i] + 0.5 * pixels[i + 3];
                    double one = -2 * pixels[i + 1] + 3 * pixels[i + 2];
                    double expected = 1 / (1 + Math.exp(zero - one));
                    assertThat((double) p[2 * pixel + 1]).isCloseTo(expected, within(1e-6));
                }
            }
        }
    }

    @Test
    void theFingerprintChangesWithAWeight() {
        OnnxMl.ModelProto model = small().output("y").build();
        OnnxMl.ModelProto.Builder other = model.toBuilder();
        OnnxMl.TensorProto.Builder weights = other.getGraphBuilder().getInitializerBuilder(0);
        weights.setFloatData(0, Math.nextUp(weights.getFloatData(0)));
        String one = fingerprint(ModelBuilder.spec(folder, model));
        assertThat(fingerprint(ModelBuilder.spec(folder, model))).isEqualTo(one);
        assertThat(fingerprint(ModelBuilder.spec(folder, other.build()))).isNotEqualTo(one);
    }

    private String fingerprint(ModelSpec spec) {
        try (SegmentationModel model = format.open(spec)) {
            return model.fingerprint();
        }
    }

    @Test
    void unsupportedOperatorsAreNamedWithTheirPlace() {
        refused(
                small().node("Einsum", "y y", "z", "equation", "nchw,nchw->nchw")
                        .node("Identity", "z", "out")
                        .node("Tanh", "out", "y2")
                        .output("y2")
                        .spec(folder),
                "operator 4 'Einsum_4' (Einsum)",
                "TorchScript (model.format: torchscript)");
        refused(
                ModelBuilder.ofImage(13).conv("image", "a", 1, 4, 3).node("Cos", "a", "y"),
                "operator 1 'Cos_1' (Cos): this operator");
        refused(
                ModelBuilder.ofImage(13)
                        .floats("k", new int[] {4}, 1, 1, 2, 2)
                        .conv("image", "a", 1, 4, 3)
                        .node("Resize", "a - k", "y", "mode", "cubic"),
                "(Resize): an interpolation of mode cubic");
        refused(
                ModelBuilder.ofImage(13)
                        .conv("image", "a", 1, 4, 3)
                        .conv("image", "b", 1, 4, 3)
                        .node("Div", "a b", "y"),
                "(Div): a division by something that depends on the image");
        refused(
                ModelBuilder.ofImage(11).conv("image", "a", 1, 4, 3).node("Softmax", "a", "y"),
                "(Softmax)",
                "before operator set 13 it is over all axes");
        refused(
                ModelBuilder.ofImage(14)
                        .conv("image", "a", 1, 4, 3)
                        .positive("k", 4)
                        .node("BatchNormalization", "a k k k k", "y", "training_mode", 1),
                "batch normalisation in training mode",
                "model.eval()");
        refused(
                ModelBuilder.ofImage(13).weights("w", 3, 1, 3, 3, 3).node("Conv", "image w", "y"),
                "(Conv): weights with 3 spatial axes");
        refused(
                ModelBuilder.ofImage(13).conv("image", "a", 1, 4, 3).node("Add", "a nothing", "y"),
                "(Add): it reads 'nothing'");
        refused(
                ModelBuilder.ofImage(13)
                        .conv("image", "a", 1, 4, 3)
                        .node("Transpose", "a", "b", "perm", new int[] {0, 1, 3, 2})
                        .conv("b", "y", 4, 2, 3),
                "(Conv): its input's axes are not batch, channels, height and width");
        OnnxMl.ModelProto.Builder custom = small().output("y").build().toBuilder();
        custom.getGraphBuilder().getNodeBuilder(3).setDomain("com.microsoft");
        refused(ModelBuilder.spec(folder, custom.build()), "(com.microsoft.Tanh): this operator");
    }

    /** ONNX has these of tensors of four axes; of volumes they are written as a Reshape, a Transpose and a Reshape. */
    @ParameterizedTest
    @ValueSource(strings = {"DepthToSpace", "SpaceToDepth"})
    void blocksOfVolumesAreRefused(String operator) {
        refused(
                new ModelBuilder(13)
                        .input("image", 1, 8, 4, 4, 4)
                        .node(operator, "image", "y", "blocksize", 2),
                "(" + operator + "): blocks of volumes (the operator is defined for slices), which is not supported");
    }

    @Test
    void aModelOfVolumesRefusesSlicesAndTheOtherWayRound() {
        try (SegmentationModel volumes = new OnnxFormat()
                        .open(new ModelBuilder(13)
                                .input("image", 1, 1, 0, 0, 0)
                                .weights("w", 2, 1, 3, 3, 3)
                                .node("Conv", "image w", "y", "pads", new int[] {1, 1, 1, 1, 1, 1})
                                .output("y")
                                .spec(folder));
                SegmentationModel slices = new OnnxFormat()
                        .open(ModelBuilder.ofImage(13)
                                .conv("image", "y", 1, 2, 3)
                                .output("y")
                                .spec(folder))) {
            assertThat(volumes.takes(Grid.of(5, 6, 7))).isTrue();
            assertThat(volumes.takes(Grid.of(6, 7))).isFalse();
            assertThat(slices.takes(Grid.of(5, 6, 7))).isFalse();
            assertThatThrownBy(() -> volumes.requireSize(Grid.of(6, 7)))
                    .hasMessage("the model segments volumes, and the images are slices of 6 x 7 pixels; set"
                            + " cohort.dimensions to 3, or test a model for slices");
            assertThatThrownBy(() -> slices.requireSize(Grid.of(5, 6, 7)))
                    .hasMessage("the model segments slices, and the images are volumes of 5 x 6 x 7 voxels; set"
                            + " cohort.dimensions to 2, or test a model for volumes");
        }
    }

    @Test
    void whatIsNoSegmentationModelIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model at all", StandardCharsets.UTF_8);
        refused(new ModelSpec("onnx", text), "text.onnx is no ONNX model", "check model.path");
        Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        refused(new ModelSpec("onnx", empty), "holds no network");
        byte[] whole = small().output("y").build().toByteArray();
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
        refused(new ModelSpec("onnx", cut), "cut.onnx is no ONNX model, or damaged");
        refused(
                ModelBuilder.ofImage(13).conv("image", "a", 1, 4, 3).node("GlobalAveragePool", "a", "y"),
                "the output has 1 x 1 pixels");
        refused(
                new ModelBuilder(13).input("image", 1, 1, 16, 16, 16, 16).node("Relu", "image", "y"),
                "has 6 axes, and a segmentation model takes batch, channels, height and width, or batch, channels,"
                        + " depth, height and width");
        refused(
                ModelBuilder.ofImage(13).input("second", 1, 1, 0, 0).node("Add", "image second", "y"),
                "takes [image, second] as inputs");
        refused(ModelBuilder.ofImage(7).conv("image", "y", 1, 4, 3), "operator set 7", "opset_version=13");
        refused(ModelBuilder.ofImage(13).node("Identity", "image", "y"), "a result that is the image itself");
    }

    @Test
    void tensorsThatAreNotWhatTheySayAreRefusedBeforeAnythingIsAllocated() {
        OnnxMl.TensorProto.Builder weights =
                OnnxMl.TensorProto.newBuilder().setName("w").setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
        refused(
                withWeights(weights.clone().addDims(2).addDims(1).addDims(3).addDims(3)),
                "tensor 'w' does not hold the numbers");
        refused(withWeights(weights.clone().addDims(-1).addDims(-1).addDims(1).addDims(1)), "impossible shape");
        refused(withWeights(weights.clone().addDims(1L << 40).addDims(1L << 40)), "impossible shape");
        refused(
                withWeights(weights.clone().addDims(1).setDataType(OnnxMl.TensorProto.DataType.STRING_VALUE)),
                "numbers of type string");
        refused(
                withWeights(weights.clone().addDims(1).setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)),
                "keeps its numbers in another file",
                "save_as_external_data=False");
        refused(
                ModelBuilder.ofImage(13)
                        .longs("s", 1 << 30, 1 << 30)
                        .node("ConstantOfShape", "s", "k")
                        .conv("image", "a", 1, 4, 3)
                        .node("Add", "a k", "y"),
                "no tensor has the shape");
        refused(
                ModelBuilder.ofImage(13)
                        .longs("s", 1, 4, 30000, 30000)
                        .conv("image", "a", 1, 4, 3)
                        .node("Resize", "a - - s", "y"),
                "(Resize): a layer of 30000 x 30000 pixels");
        refused(
                ModelBuilder.ofImage(13)
                        .conv("image", "a", 1, 4, 3)
                        .node("MaxPool", "a", "y", "kernel_shape", new int[] {-3, 3}),
                "(MaxPool): kernel_shape of -3");
    }

    private ModelSpec withWeights(OnnxMl.TensorProto.Builder weights) {
        ModelBuilder model =
                ModelBuilder.ofImage(13).node("Conv", "image w", "y").output("y");
        model.graph().addInitializer(weights);
        return model.spec(folder);
    }

    @Test
    void halfPrecisionAndRawNumbersAreRead() {
        // 1, -2, 0.5 and the smallest subnormal, in float16.
        OnnxMl.TensorProto half = OnnxMl.TensorProto.newBuilder()
                .setDataType(OnnxMl.TensorProto.DataType.FLOAT16_VALUE)
                .addDims(4)
                .setRawData(
                        com.google.protobuf.ByteString.copyFrom(new byte[] {0, 0x3c, 0, (byte) 0xc0, 0, 0x38, 1, 0}))
                .build();
        assertThat(Numbers.of(half, "w").floats()).containsExactly(1f, -2f, 0.5f, 0x1p-24f);
        OnnxMl.TensorProto longs = OnnxMl.TensorProto.newBuilder()
                .setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .setRawData(com.google.protobuf.ByteString.copyFrom(new byte[] {-2, -1, -1, -1, -1, -1, -1, -1}))
                .build();
        assertThat(Numbers.of(longs, "w").ints()).containsExactly(-2);
    }
}
