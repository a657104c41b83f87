package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.model.openinference.StubModel.images;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.ModelException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that says of each pixel its class and nothing else. */
class ClassMapTest {
    private final StubServer server = new StubServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** Below 0 class 0, from 1 class 2, between them class 1. */
    private static float[] labels(Asked asked) {
        float[] labels = asked.tensor();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labels[i] < 0 ? 0 : labels[i] < 1 ? 1 : 2;
        }
        return labels;
    }

    private static int[] shape(String shape, int images) {
        String[] sizes = shape.replaceAll("[\\[\\] ]", "").split(",");
        int[] all = new int[sizes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i == 0 ? images : Integer.parseInt(sizes[i]);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT64 | [-1, 8, 8]      | 8 x 8",
                "INT32 | [-1, 1, 8, 8]   | 8 x 8",
                "UINT8 | [-1, 8, 8, 1]   | 8 x 8",
                "INT64 | [-1, 8, 8, 1]   | 8 x 8",
                "UINT8 | [-1, 2, 4, 8]   | 2 x 4 x 8",
                "INT64 | [-1, 1, 2, 4, 8] | 2 x 4 x 8",
                "INT64 | [-1, 2, 4, 8, 1] | 2 x 4 x 8"
            })
    void labelsBecomeOneAndZero(String datatype, String shape, String size) {
        Grid grid =
                Grid.of(Stream.of(size.split(" x ")).mapToInt(Integer::parseInt).toArray());
        server.with(
                        "",
                        tensor("image", "FP32", "[-1, 1, " + Words.list(grid.sizes()) + "]"),
                        tensor("seg", datatype, shape))
                .on(
                        INFER,
                        asked -> asked.binary()
                                ? Reply.error(400, "no binary")
                                : Reply.map(datatype, shape(shape, asked.shape()[0]), labels(asked)));
        try (SegmentationModel model = open(OptionalInt.empty(), Map.of("liver", List.of(1), "kidneys", List.of(2)))) {
            assertThat(model.classes()).isEqualTo(3);
            assertThat(model.differentiable()).isEmpty();
            ImageBatch images = new ImageBatch(images(5).pixels(), 5, grid);
            requireLabels(model.segmentAll(List.of(images)).get(0));
        }
    }

    @Test
    void binaryLabels() {
        server.with(
                        "\"binary_tensor_data\"",
                        tensor("image", "FP32", "[-1, 1, 8, 8]"),
                        tensor("seg", "INT64", "[-1, 8, 8]"))
                .on(INFER, asked -> Reply.binaryMap(new int[] {asked.shape()[0], 8, 8}, labels(asked)));
        try (SegmentationModel model = open(OptionalInt.of(3), Map.of())) {
            assertThat(model.provenance())
                    .containsEntry("protocol", "Open Inference Protocol over HTTP, binary tensors");
            requireLabels(model.segment(images(5)));
        }
    }

    private static void requireLabels(Segmentation segmentation) {
        float[] pixels = images(5).pixels();
        for (int i = 0; i < pixels.length; i++) {
            int label = pixels[i] < 0 ? 0 : pixels[i] < 1 ? 1 : 2;
            assertThat(segmentation.classMap()[i]).isEqualTo((byte) label);
            for (int c = 0; c < 3; c++) {
                assertThat(segmentation.probabilities()[3 * i + c]).isEqualTo(c == label ? 1f : 0f);
            }
        }
    }

    @Test
    void aLabelBeyondIsTheModels() {
        server.with("", tensor("image", "FP32", "[-1, 1, 8, 8]"), tensor("seg", "INT64", "[-1, 8, 8]"))
                .on(INFER, asked -> Reply.map("INT64", new int[] {asked.shape()[0], 8, 8}, labels(asked)));
        assertThatThrownBy(() -> open(OptionalInt.empty(), Map.of("liver", List.of(1))))
                .isExactlyInstanceOf(ModelException.class)
                .hasMessage("model unet at " + server.url() + " answers with seg INT64 [1, 8, 8] that has the class 2"
                        + " in it, where its classes are 0 (background) to 1; name all of its classes in"
                        + " model.classes, or set model.classCount to how many it has, background included");
    }

    @ParameterizedTest
    @CsvSource({"-1, the class -1", "0.5, the value 0.5", "3e10, the class 30000001024"})
    void whatIsNoLabelIsTheModelsToo(float value, String said) {
        server.with("", tensor("image", "FP32", "[-1, 1, 8, 8]"), tensor("seg", "INT64", "[-1, 8, 8]"))
                .on(INFER, asked -> {
                    float[] labels = labels(asked);
                    labels[17] = value;
                    return Reply.map("INT64", new int[] {asked.shape()[0], 8, 8}, labels);
                });
        assertThatThrownBy(() -> open(OptionalInt.of(3), Map.of()))
                .isExactlyInstanceOf(ModelException.class)
                .hasMessageContaining("that has " + said + " in it, where its classes are 0 (background) to 2;");
    }

    @Test
    void anotherShapeIsTheServers() {
        server.with("", tensor("image", "FP32", "[-1, 1, 8, 8]"), tensor("seg", "INT64", "[-1, -1, -1]"))
                .on(INFER, asked -> Reply.map("INT64", new int[] {1, 4, 16}, new float[64]));
        assertThatThrownBy(() -> open(OptionalInt.of(3), Map.of()))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessageContaining("for a class for each pixel, [1, 8, 8], [1, 1, 8, 8] or [1, 8, 8, 1], where its"
                        + " metadata say seg INT64 [-1, -1, -1], but answered with seg INT64 [1, 4, 16]");
    }

    /** Two classes as probable as each other are decided by the last bit: of 4096 pixels four may differ. */
    @ParameterizedTest
    @CsvSource({"1, true", "4, true", "5, false", "60, false"})
    void aFewPixelsMayFlip(int flipped, boolean taken) {
        AtomicInteger asking = new AtomicInteger();
        server.with(
                        "\"binary_tensor_data\"",
                        tensor("image", "FP32", "[-1, 1, 64, 64]"),
                        tensor("seg", "INT64", "[-1, 64, 64]"))
                .on(INFER, asked -> {
                    float[] labels = labels(asked);
                    boolean again = asking.getAndIncrement() % 2 == 1;
                    for (int i = 0; i < flipped && again; i++) {
                        labels[i] = labels[i] == 0 ? 1 : 0;
                    }
                    return Reply.binaryMap(new int[] {asked.shape()[0], 64, 64}, labels);
                });
        if (taken) {
            open(OptionalInt.of(3), Map.of()).close();
        } else {
            assertThatThrownBy(() -> open(OptionalInt.of(3), Map.of()))
                    .isExactlyInstanceOf(DuressException.class)
                    .hasMessageContaining(
                            String.format(Locale.ROOT, "(%.1f %% of pixels have another class)", flipped / 40.96));
        }
    }

    @Test
    void permutedAnswersAreFound() {
        server.with(
                        "\"binary_tensor_data\"",
                        tensor("image", "FP32", "[-1, 1, 8, 8]"),
                        tensor("seg", "INT64", "[-1, 8, 8]"))
                .on(INFER, asked -> {
                    int count = asked.shape()[0];
                    float[] labels = labels(asked);
                    float[] turned = new float[labels.length];
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(labels, i * 64, turned, (i + 1) % count * 64, 64);
                    }
                    return Reply.binaryMap(new int[] {count, 8, 8}, turned);
                });
        assertThatThrownBy(() -> open(OptionalInt.of(3), Map.of()))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessageContaining("answers are repeated or permuted");
    }

    /** As the binary extension has them, little endian. */
    @Test
    void wholeNumbersAreRead() {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 200).put((byte) -2).put((byte) 1);
        bytes.putShort((short) 40_000)
                .putShort((short) -3)
                .putInt(-4)
                .putInt(-1)
                .putLong(-5)
                .putLong(-1);
        bytes.flip();
        assertThat(List.of(
                        TensorType.UINT8.get(bytes),
                        TensorType.INT8.get(bytes),
                        TensorType.BOOL.get(bytes),
                        TensorType.UINT16.get(bytes),
                        TensorType.INT16.get(bytes),
                        TensorType.INT32.get(bytes),
                        TensorType.UINT32.get(bytes),
                        TensorType.INT64.get(bytes),
                        TensorType.UINT64.get(bytes)))
                .containsExactly(200f, -2f, 1f, 40_000f, -3f, -4f, 0x1p32f, -5f, Float.MAX_VALUE);
    }

    private SegmentationModel open(OptionalInt classCount, Map<String, List<Integer>> classes) {
        ServedModel served = StubModel.SERVED.with(ServedModel.BATCH, 3).with(ServedModel.CLASS_COUNT, classCount);
        ModelSpec spec = new ModelSpec(
                OpenInferenceModels.FORMAT,
                new ModelSource.Server(URI.create("http://localhost"), served),
                ModelHead.AUTO,
                ModelLayout.AUTO,
                OptionalInt.empty(),
                Optional.empty(),
                classes);
        return OpenInferenceModels.open(
                ServerHost.at(server.url()), Access.OPEN, served, spec, new ManualTime(), Duration.ofSeconds(20));
    }
}
