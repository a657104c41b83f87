package org.duress.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.NpyFile;
import org.duress.model.RepeatedChannel;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against what PyTorch 1.13 said of the same modules
 * (src/duress-torchscript/src/test/python/make_torchscript_fixtures.py).
 */
class TorchScriptModelTest {
    private static final String FOLDER = "classpath:org/duress/model/torchscript/";
    private static final int SIZE = 16;

    private static ModelSpec spec(String file) {
        return new ModelSpec("torchscript", Path.of(FOLDER + file));
    }

    private static ModelSpec spec(String file, ModelHead head, ModelLayout layout, int channels, String output) {
        return new ModelSpec(
                "torchscript",
                Path.of(FOLDER + file),
                head,
                layout,
                channels == 0 ? OptionalInt.empty() : OptionalInt.of(channels),
                output.isEmpty() ? Optional.empty() : Optional.of(output),
                Map.of());
    }

    private static DifferentiableModel open(ModelSpec spec) {
        return Models.open(spec).differentiable().orElseThrow();
    }

    private static DifferentiableModel open(String file) {
        return open(spec(file));
    }

    private static float[] array(String name) throws Exception {
        return NpyFile.read(TorchScriptModelTest.class, name).floats();
    }

    private static ImageBatch images() throws Exception {
        return new ImageBatch(array("x.npy"), 3, Grid.of(SIZE, SIZE));
    }

