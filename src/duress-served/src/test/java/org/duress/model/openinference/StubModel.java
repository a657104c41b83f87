package org.duress.model.openinference;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Asked;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.ServedModel;

/** What a {@link StubServer} serves: two logits of each pixel v, v and 0: class 0 has probability sigmoid(v). */
final class StubModel {
    /** Asked about two images at once, and once more where there is no answer. */
    static final ServedModel SERVED = new ServedModel("unet")
            .with(ServedModel.BATCH, 2)
            .with(ServedModel.RETRIES, 1)
            .with(ServedModel.REQUEST_SECONDS, 20)
            .with(ServedModel.READY_SECONDS, 20);

    private StubModel() {}

    /** The answer, as binary where it is asked so. */
    static Reply logits(Asked asked) {
        int[] shape = asked.shape();
        int[] out = shape.clone();
        out[1] = 2;
        float[] values = planes(asked.tensor(), shape[0]);
        return asked.binary() ? Reply.binary(out, values) : Reply.json(out, values);
    }

    /** The logits of so many images, class after class. */
    static float[] planes(float[] pixels, int count) {
        int size = pixels.length / count;
        float[] values = new float[2 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            values[i / size * 2 * size + i % size] = pixels[i];
        }
        return values;
    }

    /** The same, pixel after pixel. */
    static float[] interleaved(float[] pixels) {
        float[] values = new float[2 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            values[2 * i] = pixels[i];
        }
        return values;
    }

    /** 8 x 8 pixels, all different in an image. */
    static ImageBatch images(int count) {
        float[] pixels = new float[count * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (i * 37 % 101 - 50) / 25f;
        }
        return new ImageBatch(pixels, count, Grid.of(8, 8));
    }

    /**
     * The host of a server, which is there until it is closed.
     *
     * @param log the text of {@code container.log}
     */
    static ServerHost host(URI url, Map<String, String> provenance, String log, Runnable close) {
        return host(url, Optional::empty, provenance, () -> Map.of("container.log", log), close);
    }

    /**
     * The host of a server.
     *
     * @param gone asked each time whether it is
     * @param diagnostics asked each time
     */
    static ServerHost host(
            URI url,
            Supplier<Optional<String>> gone,
            Map<String, String> provenance,
            Supplier<Map<String, String>> diagnostics,
            Runnable close) {
        return new ServerHost() {
            @Override
            public URI url() {
                return url;
            }

            @Override
            public Optional<String> gone() {
                return gone.get();
            }

            @Override
            public Map<String, String> provenance() {
                return provenance;
            }

            @Override
            public Map<String, String> diagnostics() {
                return diagnostics.get();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
