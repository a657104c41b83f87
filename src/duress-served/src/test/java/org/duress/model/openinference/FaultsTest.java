package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.Differences;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.duress.testserver.ServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server process does wrong is recovered from, or said in one sentence, and is never taken for an answer. */
class FaultsTest {
    private static final ServedModel PATIENT = served(8, 3, 60, 60);

    @Test
    void refusedConnections() {
        URI url;
        try (ServerProcess server = ServerProcess.start()) {
            url = server.url();
        }
        environment(() -> open(url, served(8, 0, 5, 1)))
                .hasMessage(
                        "model unet at " + url + " was not ready after 1 s (last seen: connection refused); check the"
                                + " server and its log, or raise model.readySeconds if it needs longer");
    }

    @Test
    void aServerThatIsReadyLater() {
        try (ServerProcess server = ServerProcess.start("ready-after=1500");
                SegmentationModel model = open(server.url(), PATIENT)) {
            requireSane(model);
        }
    }

    @Test
    void aServerThatIsNeverReady() {
        try (ServerProcess server = ServerProcess.start("never-ready")) {
            environment(() -> open(server.url(), served(8, 0, 5, 1)))
                    .hasMessageContaining(
                            "was not ready after 1 s (last seen: /v2/health/ready: status 503 (model 'unet' is"
                                    + " being loaded)); check the server");
        }
    }

    @Test
    void aServerThatIsGoneIsNotWaitedFor() {
        try (ServerProcess server = ServerProcess.start()) {
            URI url = server.url();
            server.process().destroyForcibly().onExit().join();
            // 600 s would be waited otherwise.
            environment(() -> OpenInferenceModels.open(host(server, url), served(8, 4, 5, 600), spec()))
                    .hasMessageContaining(
                            "did not become ready: the process exited with code 137 (last seen: connection"
                                    + " refused); see its log")
                    .satisfies(
                            e -> assertThat(((DuressException) e).attachments()).containsKey("server.log"));
        }
    }

