package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.duress.model.openinference.StubModel.host;
import static org.duress.model.openinference.StubModel.images;
import static org.duress.model.openinference.StubModel.interleaved;
import static org.duress.model.openinference.StubModel.logits;
import static org.duress.model.openinference.StubModel.planes;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.RepeatedChannel;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Asked;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.duress.testserver.PublishedSchemas;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model on a stub server: what is asked of it, and what is made of its answers. */
class RemoteModelTest {
    private static final String IMAGE = tensor("image", "FP32", "[-1, 1, -1, -1]");
    private static final String SEG = tensor("seg", "FP32", "[-1, 2, -1, -1]");
    private static final String BINARY = "\"binary_tensor_data\"";

    private final List<StubServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(StubServer::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {BINARY, ""})
    void imagesAreCutIntoRequestsAndAnswersPutTogether(String extensions) {
        StubServer server = server(extensions, IMAGE, SEG).on(INFER, StubModel::logits);
        List<ImageBatch> batches = List.of(images(7), images(1), images(3));
        try (SegmentationModel model = open(server, served(3))) {
            assertThat(model.classes()).isEqualTo(2);
            int before = server.asked(INFER).size();
            List<Segmentation> all = model.segmentAll(batches);
            assertThat(server.asked(INFER).subList(before, server.asked(INFER).size()))
                    .extracting(asked -> asked.shape()[0])
                    .as("of the 1st, 2nd and 4th one image is asked about again, and the first image twice")
                    .containsExactlyInAnyOrder(3, 3, 1, 1, 3, 1, 1, 1, 1, 1);
            assertThat(model.checks()).isEqualTo(5);
            for (int i = 0; i < batches.size(); i++) {
                float[] pixels = batches.get(i).pixels();
                float[] probabilities = all.get(i).probabilities();
                assertThat(probabilities).hasSize(2 * pixels.length);
                for (int p = 0; p < pixels.length; p++) {
                    double expected = 1 / (1 + Math.exp(-pixels[p]));
                    assertThat((double) probabilities[2 * p]).isCloseTo(expected, offset(1e-6));
                    assertThat(all.get(i).classMap()[p]).isEqualTo((byte) (pixels[p] >= 0 ? 0 : 1));
                }
            }
        }
    }

    @Test
    void everythingThatIsSentIsInThePublishedSchemas() {
        PublishedSchemas schemas = new PublishedSchemas();
        StubServer server =
                server("", IMAGE, SEG).on(INFER, asked -> asked.binary() ? Reply.error(400, "what?") : logits(asked));
        try (SegmentationModel model = open(server, served(3))) {
            model.probabilities(images(4));
        }
        List<Asked> sent =
                server.asked(INFER).stream().filter(asked -> !asked.binary()).toList();
        assertThat(sent).hasSizeGreaterThan(3).allSatisfy(asked -> {
            assertThat(schemas.errors("inference_request", asked.json())).isEmpty();
            assertThat(asked.verb()).isEqualTo("POST");
            assertThat(asked.contentType()).isEqualTo("application/json");
        });
    }

    /** OpenVINO has the extension and does not list it. */
    @Test
    void theBinaryExtensionIsTriedWhereTheServerDoesNotListIt() {
        StubServer server = server("", IMAGE, SEG).on(INFER, StubModel::logits);
        try (SegmentationModel model = open(server, served(3))) {
            assertThat(model.provenance().get("protocol")).contains("binary");
            int before = server.asked(INFER).size();
            model.probabilities(images(4));
            assertThat(server.asked(INFER).subList(before, server.asked(INFER).size()))
                    .allMatch(Asked::binary);
        }
    }

    @Test
    void aServerThatTakesBinaryForSomethingElseIsAskedInJson() {
        List<Function<Asked, Reply>> misunderstandings = List.of(
                asked -> Reply.error(400, "no JSON"),
                asked -> Reply.error(500, "decoder"),
                asked -> Reply.of(0, ""),
                asked -> Reply.ok("{}"),
                // Answers, but not about this image.
                asked -> Reply.json(new int[] {1, 2, 64, 64}, new float[2 * 64 * 64]));
        for (Function<Asked, Reply> misunderstanding : misunderstandings) {
            StubServer server = server("", IMAGE, SEG)
                    .on(INFER, asked -> asked.binary() ? misunderstanding.apply(asked) : logits(asked));
            try (SegmentationModel model = open(server, served(3))) {
                assertThat(model.provenance().get("protocol")).contains("JSON");
                assertThat(server.asked(INFER).stream().filter(Asked::binary)).hasSize(1);
            }
        }
    }

