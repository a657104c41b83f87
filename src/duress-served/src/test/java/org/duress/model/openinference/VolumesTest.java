package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.duress.model.openinference.StubModel.interleaved;
import static org.duress.model.openinference.StubModel.logits;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of volumes on a stub server; what all models share is in {@link RemoteModelTest}. */
class VolumesTest {
    private static final String BINARY = "\"binary_tensor_data\"";
    private static final String VOLUME = tensor("image", "FP32", "[-1, 1, -1, -1, -1]");
    private static final String SEG = tensor("seg", "FP32", "[-1, -1, -1, -1, -1]");
    private static final Grid GRID = Grid.of(2, 4, 8);

    private final StubServer server = new StubServer();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {BINARY, ""})
    void volumesAreSentAsTheyLieAndAnswersPutTogether(String extensions) {
        server.with(extensions, VOLUME, SEG)
                .on(
                        INFER,
                        asked -> asked.binary() == extensions.isEmpty() ? Reply.error(400, "not so") : logits(asked));
        try (SegmentationModel model = open()) {
            model.requireSize(GRID);
            ImageBatch volumes = volumes(5);
            int before = server.asked(INFER).size();
            requireSigmoids(volumes, model.segment(volumes).probabilities());
            assertThat(server.asked(INFER).subList(before, server.asked(INFER).size()))
                    .anySatisfy(asked -> {
                        assertThat(asked.shape()).containsExactly(2, 1, 2, 4, 8);
                        assertThat(asked.tensor())
                                .containsExactly(volumes.some(0, 2).pixels());
                    });
            assertThat(model.checks())
                    .as("one of the first two images once more")
                    .isPositive();
        }
    }

    @Test
    void channelsMayComeLast() {
        server.with(BINARY, tensor("image", "FP32", "[-1, 2, 4, 8, 1]"), tensor("seg", "FP32", "[-1, 2, 4, 8, 2]"))
                .on(INFER, asked -> {
                    int[] answer = asked.shape();
                    answer[4] = 2;
                    return Reply.binary(answer, interleaved(asked.tensor()));
                });
        try (SegmentationModel model = open()) {
            requireSigmoids(volumes(3), model.probabilities(volumes(3)));
            assertThat(server.asked(INFER))
                    .allSatisfy(asked -> assertThat(asked.shape()).endsWith(2, 4, 8, 1));
        }
    }

    private static void requireSigmoids(ImageBatch volumes, float[] probabilities) {
        float[] pixels = volumes.pixels();
        assertThat(probabilities).hasSize(2 * pixels.length);
        for (int p = 0; p < pixels.length; p++) {
            assertThat((double) probabilities[2 * p]).isCloseTo(1 / (1 + Math.exp(-pixels[p])), offset(1e-6));
        }
    }

    @Test
    void slicesAndVolumesAreNotTakenForEachOther() {
        server.with(BINARY, VOLUME, SEG).on(INFER, StubModel::logits);
        try (SegmentationModel model = open()) {
            int before = server.asked(INFER).size();
            String message = "model unet at " + server.url() + " takes volumes, and these images are slices of 8 x 8"
                    + " pixels; set cohort.dimensions to 3, or give a model of slices";
            assertThat(model.takes(Grid.of(8, 8))).isFalse();
            refused(() -> model.requireSize(Grid.of(8, 8)), message);
            refused(() -> model.probabilities(StubModel.images(2)), message);
            assertThat(server.asked(INFER)).hasSize(before);
        }
        server.with(BINARY, tensor("image", "FP32", "[-1, 1, -1, -1]"), tensor("seg", "FP32", "[-1, 2, -1, -1]"));
        try (SegmentationModel model = open()) {
            int before = server.asked(INFER).size();
            String message = "model unet at " + server.url() + " takes slices, and these images are volumes of 2 x 4 x"
                    + " 8 voxels; set cohort.dimensions to 2, or give a model of volumes";
            assertThat(model.takes(GRID)).isFalse();
            refused(() -> model.requireSize(GRID), message);
            refused(() -> model.probabilities(volumes(2)), message);
            assertThat(server.asked(INFER)).hasSize(before);
        }
    }

    @Test
    void sizesThatItDoesNotTakeAreNamed() {
        server.with(BINARY, VOLUME, SEG)
                .on(INFER, asked -> asked.shape()[2] % 4 == 0 ? logits(asked) : Reply.error(500, "no multiple of 4"));
        try (SegmentationModel model = open()) {
            refused(
                    () -> model.requireSize(Grid.of(6, 8, 12)),
                    "model unet at " + server.url()
                            + " cannot take images of 6 x 8 x 12 voxels (status 500 (no multiple"
                            + " of 4)); set cohort.size to multiples of 4, such as [8, 8, 12]");
            refused(
                    () -> model.requireSize(Grid.of(200, 512, 512)),
                    "model unet at " + server.url() + " cannot take images of 200 x 512 x 512 voxels (a request about"
                            + " it has more than the 16777216 values that Duress sends at once); set model.tiles, so"
                            + " that it sees an image in parts, or cohort.size to fewer voxels");
            refused(
                    () -> model.requireSize(Grid.of(2_000_000_000, 2_000_000_000, 2_000_000_000)),
                    "model unet at " + server.url() + " cannot take images of 2000000000 x 2000000000 x 2000000000"
                            + " voxels (a request about it has more than the 16777216 values that Duress sends at"
                            + " once); set model.tiles, so that it sees an image in parts, or cohort.size to fewer"
                            + " voxels");
        }
        server.with(BINARY, tensor("image", "FP32", "[-1, 1, 2, 4, 8]"), SEG).on(INFER, StubModel::logits);
        try (SegmentationModel model = open()) {
            model.requireSize(GRID);
            refused(
                    () -> model.requireSize(Grid.of(8, 4, 2)),
                    "model unet at " + server.url() + " cannot take images of 8 x 4 x 2 voxels (its metadata say image"
                            + " FP32 [-1, 1, 2, 4, 8]); set cohort.size to the size it was made for, such as [2, 4, 8],"
                            + " or model.tiles to tiles of that size");
        }
        server.with(BINARY, VOLUME, SEG).on(INFER, asked -> Reply.error(400, "no"));
        refused(
                () -> open().close(),
                "model unet at " + server.url() + " takes no images of [16 x 16 x 16, 32 x 32 x 32, 64 x 64 x 64, 96 x"
                        + " 96 x 96] voxels and the like (status 400 (no)); check model.channels, model.layout and"
                        + " model.output, or export it for one of these sizes");
    }

    /** After some good answers, so that it is no matter of the metadata. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, 2, 4, 8    | seg FP32 [1, 2, 4, 8]",
                "1, 2, 2, 8, 4 | seg FP32 [1, 2, 2, 8, 4]",
                "1, 2, 8, 4, 2 | seg FP32 [1, 2, 8, 4, 2]",
                "1, 2, 1, 8, 8 | seg FP32 [1, 2, 1, 8, 8]"
            })
    void anAnswerOfAnotherRankOrSizeIsTheServers(String shape, String came) {
        AtomicBoolean broken = new AtomicBoolean();
        int[] sizes = Stream.of(shape.split(", ")).mapToInt(Integer::parseInt).toArray();
        server.with(BINARY, VOLUME, SEG)
                .on(
                        INFER,
                        asked -> !broken.get()
                                ? logits(asked)
                                : Reply.binary(
                                        sizes, new float[IntStream.of(sizes).reduce(1, (a, b) -> a * b)]));
        try (SegmentationModel model = open()) {
            model.requireSize(GRID);
            broken.set(true);
            assertThatThrownBy(() -> model.probabilities(volumes(1)))
                    .isExactlyInstanceOf(EnvironmentException.class)
                    .hasMessage("model unet at " + server.url() + " was asked about 1 images of 2 x 4 x 8 for [1,"
                            + " classes, 2, 4, 8] or [1, 2, 4, 8, classes], where its metadata say seg FP32 [-1, -1,"
                            + " -1, -1, -1], but answered with " + came + "; check the server and its log");
        }
    }

    /** One that swaps planes with each other is another model. */
    @Test
    void whatItSaysOfEachPlaneIsInItsFingerprint() {
        server.with(BINARY, VOLUME, SEG).on(INFER, StubModel::logits);
        String first;
        try (SegmentationModel model = open()) {
            first = model.fingerprint();
        }
        try (SegmentationModel model = open()) {
            assertThat(model.fingerprint()).isEqualTo(first);
        }
        server.on(INFER, asked -> {
            int[] shape = asked.shape();
            float[] volumes = asked.tensor();
            int plane = shape[3] * shape[4];
            float[] turned = new float[volumes.length];
            for (int p = 0; p < volumes.length; p++) {
                int z = p / plane % shape[2];
                turned[p + (shape[2] - 1 - 2 * z) * plane] = volumes[p];
            }
            int[] answer = shape.clone();
            answer[1] = 2;
            return Reply.binary(answer, StubModel.planes(turned, shape[0]));
        });
        try (SegmentationModel model = open()) {
            assertThat(model.fingerprint()).isNotEqualTo(first);
        }
    }

    @Test
    void answersThatDoNotRepeatAreFound() {
        AtomicInteger asking = new AtomicInteger();
        server.with(BINARY, VOLUME, SEG).on(INFER, asked -> {
            float[] volumes = asked.tensor();
            // One voxel of the last plane.
            volumes[volumes.length - 1] += asking.getAndIncrement() % 2;
            int[] answer = asked.shape();
            answer[1] = 2;
            return Reply.binary(answer, StubModel.planes(volumes, answer[0]));
        });
        assertThatThrownBy(this::open)
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining("answers differently when it is given the same image again (largest difference ");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isExactlyInstanceOf(DuressException.class).hasMessage(message);
    }

    private SegmentationModel open() {
        ServedModel served = StubModel.SERVED;
        ModelSpec spec = new ModelSpec(
                OpenInferenceModels.FORMAT, new ModelSource.Server(URI.create("http://localhost"), served));
        return OpenInferenceModels.open(
                ServerHost.at(server.url()), Access.OPEN, served, spec, new ManualTime(), Duration.ofSeconds(20));
    }

    /** All voxels different. */
    private static ImageBatch volumes(int count) {
        return new ImageBatch(StubModel.images(count).pixels(), count, GRID);
    }
}
