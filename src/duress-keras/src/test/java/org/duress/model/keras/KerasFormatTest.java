package org.duress.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and answers are made by src/duress-keras/src/test/python/make_keras_h5.py. */
class KerasFormatTest {
    private static final int SIZE = 12;
    private static final int BATCH = 2;
    private static final Grid SLICE = Grid.of(SIZE, SIZE);
    private static final int PIXELS = BATCH * SLICE.voxels();
    private static final Grid VOLUME = Grid.of(4, 6, 10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "convolutions.h5",
                "convolutions.keras",
                "convolutions_first.h5",
                "samplings.h5",
                "samplings.keras",
                "samplings_first.h5",
                "activations.h5",
                "sequential.h5",
                "sequential.keras",
                "keras3.h5",
                "keras3.keras",
                "gzip.h5"
            })
    void layersGiveWhatKerasDefines(String file) throws IOException {
        try (SegmentationModel model = Models.open(file(file))) {
            assertThat(model.classes()).isEqualTo(3);
            answered(stem(file), SLICE, 1).assertGivenBy(model);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"channels", "channels_first"})
    void fourDifferentChannels(String name) throws IOException {
        try (SegmentationModel model = Models.open(spec(name))) {
            assertThat(model.channels()).isEqualTo(4);
            answered(name, SLICE, 4).assertGivenBy(model);
        }
    }

    /** Fewer planes than rows, and fewer rows than columns. */
    @ParameterizedTest
    @ValueSource(strings = {"volumes.h5", "volumes.keras", "volumes_first.h5"})
    void layersOfVolumesToo(String file) throws IOException {
        try (SegmentationModel model = Models.open(file(file))) {
            assertThat(model.classes()).isEqualTo(3);
            answered(stem(file), VOLUME, 1).assertGivenBy(model);
            assertThat(model.takes(SLICE)).isFalse();
            assertThatThrownBy(() -> model.requireSize(SLICE))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model segments volumes, and the images are slices of 12 x 12 pixels; set"
                            + " cohort.dimensions to 3, or test a model for slices");
        }
        try (SegmentationModel slices = Models.open(spec("samplings"))) {
            assertThatThrownBy(() -> slices.requireSize(VOLUME))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("the model segments slices, and the images are volumes of 4 x 6 x 10 voxels; set"
                            + " cohort.dimensions to 2, or test a model for volumes");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Conv2D            | {"filters": 3, "kernel_size": [3, 3]}  | (Conv2D) in m.h5 is a layer of slices, and \
            the model takes volumes; save the model again with model.save
            MaxPooling2D      | {}                                     | is a layer of slices
            Conv2DTranspose   | {"filters": 3, "kernel_size": [3, 3]}  | is a layer of slices
            MaxPooling3D      | {"pool_size": [2, 2]}                  | where a list of 3 whole numbers is needed
            UpSampling3D      | {"interpolation": "bilinear"}          | has the setting 'interpolation'
            ZeroPadding3D     | {"padding": [[1, 1], [1, 1]]}          | has no '2', where a list of 2 whole numbers
            Conv3D            | {"filters": 3, "kernel_size": 3}       | has no kernel among its weights
            Conv3DTranspose   | {"filters": 3, "kernel_size": 3, "groups": 2} | has the setting 'groups' = 2
            DepthwiseConv3D   | {"kernel_size": 3}                     | is no layer that Duress computes
            Softmax           | {"axis": 3}                            | along axis 3
            Reshape           | {"target_shape": [1, 1, 1, 64]}        | may become [1, 1, 1, channels]
            """)
    void layersOfVolumesItDoesNotComputeAreRefused(String type, String config, String message) {
        assertRefused(json("[null, null, null, null, 1]", type, config), message);
    }

    @Test
    void aLayerOfVolumesAmongSlicesIsRefused() {
        assertRefused(
                json("[null, null, null, 1]", "Cropping3D", "{\"cropping\": 1}"),
                "layer 2 'x' (Cropping3D) in m.h5 is a layer of volumes, and the model takes slices; save the model"
                        + " again with model.save");
    }

    @Test
    void sigmoidsOfThreeChannelImagesAreOrgans() throws IOException {
        float[] organs = answered("merges", SLICE, 1).answers();
        try (SegmentationModel model = Models.open(spec("merges"))) {
            assertThat(model.classes()).isEqualTo(3);
            assertThat(model.channels()).isEqualTo(3);
            float[] classes = model.probabilities(images("merges").repeated(3));
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                for (int organ = 0; organ < 2; organ++) {
                    double odds = classes[pixel * 3 + organ + 1] / classes[pixel * 3];
                    assertThat(odds / (1 + odds)).isCloseTo(organs[pixel * 2 + organ], within(1e-5));
                }
            }
            assertThat(spread(organs)).isGreaterThan(0.1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"convolutions", "samplings", "activations", "volumes"})
    void inputGradientIsTheDerivative(String name) throws IOException {
        Answered answered = answered(name, name.equals("volumes") ? VOLUME : SLICE, 1);
        try (DifferentiableModel model =
                Models.open(spec(name)).differentiable().orElseThrow()) {
            ImageBatch images = answered.images();
            float[] direction = gaussian(4, answered.answers().length);
            float[] gradient = model.forward(images).inputGradient(direction).clone();
            double largest = 0;
            for (float g : gradient) {
                largest = Math.max(largest, Math.abs(g));
            }
            assertThat(largest).isGreaterThan(0.01);
            // A few pixels sit at a kink of pooling or ReLU, where a difference is no derivative.
            int agree = 0;
            int pixels = images.grid().voxels();
            for (int i = 0; i < pixels; i += 4) {
                double slope = slope(
                        images.pixels(), i, 2e-3f, moved -> dot(model.probabilities(images.with(moved)), direction));
                agree += Math.abs(slope - gradient[i]) <= 0.01 * largest ? 1 : 0;
            }
            assertThat(agree).isGreaterThanOrEqualTo(pixels / 4 * 9 / 10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip_checksum.h5", "chunks.h5"})
    void howArraysAreStoredChangesNothing(String file) throws IOException {
        try (SegmentationModel model = Models.open(file(file));
                SegmentationModel zipped = Models.open(file("gzip.h5"))) {
            assertThat(model.probabilities(images("gzip"))).isEqualTo(zipped.probabilities(images("gzip")));
        }
    }

    @Test
    void aWeightChangesTheFingerprint() throws IOException {
        byte[] bytes = resource("sequential.h5");
        Path same = Files.write(folder.resolve("same.h5"), bytes);
        byte[] changed = resource("activations.h5");
        float weight = Objects.requireNonNull(H5File.read(changed, "x").weights().values().stream()
                        .filter(tensors -> tensors.containsKey("kernel"))
                        .findFirst()
                        .orElseThrow()
                        .get("kernel"))
                .values()[0];
        byte[] pattern = ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(weight)
                .array();
        int at = 0;
        while (!Arrays.equals(changed, at, at + pattern.length, pattern, 0, pattern.length)) {
            at++;
        }
        changed[at + 3] ^= (byte) 0x80;
        Path other = Files.write(folder.resolve("other.h5"), changed);
        try (SegmentationModel before = Models.open(spec("sequential"));
                SegmentationModel copy = Models.open(new ModelSpec("keras", same));
                SegmentationModel activations = Models.open(spec("activations"));
                SegmentationModel after = Models.open(new ModelSpec("keras", other))) {
            assertThat(copy.fingerprint()).isEqualTo(before.fingerprint());
            assertThat(after.fingerprint()).isNotEqualTo(activations.fingerprint());
            assertThat(after.probabilities(images("activations")))
                    .isNotEqualTo(activations.probabilities(images("activations")));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lambda       | layer 3 'scale' (Lambda) in classpath:org/duress/model/keras/lambda.h5 is code and no layer
            old_bilinear | (UpSampling2D) in classpath:org/duress/model/keras/old_bilinear.h5 was saved by Keras 2.2.4
            lzf          | kernel:0' is stored with the filters [lzf], where gzip and shuffle are read)
            bomb         | bias:0' unpacks to more than it should hold
            """)
    void modelsItCannotBeTrueToAreRefused(String name, String message) {
        assertThatThrownBy(() -> Models.open(spec(name)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Flatten                | {}                                          | (Flatten) in m.h5 is no layer that
            mine>Custom            | {}                                          | 'x' (mine>Custom) in m.h5 is no layer
            ReLU                   | {"threshold": 0.5}                          | has a threshold
            ThresholdedReLU        | {"theta": 1.0}                              | is no layer that Duress computes
            Activation             | {"activation": "exponential"}               | has the activation "exponential"
            Activation             | {"activation": {"class_name": "Custom"}}    | has the activation {"class_name"
            Softmax                | {"axis": 1}                                 | along axis 1
            BatchNormalization     | {"axis": [1]}                               | normalises along axis 1
            BatchNormalization     | {"axis": [3]}                               | has no gamma among its weights
            UpSampling2D           | {"interpolation": "bicubic"}                | interpolates by 'bicubic'
            UpSampling2D           | {"size": [2, -1]}                           | 'size' = [2,-1], where a whole number
            UpSampling2D           | {"size": [2, 9999999999]}                   | \
            where a whole number from 1 to 1048576
            MaxPooling2D           | {"padding": "causal"}                       | has the padding 'causal'
            Conv2D                 | {"filters": 3, "kernel_size": [3, 3]}       | has no kernel among its weights
            Reshape                | {"target_shape": [64, 64]}                  | leaves no image
            Concatenate            | {"axis": 1}                                 | concatenates along axis 1
            ZeroPadding2D          | {"padding": [[1, 1], [1]]}                  | where a list of 2 whole numbers is
            Dropout                | {"data_format": "channels_first"}           | build the model with one data_format
            """)
    void layersItDoesNotComputeAreRefusedWithTheirPlace(String type, String config, String message) {
        assertRefused(json("[null, null, null, 1]", type, config), message);
    }

    /** Of one layer. */
    private static String json(String shape, String type, String config) {
        return """
                {"class_name": "Sequential", "config": {"layers": [
                  {"class_name": "InputLayer",
                   "config": {"name": "in", "batch_input_shape": %s, "data_format": "channels_last"}},
                  {"class_name": "%s", "config": {"name": "x", "trainable": true%s}]}}
                """.formatted(shape, type, config.equals("{}") ? "}" : ", " + config.substring(1));
    }

    @Test
    void configurationsThatAreNoModelAreRefused() {
        assertRefused("{", "model_config in m.h5 is no JSON");
        assertRefused("{\"class_name\": \"MyModel\"}", "is a 'MyModel', whose layers only its Python code knows");
        assertRefused("{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}", "no input or no output layer");
        String input = """
                {"class_name": "Sequential", "config": {"layers": [{"class_name": "InputLayer",
                  "config": {"name": "in", "batch_input_shape": %s}}]}}""";
        assertRefused(input.formatted("[null, 784]"), "takes arrays of shape [null,784]");
        assertRefused("""
                {"class_name": "Functional", "config": {"layers": [
                  {"class_name": "InputLayer", "name": "a",
                   "config": {"name": "a", "batch_input_shape": [null, 64, 64, 1]}, "inbound_nodes": []}],
                  "input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": [["a", 0, 0]]}}""", "has 2 inputs");
        String unfed = """
                {"class_name": "Functional", "config": {"layers": [
                  {"class_name": "InputLayer", "name": "a",
                   "config": {"name": "a", "batch_input_shape": [null, 64, 64, 1]}, "inbound_nodes": []},
                  {"class_name": "Dropout", "name": "b", "config": {"name": "b"},
                   "inbound_nodes": [[["c", 0, 0, {}]]]}],
                  "input_layers": [["a", 0, 0]], "output_layers": [["b", 0, 0]]}}""";
        assertRefused(unfed, "layer 2 'b' (Dropout) in m.h5 reads what no layer gives");
    }

    @Test
    void aLayerMayBeShared() {
        String json = """
                {"class_name": "Functional", "config": {"layers": [
                  {"class_name": "InputLayer", "name": "a",
                   "config": {"name": "a", "batch_input_shape": [null, 64, 64, 1]}, "inbound_nodes": []},
                  {"class_name": "LeakyReLU", "name": "s", "config": {"name": "s", "alpha": 0.5},
                   "inbound_nodes": [[["a", 0, 0, {}]], [["r", 0, 0, {}]]]},
                  {"class_name": "Rescaling", "name": "r", "config": {"name": "r", "scale": -1.0, "offset": 0},
                   "inbound_nodes": [[["s", 0, 0, {}]]]},
                  {"class_name": "Concatenate", "name": "c", "config": {"name": "c", "axis": -1},
                   "inbound_nodes": [[["s", 0, 0, {}], ["s", 1, 0, {}]]]}],
                  "input_layers": [["a", 0, 0]], "output_layers": [["c", 0, 0], ["s", 1, 0]]}}""";
        assertRefused(
                json,
                "the model in m.h5 answers with 2 outputs (c, s), each of which could be the segmentation; name one"
                        + " with"
                        + " model.output");
        try (SegmentationModel model =
                KerasFormat.model(named("c"), new KerasFile(json, "2.11.0", Map.of()), "m.h5", "f")) {
            float[] p = model.probabilities(new ImageBatch(new float[] {-4, 1, 3, 0}, 1, Grid.of(2, 2)));
            // -4 gives -2 and then 2; 1 gives 1 and then -0.5.
            assertThat((double) p[1]).isCloseTo(1 / (1 + Math.exp(-4)), within(1e-6));
            assertThat((double) p[3]).isCloseTo(1 / (1 + Math.exp(1.5)), within(1e-6));
        }
        assertThatThrownBy(() -> KerasFormat.model(named("t"), new KerasFile(json, "2.11.0", Map.of()), "m.h5", "f"))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model in m.h5 has no output 't'; set model.output to one of [c, s]");
    }

    private static ModelSpec named(String output) {
        return new ModelSpec(
                "keras",
                Path.of("m.h5"),
                ModelHead.AUTO,
                ModelLayout.AUTO,
                OptionalInt.empty(),
                Optional.of(output),
                Map.of());
    }

    /**
     * An image, an average over it that is no map, and a map of two channels; what only one of them needs is not read.
     */
    @Test
    void theOnlyOutputThatIsAMapOfTheImageIsTakenAndItIsSaid() {
        String json = """
                {"class_name": "Functional", "config": {"layers": [
                  {"class_name": "InputLayer", "name": "a",
                   "config": {"name": "a", "batch_input_shape": [null, 64, 64, 1]}, "inbound_nodes": []},
                  {"class_name": "GlobalAveragePooling2D", "name": "g", "config": {"name": "g"},
                   "inbound_nodes": [[["a", 0, 0, {}]]]},
                  {"class_name": "Concatenate", "name": "c", "config": {"name": "c", "axis": -1, "dtype": %s},
                   "inbound_nodes": [[["a", 0, 0, {}], ["a", 0, 0, {}]]]}],
                  "input_layers": [["a", 0, 0]], "output_layers": [["g", 0, 0], ["c", 0, 0]]}}""";
        try (SegmentationModel model = KerasFormat.model(
                spec("m"), new KerasFile(json.formatted("\"float32\""), "2.11.0", Map.of()), "m.h5", "f")) {
            assertThat(model.classes()).isEqualTo(2);
            assertThat(model.provenance())
                    .containsExactly(Map.entry(
                            "output",
                            "'c' of 2 outputs (g, c), the only one that gives a number a class for each pixel"));
        }
        String policy = "{\"class_name\": \"Policy\", \"config\": {\"name\": \"mixed_float16\"}}";
        try (SegmentationModel model =
                KerasFormat.model(named("c"), new KerasFile(json.formatted(policy), "2.11.0", Map.of()), "m.h5", "f")) {
            assertThat(model.provenance())
                    .containsEntry("output", "'c' of 2 outputs (g, c), as model.output says")
                    .containsEntry("precision", "computed in float32, where layers of the file say mixed_float16");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"training": true}        | \
            was called with training=True, so that the model answers by its batch or at random
            {"training": 1}           | was called with training=1, so that
            {"training": ["b", 0, 0]} | was called with training=["b",0,0], so that
            {"mask": ["b", 0, 0]}     | was called with mask=["b",0,0], which Duress does not know
            {"other": 2.5}            | was called with other=2.5, which Duress does not know
            {"training": false}       | ``
            {"training": null}        | ``
            {"mask": null}            | ``
            """)
    void whatALayerWasCalledWithIsHonouredOrRefused(String arguments, String message) {
        for (String type : new String[] {"BatchNormalization", "Dropout", "Activation"}) {
            String json = """
                    {"class_name": "Functional", "config": {"layers": [
                      {"class_name": "InputLayer", "name": "a",
                       "config": {"name": "a", "batch_input_shape": [null, 64, 64, 1]}, "inbound_nodes": []},
                      {"class_name": "%s", "name": "b", "config": {"name": "b", "center": false, "scale": false},
                       "inbound_nodes": [[["a", 0, 0, %s]]]},
                      {"class_name": "Concatenate", "name": "c", "config": {"name": "c", "axis": -1},
                       "inbound_nodes": [[["b", 0, 0], ["a", 0, 0, {}]]]}],
                      "input_layers": [["a", 0, 0]], "output_layers": [["c", 0, 0]]}}""".formatted(type, arguments);
            Map<String, Tensor> weights = Map.of(
                    "moving_mean", new Tensor(new int[] {1}, new float[] {0}),
                    "moving_variance", new Tensor(new int[] {1}, new float[] {1}));
            KerasFile file = new KerasFile(json, "2.11.0", Map.of("b", weights));
            if (message.isEmpty()) {
                KerasFormat.model(spec("m"), file, "m.h5", "f").close();
                continue;
            }
            assertThatThrownBy(() -> KerasFormat.model(spec("m"), file, "m.h5", "f"))
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith("layer 2 'b' (" + type + ") in m.h5 " + message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Conv2D          | {"border_mode": "same"}  | \
            has the setting 'border_mode' = "same", which Duress does not know
            Conv2DTranspose | {"groups": 2}            | has the setting 'groups' = 2, which Duress does not compute for
            LeakyReLU       | {"max_value": 6.0}       | has the setting 'max_value' = 6.0, which Duress does not know
            MaxPooling2D    | {"dilation_rate": 2}     | has the setting 'dilation_rate' = 2, which Duress does not know
            Dropout         | {"at_inference": true}   | \
            has the setting 'at_inference' = true, which Duress does not know
            ReLU            | {"dtype": "int8"}        | takes or computes numbers of type int8
            InputLayer      | {"sparse": true}         | has the setting 'sparse' = true, which Duress does not know
            InputLayer      | {"dtype": "uint8"}       | takes or computes numbers of type uint8
            """)
    void settingsThatNobodyReadsAreRefused(String type, String config, String message) {
        String settings = config.substring(1);
        boolean input = type.equals("InputLayer");
        assertRefused(
                """
                {"class_name": "Sequential", "config": {"layers": [
                  {"class_name": "InputLayer",
                   "config": {"name": "in", "batch_input_shape": [null, null, null, 1]%s},
                  {"class_name": "%s", "config": {"name": "x", "trainable": false%s}]}}
                """.formatted(input ? ", " + settings : "}", input ? "ReLU" : type, input ? "}" : ", " + settings),
                message);
    }

    @Test
    void aModelOfManyLayersIsReadInTimeAndOneOfTooManyIsRefused() {
        StringBuilder layers = new StringBuilder();
        int count = 3_900;
        // Backwards, so that no layer stands behind what it reads.
        for (int i = count; i > 0; i--) {
            layers.append("""
                    {"class_name": "Dropout", "name": "d%d", "config": {"name": "d%d"},
                     "inbound_nodes": [[["%s", 0, 0, {}]]]},
                    """.formatted(i, i, i == 1 ? "a" : "d" + (i - 1)));
        }
        String json = """
                {"class_name": "Functional", "config": {"layers": [%s
                  {"class_name": "InputLayer", "name": "a",
                   "config": {"name": "a", "batch_input_shape": [null, 64, 64, 1]}, "inbound_nodes": []},
                  {"class_name": "Concatenate", "name": "c", "config": {"name": "c"},
                   "inbound_nodes": [[["a", 0, 0], ["d%d", 0, 0]]]}],
                  "input_layers": [["a", 0, 0]], "output_layers": [["c", 0, 0]]}}""";
        KerasFormat.model(spec("m"), new KerasFile(json.formatted(layers, count), "2.11.0", Map.of()), "m.h5", "f")
                .close();
        String circle = "{\"class_name\": \"Dropout\", \"name\": \"d0\", \"config\": {\"name\": \"d0\"},"
                + " \"inbound_nodes\": [[[\"d1\", 0, 0, {}]]]},"
                + "{\"class_name\": \"Dropout\", \"name\": \"d1\", \"config\": {\"name\": \"d1\"},"
                + " \"inbound_nodes\": [[[\"d0\", 0, 0, {}]]]},";
        assertRefused(json.formatted(circle, 1), "layer 1 'd0' (Dropout) in m.h5 reads what no layer gives");
        assertRefused(
                json.formatted(layers.toString() + layers.toString().replace("\"d", "\"e"), count),
                "the model in m.h5 has 7802 operators, more than the 4000");
        assertRefused("[".repeat(200_000), "model_config in m.h5 is no JSON");
        assertRefused(" ".repeat(9_000_000), "more than the 8388608 that a segmentation model may have");
    }

    @Test
    void filesThatAreNoModelAreRefusedInOneSentence() throws IOException {
        Path zip = Files.write(folder.resolve("m.keras"), new byte[] {'P', 'K', 3, 4});
        assertThatThrownBy(() -> Models.open(new ModelSpec("keras", zip)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("m.keras is damaged");
        Path text = Files.writeString(folder.resolve("m.txt"), "hello");
        assertThatThrownBy(() -> Models.open(new ModelSpec("keras", text)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("is no HDF5 file");
        byte[] whole = resource("sequential.h5");
        for (int length : new int[] {9, 100, 600, 2000, whole.length / 2}) {
            Path cut = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Models.open(new ModelSpec("keras", cut)))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("cut.h5");
        }
        ModelSpec first = new ModelSpec(
                "keras",
                spec("sequential").path(),
                ModelHead.AUTO,
                ModelLayout.NCHW,
                OptionalInt.empty(),
                Optional.empty(),
                Map.of());
        assertThatThrownBy(() -> Models.open(first))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("are NHWC; remove model.layout, which says NCHW");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            keras.layers    | [%s]        | {}                 | ``
            keras.layers    | [[%s, %s]]  | {"mask": null}     | ``
            keras.layers    | [%s, true]  | {}                 | was called with argument 2=True, which Duress does
            keras.layers    | [%s]        | {"training": true} | was called with training=True, so that the model
            keras.layers    | []          | {"inputs": [%s]}   | has inputs that are no results of layers
            keras.src.ops   | [%s]        | {}                 | (keras.src.ops.Concatenate) in m.h5 is no layer
            """)
    void callsAreReadAsKeras3WritesThem(String module, String args, String kwargs, String message) {
        String tensor = "{\"class_name\": \"__keras_tensor__\", \"config\": {\"keras_history\": [\"a\", 0, 0]}}";
        String json = """
                {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"layers": [
                  {"module": "keras.layers", "class_name": "InputLayer", "name": "a",
                   "config": {"name": "a", "batch_shape": [null, 64, 64, 1]}, "inbound_nodes": []},
                  {"module": "%s", "class_name": "Concatenate", "name": "c", "config": {"name": "c"},
                   "inbound_nodes": [{"args": %s, "kwargs": %s}]}],
                  "input_layers": ["a", 0, 0], "output_layers": ["c", 0, 0]}}
                """.formatted(module, args.replace("%s", tensor), kwargs.replace("%s", tensor));
        if (message.isEmpty()) {
            KerasFormat.model(spec("m"), new KerasFile(json, "3.16.0", Map.of()), "m.h5", "f")
                    .close();
            return;
        }
        assertRefused(json, message);
    }

    @Test
    void anArchiveWhoseWeightsAreNotThoseOfItsLayersIsRefused() throws IOException {
        assertThatThrownBy(() -> Models.open(archive("config.json", "", "")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("is a zip without config.json, so it is no Keras model");
        assertThatThrownBy(() -> Models.open(archive("model.weights.h5", "", "")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("is a zip without model.weights.h5");
        assertThatThrownBy(() -> Models.open(archive("", "\"Dense\"", "\"Dropout\"")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("has the setting 'units'");
        assertThatThrownBy(() -> Models.open(archive("", "\"DepthwiseConv2D\"", "\"Conv2D\"")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(Conv2D)")
                .hasMessageContaining("has no weights in model.weights.h5; save the model again");
        assertThatThrownBy(() -> Models.open(archive("", "\"use_bias\": true", "\"use_bias\": false")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("there are 2 arrays in /layers/conv2d/vars/, where [kernel] are needed");
    }

    /** The archive keras3.keras without an entry, or with other words in its configuration. */
    private ModelSpec archive(String without, String words, String others) throws IOException {
        Path file = folder.resolve("m.keras");
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(resource("keras3.keras")));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] bytes = in.readAllBytes();
                if (entry.getName().equals("config.json") && !words.isEmpty()) {
                    String config = new String(bytes, StandardCharsets.UTF_8);
                    assertThat(config).contains(words);
                    bytes = config.replace(words, others).getBytes(StandardCharsets.UTF_8);
                }
                if (!entry.getName().equals(without)) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    out.write(bytes);
                }
            }
        }
        return new ModelSpec("keras", file);
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> KerasFormat.model(spec("m"), new KerasFile(json, "2.11.0", Map.of()), "m.h5", "f"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(message);
    }

    private static ModelSpec spec(String name) {
        return file(name + ".h5");
    }

    private static ModelSpec file(String name) {
        return new ModelSpec("keras", Path.of("classpath:org/duress/model/keras/" + name));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = KerasFormatTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** The images of a fixture, then its answers. */
    private static float[] floats(String name) throws IOException {
        byte[] bytes = resource(name + ".bin");
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    /** The images that a model was asked about, and what Keras answered. */
    private record Answered(ImageBatch images, float[] answers) {
        void assertGivenBy(SegmentationModel model) {
            assertThat(model.probabilities(images)).containsExactly(answers, within(1e-5f));
            assertThat(spread(answers)).isGreaterThan(0.1);
        }
    }

    private static Answered answered(String name, Grid grid, int channels) throws IOException {
        float[] floats = floats(name);
        int length = BATCH * grid.voxels() * channels;
        return new Answered(
                new ImageBatch(Arrays.copyOf(floats, length), BATCH, grid, channels),
                Arrays.copyOfRange(floats, length, floats.length));
    }

    private static ImageBatch images(String name) throws IOException {
        return answered(name, SLICE, 1).images();
    }

    /** The name of a file without its ending. */
    private static String stem(String file) {
        return file.substring(0, file.indexOf('.'));
    }

    private static double spread(float[] values) {
        double least = 1;
        double most = 0;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }
}