    private static void requireAgreement(DifferentiableModel model, String expected) throws Exception {
        assertThat(model.classes()).isEqualTo(3);
        assertThat(model.probabilities(images()))
                .containsExactly(array(expected + "_probabilities.npy"), within(1e-6f));
        DifferentiableModel.Forward forward = model.forward(images());
        assertThat(forward.probabilities()).containsExactly(array(expected + "_probabilities.npy"), within(1e-6f));
        float[] gradient = array(expected + "_dx.npy");
        assertThat(forward.inputGradient(array("g.npy"))).containsExactly(gradient, within(2e-6f));
        // A pullback leaves the pass as it was.
        assertThat(forward.inputGradient(array("g.npy"))).containsExactly(gradient, within(2e-6f));
        assertThat(forward.inputGradient(new float[3 * SIZE * SIZE * 3])).containsOnly(0f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripted_in_training.pt", "traced.pt", "frozen.pt"})
    void valuesAndGradientsArePyTorchs(String file) throws Exception {
        try (DifferentiableModel model = open(file)) {
            requireAgreement(model, "softmax");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', dictionary", "out, dictionary", "aux, dictionary_aux"})
    void aDictionaryOfLogitsAndThreeChannels(String output, String expected) throws Exception {
        ModelSpec spec = spec("dictionary.pt", ModelHead.AUTO, ModelLayout.AUTO, 0, output);
        try (SegmentationModel three = Models.open(spec)) {
            assertThat(three.channels()).isEqualTo(3);
            SegmentationModel model = RepeatedChannel.fit(three, spec, List.of("ct"), warning -> {});
            requireAgreement(model.differentiable().orElseThrow(), expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"four_channels, AUTO, 0", "four_channels, NCHW, 4", "four_channels_last, NHWC, 0"})
    void fourDifferentChannels(String name, ModelLayout layout, int channels) throws Exception {
        ImageBatch images = new ImageBatch(array("four.npy"), 3, Grid.of(SIZE, SIZE), 4);
        float[] probabilities = array(name + "_probabilities.npy");
        float[] gradient = array(name + "_dx.npy");
        float[] upstream = array("g.npy");
        try (DifferentiableModel model = open(spec(name + ".pt", ModelHead.AUTO, layout, channels, ""))) {
            assertThat(model.channels()).isEqualTo(4);
            assertThat(model.probabilities(images)).containsExactly(probabilities, within(1e-6f));
            assertThat(model.forward(images).inputGradient(upstream)).containsExactly(gradient, within(2e-6f));
            int length = SIZE * SIZE;
            assertThat(model.forward(images.one(1)).inputGradient(Arrays.copyOfRange(upstream, 3 * length, 6 * length)))
                    .containsExactly(Arrays.copyOfRange(gradient, 4 * length, 8 * length), within(2e-6f));
        }
    }

    /** Of what a network of volumes is made of; nobody says that it is one, nor how many channels it takes. */
    @Test
    void volumesAreTriedWhereSlicesAreNotTaken() throws Exception {
        ImageBatch volumes = new ImageBatch(array("volumes_x.npy"), 2, Grid.of(4, 8, 12), 2);
        try (DifferentiableModel model = open("volumes.pt")) {
            assertThat(model.channels()).isEqualTo(2);
            assertThat(model.classes()).isEqualTo(3);
            assertThat(model.probabilities(volumes)).containsExactly(array("volumes_probabilities.npy"), within(1e-6f));
            assertThat(model.forward(volumes).inputGradient(array("volumes_g.npy")))
                    .containsExactly(array("volumes_dx.npy"), within(2e-6f));
            model.requireSize(Grid.of(8, 4, 4));
            assertThat(model.takes(Grid.of(64, 64))).isFalse();
            assertThatThrownBy(() -> model.requireSize(Grid.of(64, 64)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("model " + FOLDER + "volumes.pt takes volumes, and these images are slices of 64 x 64"
                            + " pixels; set cohort.dimensions to 3, or give a model of slices");
            assertThatThrownBy(() -> model.requireSize(Grid.of(6, 8, 8)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("cannot take images of 6 x 8 x 8 pixels (")
                    .hasMessageEndingWith("set cohort.size to multiples of 4, such as [8, 8, 8]");
        }
        try (DifferentiableModel model = open("pooled.pt")) {
            assertThatThrownBy(() -> model.requireSize(Grid.of(8, 64, 64)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("model " + FOLDER + "pooled.pt takes slices, and these images are volumes of 8 x 64 x"
                            + " 64 voxels; set cohort.dimensions to 2, or give a model of volumes");
        }
    }

    /** Of libtorch's own, with the axes of a gradient turned, half is noise where there is one image alone. */
    @ParameterizedTest
    @CsvSource({"norm_last.pt, 12 x 16", "norm_last_volumes.pt, 4 x 6 x 8"})
    void aNetworkThatEndsInANormalisationHasTheGradientOfOneImage(String file, String size) {
        Grid grid = Grid.of(
                Arrays.stream(size.split(" x ")).mapToInt(Integer::parseInt).toArray());
        try (DifferentiableModel model = open(file)) {
            float[] image = gaussian(3, grid.voxels());
            float[] weights = gaussian(4, grid.voxels() * 3);
            ImageBatch one = new ImageBatch(image, 1, grid);
            float[] gradient = model.forward(one).inputGradient(weights).clone();
            for (int trial = 0; trial < 4; trial++) {
                float[] direction = trial == 0 ? gradient : gaussian(5 + trial, image.length);
                double length = Math.sqrt(dot(direction, direction));
                double slope = along(
                        image, direction, 1e-2 / length, moved -> dot(weights, model.probabilities(one.with(moved))));
                assertThat(dot(gradient, direction) / length)
                        .isCloseTo(slope / length, within(0.01 * Math.sqrt(dot(gradient, gradient))));
            }
        }
    }

    @Test
    void channelsThatNobodySaidAreTried() {
        try (DifferentiableModel model = open("two_channels.pt")) {
            assertThat(model.channels()).isEqualTo(2);
        }
        assertThatThrownBy(() -> open(spec("two_channels.pt", ModelHead.AUTO, ModelLayout.AUTO, 5, "")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(with 5 channels: Given groups=1, weight of size [4, 2, 3, 3], expected input[1,"
                        + " 5, 64, 64] to have 2 channels, but got 5 channels instead")
                .hasMessageContaining("; check model.channels, model.layout and model.output");
    }

    @Test
    void aTupleOfOrganProbabilitiesWithChannelsLast() throws Exception {
        ModelSpec spec = spec("channels_last.pt", ModelHead.ORGAN_PROBABILITIES, ModelLayout.NHWC, 1, "1");
        try (DifferentiableModel model = open(spec)) {
            requireAgreement(model, "channels_last");
        }
        ModelSpec logits = spec("channels_last.pt", ModelHead.ORGAN_LOGITS, ModelLayout.NHWC, 0, "0");
        try (DifferentiableModel model = open(logits)) {
            requireAgreement(model, "channels_last");
        }
    }

    /** The one channel is the organ's probability p, and the background's is 1 - p. */
    @Test
    void oneSigmoidChannelIsAnOrganAndTheRestBackground() throws Exception {
        try (DifferentiableModel model = open("one_sigmoid.pt")) {
            assertThat(model.classes()).isEqualTo(2);
            assertThat(model.provenance().get("output"))
                    .startsWith("'fine' of 2 outputs (")
                    .endsWith("the only one that gives a number a class for each pixel");
            DifferentiableModel.Forward forward = model.forward(images());
            assertThat(forward.probabilities()).containsExactly(array("one_sigmoid_probabilities.npy"), within(1e-6f));
            assertThat(forward.inputGradient(firstTwo(array("g.npy"))))
                    .containsExactly(array("one_sigmoid_dx.npy"), within(5e-6f));
        }
        assertThatThrownBy(() -> open(spec("one_sigmoid.pt", ModelHead.AUTO, ModelLayout.AUTO, 0, "coarse")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("it answers with shape (1, 1, 32, 32) to 1 of 64 x 64 pixels");
    }

    /** Of the three numbers a pixel. */
    private static float[] firstTwo(float[] three) {
        float[] two = new float[three.length / 3 * 2];
        for (int i = 0; i < two.length; i++) {
            two[i] = three[i / 2 * 3 + i % 2];
        }
        return two;
    }

    @Test
    void theOnlyOutputAsLargeAsTheImagesIsJudgedAndNamed() throws Exception {
        try (DifferentiableModel model = open("coarse_first.pt")) {
            assertThat(model.provenance())
                    .containsExactly(Map.entry(
                            "output",
                            "'1' of 2 outputs (0, 1), the only one that gives a number a class for each pixel"));
        }
        try (DifferentiableModel model = open("dictionary.pt")) {
            assertThat(model.provenance())
                    .extractingByKey("output")
                    .asString()
                    .startsWith("'out' of 2 outputs (")
                    .endsWith("), the one that torchvision's models call so");
        }
        float[][] probabilities = new float[2][];
        for (int i = 0; i < 2; i++) {
            try (DifferentiableModel model =
                    open(spec("two_of_a_size.pt", ModelHead.LOGITS, ModelLayout.AUTO, 0, String.valueOf(i)))) {
                assertThat(model.provenance().get("output"))
                        .isEqualTo("'" + i + "' of 2 outputs (0, 1), as model.output says");
                probabilities[i] = model.probabilities(images());
            }
        }
        assertThat(probabilities[0]).isNotEqualTo(probabilities[1]);
        try (DifferentiableModel model = open("traced.pt")) {
            assertThat(model.provenance()).isEmpty();
        }
    }

    @Test
    void aModuleOfFloat64IsGivenFloat64() throws Exception {
        try (DifferentiableModel model = open("float64.pt")) {
            assertThat(model.probabilities(images()))
                    .containsExactly(array("softmax_probabilities.npy"), within(1e-5f));
            assertThat(model.forward(images()).inputGradient(array("g.npy"))).hasSize(3 * SIZE * SIZE);
        }
    }

    @Test
    void inputGradientIsTheDerivative() throws Exception {
        // One organ's logits after pooling, whose few kinks are left out.
        try (DifferentiableModel model = open("pooled.pt")) {
            assertThat(model.classes()).isEqualTo(2);
            ImageBatch image = new ImageBatch(Arrays.copyOf(array("x.npy"), SIZE * SIZE), 1, Grid.of(SIZE, SIZE));
            float[] direction = Arrays.copyOf(array("g.npy"), SIZE * SIZE * 2);
            float[] gradient = model.forward(image).inputGradient(direction).clone();
            int agree = 0;
            for (int i = 0; i < gradient.length; i++) {
                double slope = slope(
                        image.pixels(), i, 4e-3f, moved -> dot(model.probabilities(image.with(moved)), direction));
                agree += Math.abs(slope - gradient[i]) <= 0.01 * Math.abs(slope) + 1e-3 ? 1 : 0;
            }
            assertThat(agree).isGreaterThanOrEqualTo(gradient.length * 9 / 10);
        }
    }

    @Test
    void aModuleSavedInTrainingIsEvaluatedInBothPassesAndKeepsItsStatistics() throws Exception {
        try (DifferentiableModel model = open("scripted_in_training.pt")) {
            float[] probabilities = model.probabilities(images());
            Random random = new Random(2);
            float[] pixels = new float[3 * SIZE * SIZE];
            for (int pass = 0; pass < 20; pass++) {
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = 5 + 3 * (float) random.nextGaussian();
                }
                model.forward(new ImageBatch(pixels, 3, Grid.of(SIZE, SIZE))).inputGradient(array("g.npy"));
            }
            assertThat(model.probabilities(images())).isEqualTo(probabilities);
            DifferentiableModel.Forward forward = model.forward(images());
            assertThat(forward.probabilities()).isEqualTo(probabilities);
            float[] gradient = forward.inputGradient(array("g.npy")).clone();
            assertThat(model.forward(images()).inputGradient(array("g.npy"))).isEqualTo(gradient);
            assertThat(gradient).containsExactly(array("softmax_dx.npy"), within(2e-6f));
        }
    }

    @Test
    void aTracedBatchOfOneRunsImageByImage() throws Exception {
        try (DifferentiableModel model = open("traced_64.pt")) {
            int length = 64 * 64;
            float[] pixels = new float[3 * length];
            Random random = new Random(3);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextGaussian();
            }
            float[] direction = new float[pixels.length * 3];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextGaussian();
            }
            DifferentiableModel.Forward forward = model.forward(new ImageBatch(pixels, 3, Grid.of(64, 64)));
            float[] probabilities = forward.probabilities().clone();
            float[] gradient = forward.inputGradient(direction).clone();
            for (int image = 0; image < 3; image++) {
                DifferentiableModel.Forward one = model.forward(new ImageBatch(
                        Arrays.copyOfRange(pixels, image * length, (image + 1) * length), 1, Grid.of(64, 64)));
                assertThat(Arrays.copyOfRange(probabilities, image * length * 3, (image + 1) * length * 3))
                        .isEqualTo(one.probabilities());
                assertThat(Arrays.copyOfRange(gradient, image * length, (image + 1) * length))
                        .isEqualTo(one.inputGradient(
                                Arrays.copyOfRange(direction, image * length * 3, (image + 1) * length * 3)))
                        .doesNotContain(0f);
            }
            assertThatThrownBy(() -> model.requireSize(Grid.of(32, 32)))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("traced_64.pt cannot take images of 32 x 32 pixels (shape '[1, 4, 4096]'")
                    .hasMessageEndingWith("set cohort.size to the size it was made for, such as [64, 64]");
        }
    }

    @Test
    void sizesThatDoNotFitAreRefusedWithWhatTorchSaid() {
        try (DifferentiableModel model = open("pooled.pt")) {
            model.requireSize(Grid.of(64, 32));
            assertThatThrownBy(() -> model.requireSize(Grid.of(30, 32)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("model " + FOLDER + "pooled.pt cannot take images of 30 x 32 pixels (The size of tensor"
                            + " a (30) must match the size of tensor b (28) at non-singleton dimension 2); set"
                            + " cohort.size"
                            + " to multiples of 4, such as [32, 32]");
            assertThatThrownBy(() -> model.probabilities(new ImageBatch(new float[60 * 32], 2, Grid.of(30, 32))))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("30 x 32");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "class_numbers.pt | answers with whole numbers (int64), most likely class numbers, which have no"
                        + " gradient",
                "detached.pt | has no gradient (element 0 of tensors does not require grad",
                "rounded.pt | passes no gradient to its image",
                "always_dropout.pt | answers differently when it is given the same image again",
                "traced_in_training.pt | answers differently when it is given the same image again",
                "batch_statistics.pt | gives answers that depend on what else is in the batch",
                "two_of_a_size.pt | answers with 2 outputs (0, 1), each of which could be the segmentation; name one"
                        + " with"
                        + " model.output",
                "tensor_and_number.pt | answers with something else than tensors, or beside them",
                "float16.pt | has float16 weights; export it after model.float()",
                "bfloat16.pt | has bfloat16 weights; export it after model.float()",
                "casts_to_half.pt | answers in numbers of 16 bits (float16 or bfloat16), too coarse for gradients;"
                        + " export it"
                        + " after model.float() and without autocast",
                "half_size.pt | it answers with shape (1, 3, 32, 32) to 1 of 64 x 64 pixels"
            })
    void modulesThatCannotBeJudgedAreRefused(String file, String message) {
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("model " + FOLDER + file)
                .hasMessageContaining(message);
    }

    @Test
    void settingsThatContradictTheModuleAreRefused() {
        assertThatThrownBy(() -> open(spec("dictionary.pt", ModelHead.AUTO, ModelLayout.AUTO, 3, "logits")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("answers with a dictionary of [aux, out], which has no 'logits'");
        assertThatThrownBy(() -> open(spec("channels_last.pt", ModelHead.AUTO, ModelLayout.NHWC, 1, "2")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("answers with 2 tensors, of which '2' is none");
        assertThatThrownBy(() -> open(spec("traced.pt", ModelHead.AUTO, ModelLayout.AUTO, 3, "")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("(with 3 channels: Given groups=1");
        assertThatThrownBy(() -> open(spec("pooled.pt", ModelHead.ORGAN_PROBABILITIES, ModelLayout.AUTO, 0, "")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("pooled.pt lie in [")
                .hasMessageContaining("set model.head to organ-logits");
    }

    @Test
    void theFingerprintChangesWithAWeightAndWithTheHead() {
        String fingerprint = fingerprint(spec("traced.pt"));
        assertThat(fingerprint).hasSize(64).isEqualTo(fingerprint(spec("traced.pt")));
        assertThat(fingerprint(spec("traced_with_another_weight.pt"))).isNotEqualTo(fingerprint);
        assertThat(fingerprint(spec("traced.pt", ModelHead.PROBABILITIES, ModelLayout.AUTO, 0, "")))
                .isNotEqualTo(fingerprint);
    }

    private static String fingerprint(ModelSpec spec) {
        try (SegmentationModel model = Models.open(spec)) {
            return model.fingerprint();
        }
    }
}