    @Test
    void aServerThatListsTheExtensionAndRefusesItIsAskedInJson() {
        StubServer server =
                server(BINARY, IMAGE, SEG).on(INFER, asked -> asked.binary() ? Reply.error(400, "no") : logits(asked));
        try (SegmentationModel model = open(server, served(3))) {
            assertThat(model.provenance().get("protocol")).contains("JSON");
        }
    }

    /** A model of three channels for a cohort of one, which is said aloud. */
    private static SegmentationModel greys(SegmentationModel model) {
        List<String> warnings = new ArrayList<>();
        ModelSpec nothing = new ModelSpec("open-inference", Path.of("none"));
        SegmentationModel greys = RepeatedChannel.fit(model, nothing, List.of("grey"), warnings::add);
        assertThat(warnings).singleElement().asString().contains("the same slice is given three times");
        return greys;
    }

    @Test
    void channelsLastAndThreeTimesTheSameImage() {
        AtomicBoolean same = new AtomicBoolean(true);
        StubServer server = server(
                        BINARY, tensor("image", "FP32", "[-1, 8, 8, 3]"), tensor("seg", "FP32", "[-1, 8, 8, 2]"))
                .on(INFER, asked -> {
                    float[] tensor = asked.tensor();
                    float[] pixels = new float[tensor.length / 3];
                    for (int i = 0; i < pixels.length; i++) {
                        same.set(
                                same.get() && tensor[3 * i] == tensor[3 * i + 1] && tensor[3 * i] == tensor[3 * i + 2]);
                        pixels[i] = tensor[3 * i];
                    }
                    int count = asked.shape()[0];
                    return Reply.binary(new int[] {count, 8, 8, 2}, interleaved(pixels));
                });
        try (SegmentationModel model = open(server, served(4))) {
            assertThat(same).as("what it is tried with").isFalse();
            same.set(true);
            requireSigmoids(greys(model), images(3));
            assertThat(same).isTrue();
        }
    }

