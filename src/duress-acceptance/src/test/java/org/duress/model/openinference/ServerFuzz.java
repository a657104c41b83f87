package org.duress.model.openinference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;

/** Servers whose answers are mutants. */
public final class ServerFuzz {
    private static final String METADATA = "/v2/models/unet";
    private static final int[] SHAPE = {1, 2, 8, 8};
    private static final int LENGTH_BYTES = 4;

    private ServerFuzz() {}

    private static Reply answer() {
        float[] values = new float[2 * 8 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return Reply.json(SHAPE, values);
    }

    /** Metadata of a model. */
    public static List<byte[]> metadata() {
        String metadata = "{\"name\": \"unet\", \"versions\": [\"1\"], \"platform\": \"onnx_onnxv1\", \"inputs\": ["
                + StubServer.tensor("img", "FP32", "[1, 1, 8, 8]") + "], \"outputs\": ["
                + StubServer.tensor("seg", "FP32", "[1, 2, 8, 8]") + "]}";
        // Of any number of channels, as halves, and with an output that is no segmentation.
        String open = "{\"name\": \"unet\", \"platform\": \"\", \"inputs\": ["
                + StubServer.tensor("img", "FP16", "[1, -1, 8, 8]") + "], \"outputs\": ["
                + StubServer.tensor("mask", "INT64", "[1, 8, 8]") + ", "
                + StubServer.tensor("seg", "FP32", "[1, 2, 8, 8]") + "]}";
        return List.of(metadata.getBytes(StandardCharsets.UTF_8), open.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers to a request for inference. */
    public static List<byte[]> json() {
        return List.of(answer().body());
    }

    /** The same as binary; the first four bytes are the length of the JSON, which is a header in truth. */
    public static List<byte[]> binary() {
        Reply reply = Reply.binary(SHAPE, new float[2 * 8 * 8]);
        int length = Integer.parseInt(reply.headers().values().iterator().next());
        return List.of(ByteBuffer.allocate(LENGTH_BYTES + reply.body().length)
                .putInt(length)
                .put(reply.body())
                .array());
    }

    /** Opens a model whose server gives these metadata. */
    public static void openMetadata(Path file) {
        open(Reply.of(200, text(file)), answer(), "");
    }

    /** Opens a model whose server gives these answers. */
    public static void openJson(Path file) {
        open(Reply.of(200, new String(metadata().get(0), StandardCharsets.UTF_8)), Reply.of(200, text(file)), "");
    }

    /** Opens a model whose server gives these answers. */
    public static void openBinary(Path file) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(file));
        String length = bytes.remaining() < LENGTH_BYTES ? "x" : String.valueOf(bytes.getInt());
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        open(
                Reply.of(200, new String(metadata().get(0), StandardCharsets.UTF_8)),
                new Reply(200, Map.of("Inference-Header-Content-Length", length), body),
                "\"binary_tensor_data\"");
    }

    private static void open(Reply metadata, Reply answer, String extensions) {
        try (StubServer server = StubServer.of(extensions, "", "")
                .on(METADATA, asked -> metadata)
                .on(StubServer.INFER, asked -> answer)) {
            ServedModel served = new ServedModel("unet");
            ModelSpec spec = new ModelSpec(OpenInferenceModels.FORMAT, new ModelSource.Server(server.url(), served));
            OpenInferenceModels.open(
                            ServerHost.at(server.url()),
                            Access.OPEN,
                            served,
                            spec,
                            new ManualTime(),
                            Duration.ofSeconds(30))
                    .close();
        }
    }

    private static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