    @Test
    void aWrongNameOrVersion() {
        try (ServerProcess server = ServerProcess.start()) {
            ServedModel none = new ServedModel("u/net ä")
                    .with(ServedModel.RETRIES, 0)
                    .with(ServedModel.REQUEST_SECONDS, 5)
                    .with(ServedModel.READY_SECONDS, 60);
            usersFault(() -> open(server.url(), none))
                    .hasMessageContaining(
                            "is ready but has no model 'u/net ä' (last seen: /v2/models/u/net ä: status 404"
                                    + " (Request for unknown model: 'u/net ä' is not found)); correct model.name");
            ServedModel old = new ServedModel("unet")
                    .with(ServedModel.VERSION, Optional.of("7"))
                    .with(ServedModel.RETRIES, 0)
                    .with(ServedModel.REQUEST_SECONDS, 5)
                    .with(ServedModel.READY_SECONDS, 60);
            usersFault(() -> open(server.url(), old))
                    .hasMessageContaining(
                            "has the model unet, but not its version 7; it has [1]; correct model.version");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow=5000", "hang"})
    void anAnswerThatTakesTooLong(String fault) {
        try (ServerProcess server = ServerProcess.start(fault)) {
            environment(() -> open(server.url(), served(8, 1, 1, 60)))
                    .hasMessageContaining(
                            "did not answer within 1 s (model.requestSeconds is how long it may take) 2 times,"
                                    + " after 2 answered requests; check the server and its log, or raise"
                                    + " model.retries");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"slow=50", "slow=3000x1", "status=500x2", "status=503x3", "status=429x1", "close-mid-bodyx2"})
    void whatPassesIsRecoveredFrom(String fault) {
        try (ServerProcess server = ServerProcess.start(fault);
                SegmentationModel model = open(server.url(), served(8, 3, 2, 60))) {
            requireSane(model);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "status=500, fails on every image with status 500 (a fault that was ordered); see the server's log",
        "status=502, answered with status 502 (a fault that was ordered) 2 times",
        "status=503, answered with status 503 (a fault that was ordered) 2 times",
        "status=403, answers 403: it asks for authentication (it says: a fault that was ordered); set"
                + " model.authorizationFrom",
        "close-mid-body, did not answer in full"
    })
    void whatDoesNotPassIsSaid(String fault, String message) {
        try (ServerProcess server = ServerProcess.start(fault)) {
            environment(() -> open(server.url(), served(8, 1, 10, 60))).hasMessageContaining(message);
        }
    }

    @Test
    void aModelThatTakesNoImage() {
        try (ServerProcess server = ServerProcess.start("status=400")) {
            usersFault(() -> open(server.url(), PATIENT))
                    .hasMessageContaining("takes no images of [64 x 64")
                    .hasMessageContaining("(status 400 (a fault that was ordered)); check model.channels");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong-shape | was asked about 1 images of 64 x 64",
                "nan         | for finite numbers, but answered with",
                "endless     | sends more than its answer can hold"
            })
    void nonsense(String fault, String message) {
        for (String[] faults : List.of(new String[] {fault}, new String[] {fault, "no-binary"})) {
            try (ServerProcess server = ServerProcess.start(faults)) {
                environment(() -> open(server.url(), served(8, 1, 10, 60))).hasMessageContaining(message);
            }
        }
    }

    @Test
    void aRandomisedModel() {
        try (ServerProcess server = ServerProcess.start("random")) {
            usersFault(() -> open(server.url(), PATIENT))
                    .hasMessageContaining(
                            "answers differently when it is given the same image again (largest difference 0.")
                    .hasMessageContaining("a randomised model, or replicas with different weights");
        }
    }

    @Test
    void aServerThatTakesFewerImagesAtOnce() {
        try (ServerProcess server = ServerProcess.start("max-batch=3");
                SegmentationModel model = open(server.url(), PATIENT)) {
            requireSane(model);
        }
    }

    @Test
    void aServerThatDiesInTheMiddle() {
        try (ServerProcess server = ServerProcess.start("die-after=20");
                SegmentationModel model =
                        OpenInferenceModels.open(host(server, server.url()), served(1, 4, 10, 60), spec())) {
            environment(() -> model.probabilities(images(40)))
                    .hasMessageMatching(
                            "model unet at .* (did not answer in full .*|refuses connections), after \\d+ answered"
                                    + " requests: the process exited with code 3; see its log");
            assertThat(model.diagnostics()).containsKey("server.log");
        }
    }

    @Test
    void aServerOfSomebodyElseThatDiesInTheMiddle() {
        try (ServerProcess server = ServerProcess.start("die-after=20");
                SegmentationModel model = open(server.url(), served(1, 1, 10, 60))) {
            environment(() -> model.probabilities(images(40)))
                    .hasMessageMatching(
                            "model unet at .* refuses connections 2 times, after \\d+ answered requests; check the"
                                    + " server and its log, or raise model.retries");
        }
    }

    @Test
    void aModelThatIsExchangedInTheMiddle() {
        try (ServerProcess server = ServerProcess.start("swap-after=30");
                SegmentationModel model = open(server.url(), served(1, 1, 10, 60))) {
            model.probabilities(images(10));
            environment(() -> model.probabilities(images(22)))
                    .hasMessageMatching(
                            "model unet at .* (says something else of image 1 of a request of 1 than of the same"
                                    + " image alone|no longer answers as it did about the first image) .*was"
                                    + " exchanged.*");
        }
    }

    /** A copy of the first answer for all, and a batch in another order: found when the model is opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch-first-only  | answers for image 2 of a batch of 8 with what it says of image 1 alone: answers"
                        + " are repeated or permuted",
                "permuted-after=1  | answers for image 1 of a batch of 8 with what it says of image 8 alone: answers"
                        + " are repeated or permuted",
                "wrong-id          | with what it says is the answer to another, so that nobody knows which image it"
                        + " is about"
            })
    void answersOfAnotherImageAreFoundAtOpening(String fault, String message) {
        for (String[] faults : List.of(new String[] {fault}, new String[] {fault, "no-binary"})) {
            try (ServerProcess server = ServerProcess.start(faults)) {
                environment(() -> open(server.url(), PATIENT)).hasMessageContaining(message);
            }
        }
    }

    /** The probe sees nothing of it: that ends with request 14, one of eight images and eight of one among them. */
    @Test
    void aBatchThatIsPermutedLaterIsFound() {
        try (ServerProcess server = ServerProcess.start("permuted-after=16");
                SegmentationModel model = open(server.url(), PATIENT)) {
            environment(() -> model.probabilities(images(80)))
                    .hasMessageMatching(
                            "model unet at .* says something else of image \\d of a request of 8 than of the"
                                    + " same image alone \\(largest difference [01].*"
                                    + "it answers about other images, repeated, permuted or of another request.*");
        }
    }

    @Test
    void requestsThatAreSwappedAreFound() {
        try (ServerProcess server = ServerProcess.start("swapped");
                SegmentationModel model = open(server.url(), served(1, 3, 60, 60))) {
            environment(() -> model.probabilities(images(16)))
                    .hasMessageMatching(
                            "model unet at .* (says something else of image 1 of a request of 1 than of the same"
                                    + " image alone|no longer answers as it did about the first image) .*another"
                                    + " request.*");
        }
    }

    @Test
    void aServerNeedNotSayWhomItAnswers() {
        try (ServerProcess server = ServerProcess.start("no-id");
                SegmentationModel model = open(server.url(), PATIENT)) {
            requireSane(model);
        }
    }

    @Test
    void anotherModelIsAnotherFingerprint() {
        String first;
        try (ServerProcess server = ServerProcess.start();
                SegmentationModel model = open(server.url(), PATIENT);
                SegmentationModel again = open(server.url(), served(2, 1, 30, 60))) {
            first = model.fingerprint();
            assertThat(again.fingerprint()).isEqualTo(first);
        }
        try (ServerProcess server = ServerProcess.start("no-binary");
                SegmentationModel model = open(server.url(), PATIENT)) {
            assertThat(model.fingerprint())
                    .as("the way of the tensors does not matter")
                    .isEqualTo(first);
        }
        try (ServerProcess server = ServerProcess.start("swap-after=1");
                SegmentationModel model = open(server.url(), PATIENT)) {
            assertThat(model.fingerprint()).isNotEqualTo(first);
        }
    }

    @Test
    void sizesAreAskedFor() {
        try (ServerProcess server = ServerProcess.start();
                SegmentationModel model = open(server.url(), PATIENT)) {
            model.requireSize(Grid.of(64, 64));
            model.requireSize(Grid.of(32, 96));
            usersFault(() -> model.requireSize(Grid.of(33, 50)))
                    .hasMessageContaining("cannot take images of 33 x 50 pixels (status 400")
                    .hasMessageContaining("); set cohort.size to multiples of");
            usersFault(() -> model.probabilities(new ImageBatch(new float[33 * 50], 1, Grid.of(33, 50))))
                    .hasMessageContaining("cannot take images of 33 x 50 pixels");
        }
    }

    private static AbstractThrowableAssert<?, ?> environment(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(EnvironmentException.class);
    }

    private static AbstractThrowableAssert<?, ?> usersFault(ThrowingCallable call) {
        return assertThatThrownBy(call).isExactlyInstanceOf(DuressException.class);
    }

    private static ServedModel served(int batch, int retries, int requestSeconds, int readySeconds) {
        return new ServedModel("unet")
                .with(ServedModel.BATCH, batch)
                .with(ServedModel.RETRIES, retries)
                .with(ServedModel.REQUEST_SECONDS, requestSeconds)
                .with(ServedModel.READY_SECONDS, readySeconds);
    }

    private static SegmentationModel open(URI url, ServedModel served) {
        return OpenInferenceModels.open(ServerHost.at(url), served, spec());
    }

    private static ModelSpec spec() {
        return new ModelSpec(
                OpenInferenceModels.FORMAT,
                new ModelSource.Server(URI.create("http://localhost"), new ServedModel("unet")));
    }

    /** The host of a process that this test can look at. */
    private static ServerHost host(ServerProcess server, URI url) {
        return StubModel.host(
                url,
                () -> server.process().isAlive()
                        ? Optional.empty()
                        : Optional.of("the process exited with code "
                                + server.process().exitValue()),
                Map.of("imageDigest", "sha256:0"),
                () -> Map.of("server.log", server.log()),
                () -> {});
    }

    /** Answers to several images at once are those to each alone. */
    private static void requireSane(SegmentationModel model) {
        ImageBatch images = images(5);
        float[] all = model.probabilities(images);
        assertThat(all).hasSize(5 * 64 * 64 * 5);
        for (int i = 0; i < 5; i++) {
            float[] pixels = Arrays.copyOfRange(images.pixels(), i * 64 * 64, (i + 1) * 64 * 64);
            float[] one = model.probabilities(new ImageBatch(pixels, 1, Grid.of(64, 64)));
            assertThat(Differences.largest(Arrays.copyOfRange(all, i * one.length, (i + 1) * one.length), one))
                    .isLessThan(1e-6);
        }
        assertThat(IntStream.range(0, all.length).mapToDouble(i -> all[i]).sum())
                .isCloseTo(5 * 64 * 64, offset(0.1));
    }

    private static ImageBatch images(int count) {
        return ProbeImage.of(count, Grid.of(64, 64), 1);
    }
}