    @Test
    void aModelThatSaysNothingIsTriedWithOneChannelAndThenWithThree() {
        StubServer server = server(
                        BINARY, tensor("image", "FP32", "[-1, -1, -1, -1]"), tensor("seg", "FP32", "[-1, -1, -1, -1]"))
                .on(INFER, asked -> {
                    int[] shape = asked.shape();
                    if (shape[1] != 3) {
                        return Reply.error(400, "3 channels, please");
                    }
                    float[] pixels = new float[shape[0] * shape[2] * shape[3]];
                    int size = shape[2] * shape[3];
                    for (int i = 0; i < shape[0]; i++) {
                        System.arraycopy(asked.tensor(), (3 * i + 2) * size, pixels, i * size, size);
                    }
                    return Reply.binary(new int[] {shape[0], 2, shape[2], shape[3]}, planes(pixels, shape[0]));
                });
        try (SegmentationModel model = open(server, served(4))) {
            requireSigmoids(greys(model), images(3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFixedNumberOfImagesIsFilledUp(int fixed) {
        StubServer server = server(
                        BINARY,
                        tensor("image", "FP32", "[" + fixed + ", 1, 8, 8]"),
                        tensor("seg", "FP32", "[" + fixed + ", 2, 8, 8]"))
                .on(INFER, asked -> asked.shape()[0] == fixed ? logits(asked) : Reply.error(400, "another number"));
        try (SegmentationModel model = open(server, served(8))) {
            requireSigmoids(model, images(4));
        }
    }

    /** Triton's {@code max_batch_size} is not in its metadata. */
    @Test
    void fewerImagesAtOnceWhereTheServerRefusesMany() {
        StubServer server = server(BINARY, IMAGE, SEG)
                .on(
                        INFER,
                        asked -> asked.shape()[0] > 5
                                ? Reply.error(400, "inference request batch-size must be <= 5 for 'unet'")
                                : logits(asked));
        try (SegmentationModel model = open(server, served(8))) {
            int before = server.asked(INFER).size();
            requireSigmoids(model, images(9));
            assertThat(server.asked(INFER).subList(before, server.asked(INFER).size()))
                    .extracting(asked -> asked.shape()[0])
                    .containsExactlyInAnyOrder(4, 4, 1, 1, 1, 1);
        }
    }

    @Test
    void anOrganHeadGetsItsBackground() {
        StubServer server = server(BINARY, IMAGE, tensor("seg", "FP32", "[-1, 1, -1, -1]"))
                .on(INFER, asked -> Reply.binary(asked.shape(), asked.tensor()));
        try (SegmentationModel model = open(server, served(4))) {
            assertThat(model.classes()).isEqualTo(2);
            float[] probabilities = model.probabilities(images(1));
            for (int i = 0; i < 64; i++) {
                assertThat((double) probabilities[2 * i + 1])
                        .isCloseTo(1 / (1 + Math.exp(-images(1).pixels()[i])), offset(1e-6));
            }
        }
    }

    @Test
    void aStatedHeadIsHonoured() {
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, StubModel::logits);
        assertThatThrownBy(() -> open(server, served(2), ModelHead.PROBABILITIES, Optional.empty()))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining("so they are no probabilities; set model.head to logits");
    }

    @Test
    void sizesAreAskedForOnceAndRemembered() {
        StubServer server = server(BINARY, IMAGE, SEG)
                .on(INFER, asked -> asked.shape()[2] % 4 == 0 ? logits(asked) : Reply.error(500, "no multiple of 4"));
        try (SegmentationModel model = open(server, served(2))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> model.requireSize(Grid.of(10, 12)))
                        .isExactlyInstanceOf(DuressException.class)
                        .hasMessageContaining(
                                "cannot take images of 10 x 12 pixels (status 500 (no multiple of 4)); set"
                                        + " cohort.size to multiples of 4, such as [12, 12]");
            }
            int before = server.asked(INFER).size();
            model.requireSize(Grid.of(12, 12));
            assertThat(server.asked(INFER)).hasSize(before);
        }
    }

    @Test
    void sizesOfTheMetadataNeedNoAsking() {
        StubServer server = server(
                        BINARY, tensor("image", "FP32", "[-1, 1, 8, 16]"), tensor("seg", "FP32", "[-1, 2, 8, 16]"))
                .on(INFER, StubModel::logits);
        try (SegmentationModel model = open(server, served(2))) {
            int before = server.asked(INFER).size();
            model.requireSize(Grid.of(8, 16));
            assertThatThrownBy(() -> model.requireSize(Grid.of(16, 16)))
                    .isExactlyInstanceOf(DuressException.class)
                    .hasMessageContaining(
                            "cannot take images of 16 x 16 pixels (its metadata say image FP32 [-1, 1, 8, 16]);"
                                    + " set cohort.size to the size it was made for, such as [8, 16], or model.tiles"
                                    + " to tiles of that size");
            assertThat(server.asked(INFER)).hasSize(before);
        }
    }

    @Test
    void aModelWhoseAnswersDependOnTheBatchIsRefused() {
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, asked -> {
            int[] shape = asked.shape();
            float[] pixels = asked.tensor();
            float mean = 0;
            for (float pixel : pixels) {
                mean += pixel / pixels.length;
            }
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] -= mean;
            }
            return Reply.binary(new int[] {shape[0], 2, shape[2], shape[3]}, planes(pixels, shape[0]));
        });
        assertThatThrownBy(() -> open(server, served(2)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining("gives answers that depend on what else is in the batch (largest difference 0.")
                .hasMessageContaining("or set model.batch to 1");
        open(server, served(1)).close();
    }

    @Test
    void replicasWithDifferentWeightsAreFoundAtOpening() {
        AtomicInteger number = new AtomicInteger();
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, asked -> {
            float[] pixels = asked.tensor();
            float factor = number.getAndIncrement() % 2 == 0 ? 1 : 1.01f;
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] *= factor;
            }
            int[] shape = asked.shape();
            return Reply.binary(new int[] {shape[0], 2, shape[2], shape[3]}, planes(pixels, shape[0]));
        });
        assertThatThrownBy(() -> open(server, served(1)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining("replicas with different weights");
    }

    @Test
    void anotherVersionInTheMiddleIsSaid() {
        AtomicReference<String> version = new AtomicReference<>("1");
        StubServer server = server("", IMAGE, SEG).on(INFER, asked -> {
            Reply reply = logits(asked);
            String body = new String(reply.body(), StandardCharsets.ISO_8859_1);
            return asked.binary()
                    ? Reply.error(400, "no")
                    : Reply.ok(body.replace("\"unet\"", "\"unet\", \"model_version\": \"" + version.get() + "\""));
        });
        try (SegmentationModel model = open(server, served(2))) {
            assertThat(model.provenance()).containsEntry("modelVersion", "1");
            model.probabilities(images(1));
            version.set("2");
            assertThatThrownBy(() -> model.probabilities(images(1)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("answered as version 2 where it was 1 before");
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 11, 32", "35, 14, 50", "1, 0, 2", "100, 49, 150"})
    void anotherAnswerToTheFirstRealImageIsSaidAtTheNextCheckAndNotBefore(int before, int after, int check) {
        AtomicBoolean exchanged = new AtomicBoolean();
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, asked -> {
            float[] pixels = asked.tensor();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] *= exchanged.get() ? 1.01f : 1;
            }
            int[] shape = asked.shape();
            return Reply.binary(new int[] {shape[0], 2, shape[2], shape[3]}, planes(pixels, shape[0]));
        });
        try (SegmentationModel model = open(server, served(1))) {
            model.probabilities(images(before));
            exchanged.set(true);
            if (after > 0) {
                model.probabilities(images(after));
            }
            assertThat(before + after + 1).isEqualTo(check);
            assertThatThrownBy(() -> model.probabilities(images(1)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("no longer answers as it did about the first image (largest difference 0.");
        }
    }

    /** As far as the protocol goes: an answer need not have the request's id, but another's it must not have. */
    @Test
    void theAnswerToAnotherRequestIsNotTaken() {
        AtomicReference<String> answerId = new AtomicReference<>("\"id\": \"ITS\", ");
        List<String> ids = new CopyOnWriteArrayList<>();
        StubServer server = server("", IMAGE, SEG).on(INFER, asked -> {
            String id = asked.json().path("id").asText();
            ids.add(id);
            String body = new String(logits(asked).body(), StandardCharsets.ISO_8859_1);
            return asked.binary()
                    ? Reply.error(400, "no")
                    : Reply.ok(body.replace("{\"model_name\"", "{" + answerId.get() + "\"model_name\"")
                            .replace("ITS", id));
        });
        try (SegmentationModel model = open(server, served(2))) {
            model.probabilities(images(5));
            assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(8).noneMatch(String::isEmpty);
            for (String none : List.of("", "\"id\": null, ", "\"id\": \"\", ")) {
                answerId.set(none);
                model.probabilities(images(1));
            }
            answerId.set("\"id\": \"" + ids.get(0) + "\", ");
            assertThatThrownBy(() -> model.probabilities(images(1)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining(" with what it says is the answer to " + ids.get(0)
                            + ", so that nobody knows which image it is about; check the server");
        }
    }

    @Test
    void whichOutputWasJudgedIsInTheProvenance() {
        StubServer server = server(BINARY, IMAGE, tensor("labels", "INT64", "[-1, -1, -1]") + ", " + SEG)
                .on(INFER, StubModel::logits);
        try (SegmentationModel model = open(server, served(2))) {
            assertThat(model.provenance())
                    .containsEntry(
                            "output",
                            "seg FP32 [-1, 2, -1, -1], judged of 2 (labels INT64 [-1, -1, -1], seg FP32 [-1, 2, -1,"
                                    + " -1])");
        }
        server.on(
                "/v2/models/unet",
                "{\"inputs\": [" + IMAGE + "], \"outputs\": [" + SEG + ", " + SEG.replace("seg", "aux") + "]}");
        assertThatThrownBy(() -> open(server, served(2)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage(
                        "model unet at " + server.url() + " answers with 2 outputs (seg, aux), each of which could be"
                                + " the segmentation; name one with model.output");
    }

    /** Fewer where more would not be worth their memory: 1,024 images of 128 x 128 have 17 million pixels. */
    @Test
    void aBatchIsNoLargerThanThereIsRoomFor() {
        AtomicInteger most = new AtomicInteger();
        String image = tensor("image", "FP32", "[-1, 1, 128, 128]");
        StubServer server = server(BINARY, image, SEG).on(INFER, asked -> {
            most.accumulateAndGet(asked.shape()[0], Math::max);
            return asked.shape()[0] > 3 ? Reply.error(400, "too many") : logits(asked);
        });
        open(server, served(1_024)).close();
        // 2^24 values are 512 images of 128 x 128 with two classes.
        assertThat(most).hasValue(512);
    }

    @Test
    void sizesThatAreTooLargeAreRefusedWithoutBeingMade() {
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, StubModel::logits);
        try (SegmentationModel model = open(server, served(2))) {
            int before = server.asked(INFER).size();
            assertThatThrownBy(() -> model.requireSize(Grid.of(100_000, 100_000)))
                    .isExactlyInstanceOf(DuressException.class)
                    .hasMessageContaining(
                            "cannot take images of 100000 x 100000 pixels (a request about it has more than the"
                                    + " 16777216 values that Duress sends at once); set model.tiles, so that it sees"
                                    + " an image in parts, or cohort.size to fewer pixels");
            assertThat(server.asked(INFER)).hasSize(before);
        }
    }

    /** After some good answers, so that it is no matter of the metadata. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seg\"|\"segment\"|was asked about 1 images of 8 x 8 for output seg, but answered with segment"
                        + " FP32 [1, 2, 8, 8]",
                "FP32|FP64|for FP32, but answered with seg FP64 [1, 2, 8, 8]; check the server and its log",
                "[1, 2, 8, 8]|[1, 1, 8, 16]|for [1, classes, 8, 8] or [1, 8, 8, classes], where its metadata say seg"
                        + " FP32 [-1,",
                "[1, 2, 8, 8]|[2, 8, 8]|but answered with seg FP32 [2, 8, 8]",
                "\"outputs\"|\"results\"|answers with no outputs, which is not the protocol's"
            })
    void anotherTensorThanAskedForIsSaid(String right, String wrong, String message) {
        AtomicBoolean broken = new AtomicBoolean();
        StubServer server = server("", IMAGE, SEG).on(INFER, asked -> {
            String body = new String(logits(asked).body(), StandardCharsets.ISO_8859_1);
            return asked.binary() ? Reply.error(400, "no") : Reply.ok(broken.get() ? body.replace(right, wrong) : body);
        });
        try (SegmentationModel model = open(server, served(2))) {
            model.probabilities(images(1));
            broken.set(true);
            assertThatThrownBy(() -> model.probabilities(images(1)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void aRefusalInTheMiddleIsTheServersFault() {
        AtomicBoolean broken = new AtomicBoolean();
        StubServer server = server(BINARY, IMAGE, SEG)
                .on(INFER, asked -> broken.get() ? Reply.error(400, "out of memory") : logits(asked));
        try (SegmentationModel model = open(server, served(2))) {
            model.probabilities(images(1));
            broken.set(true);
            assertThatThrownBy(() -> model.probabilities(images(1)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("answers a request for inference with status 400 (out of memory)");
        }
    }

    @Test
    void theFingerprintIsOfWhatCanBeSeen() {
        String first = fingerprint(1f, "onnx_onnxv1", Map.of());
        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(fingerprint(1f, "onnx_onnxv1", Map.of())).as("the same").isEqualTo(first);
        assertThat(fingerprint(1.0000001f, "onnx_onnxv1", Map.of()))
                .as("the last bit")
                .isEqualTo(first);
        assertThat(Stream.of(
                                fingerprint(1.01f, "onnx_onnxv1", Map.of()),
                                fingerprint(1f, "tensorrt_plan", Map.of()),
                                fingerprint(1f, "onnx_onnxv1", Map.of("imageDigest", "sha256:1")),
                                fingerprint(1f, "onnx_onnxv1", Map.of("imageDigest", "sha256:2")),
                                first)
                        .distinct())
                .hasSize(5);
        assertThat(fingerprint(1f, "onnx_onnxv1", Map.of("container", "c7"))).isEqualTo(first);
    }

    private String fingerprint(float factor, String platform, Map<String, String> provenance) {
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, asked -> {
            float[] pixels = asked.tensor();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] *= factor;
            }
            int[] shape = asked.shape();
            return Reply.binary(new int[] {shape[0], 2, shape[2], shape[3]}, planes(pixels, shape[0]));
        });
        server.on(
                "/v2/models/unet",
                "{\"name\": \"unet\", \"platform\": \"" + platform + "\", \"inputs\": [" + IMAGE + "], \"outputs\": ["
                        + SEG + "]}");
        ServerHost host = host(server.url(), provenance, "text", () -> {});
        try (SegmentationModel model =
                OpenInferenceModels.open(host, served(2), spec(ModelHead.AUTO, Optional.empty()))) {
            return model.fingerprint();
        }
    }

    @Test
    void theHostIsClosedWithTheModelAndWhenOpeningFails() {
        StubServer server = server(BINARY, IMAGE, SEG).on(INFER, StubModel::logits);
        AtomicInteger closed = new AtomicInteger();
        ServerHost host = host(server.url(), Map.of("imageDigest", "sha256:1"), "text", closed::incrementAndGet);
        SegmentationModel model = OpenInferenceModels.open(host, served(2), spec(ModelHead.AUTO, Optional.empty()));
        assertThat(closed).hasValue(0);
        assertThat(model.provenance())
                .containsEntry("imageDigest", "sha256:1")
                .containsEntry("server", "stub 1.2")
                .containsEntry("platform", "onnx_onnxv1")
                .containsEntry("model", "unet");
        assertThat(model.diagnostics()).containsEntry("container.log", "text");
        model.close();
        assertThat(closed).hasValue(1);
        assertThatThrownBy(() -> OpenInferenceModels.open(host, served(2), spec(ModelHead.AUTO, Optional.of("other"))))
                .isExactlyInstanceOf(DuressException.class)
                .satisfies(e -> assertThat(((DuressException) e).attachments()).containsEntry("container.log", "text"));
        assertThat(closed).hasValue(2);
    }

    @Test
    void halfPrecisionTravelsBinary() {
        String half = tensor("image", "FP16", "[-1, 1, -1, -1]");
        StubServer server = server("", half, SEG).on(INFER, asked -> {
            if (!asked.binary()) {
                return Reply.error(400, "sending FP16 data via JSON is not supported");
            }
            int[] shape = asked.shape();
            int start = Integer.parseInt(asked.jsonLength().orElseThrow());
            float[] pixels = new float[(asked.body().length - start) / 2];
            ByteBuffer halves =
                    ByteBuffer.wrap(asked.body()).order(ByteOrder.LITTLE_ENDIAN).position(start);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = Float16.toFloat(halves.getShort());
            }
            return Reply.binary(new int[] {shape[0], 2, shape[2], shape[3]}, planes(pixels, shape[0]));
        });
        try (SegmentationModel model = open(server, served(2))) {
            float[] probabilities = model.probabilities(images(1));
            float rounded = Float16.toFloat(Float16.of(images(1).pixels()[3]));
            assertThat((double) probabilities[6]).isCloseTo(1 / (1 + Math.exp(-rounded)), offset(1e-6));
        }
    }

    private static void requireSigmoids(SegmentationModel model, ImageBatch images) {
        float[] probabilities = model.probabilities(images);
        assertThat(probabilities).hasSize(2 * images.pixels().length);
        for (int i = 0; i < images.pixels().length; i++) {
            assertThat((double) probabilities[2 * i]).isCloseTo(1 / (1 + Math.exp(-images.pixels()[i])), offset(1e-6));
        }
    }

    private StubServer server(String extensions, String inputs, String outputs) {
        StubServer server = StubServer.of(extensions, inputs, outputs);
        servers.add(server);
        return server;
    }

    private static SegmentationModel open(StubServer server, ServedModel served) {
        return open(server, served, ModelHead.AUTO, Optional.empty());
    }

    private static SegmentationModel open(
            StubServer server, ServedModel served, ModelHead head, Optional<String> output) {
        return OpenInferenceModels.open(
                ServerHost.at(server.url()),
                Access.OPEN,
                served,
                spec(head, output),
                new ManualTime(),
                Duration.ofSeconds(20));
    }

    private static ServedModel served(int batch) {
        return StubModel.SERVED.with(ServedModel.BATCH, batch).with(ServedModel.RETRIES, 2);
    }

    private static ModelSpec spec(ModelHead head, Optional<String> output) {
        return new ModelSpec(
                OpenInferenceModels.FORMAT,
                new ModelSource.Server(URI.create("http://localhost"), new ServedModel("unet")),
                head,
                ModelLayout.AUTO,
                OptionalInt.empty(),
                output,
                Map.of());
    }
}
