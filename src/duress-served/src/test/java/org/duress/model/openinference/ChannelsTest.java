package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
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

/** Images of several channels reach a server as they are, in its order of axes. */
class ChannelsTest {
    private final StubServer server = new StubServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** The difference of the first channel and the last, as the logit of class 1. */
    private static Reply difference(Asked asked, boolean last) {
        int[] shape = asked.shape();
        int channels = shape[last ? shape.length - 1 : 1];
        float[] tensor = asked.tensor();
        int pixels = tensor.length / channels / shape[0];
        float[] values = new float[shape[0] * pixels];
        for (int i = 0; i < values.length; i++) {
            int image = i / pixels * pixels * channels;
            int pixel = i % pixels;
            values[i] = last
                    ? tensor[image + pixel * channels] - tensor[image + pixel * channels + channels - 1]
                    : tensor[image + pixel] - tensor[image + (channels - 1) * pixels + pixel];
        }
        int[] answer = shape.clone();
        System.arraycopy(shape, last ? 1 : 2, answer, 2, shape.length - 2);
        answer[1] = 1;
        return Reply.binary(answer, values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[-1, 2, 4, 6]   | AUTO | 2",
                "[-1, 3, 4, 6]   | NCHW | 3",
                "[-1, 4, 6, 2]   | NHWC | 2",
                "[-1, 4, 6, 4]   | NHWC | 4",
                "[-1, -1, -1, 3] | AUTO | 3",
                "[1, 4, 6, 3]    | AUTO | 3",
                "[-1, 2, 2, 3, 4] | NCHW | 2",
                "[-1, 3, 2, 3, 4] | NCHW | 3",
                "[-1, 2, 3, 4, 2] | NHWC | 2",
                "[-1, 2, 3, 4, 3] | AUTO | 3",
                "[1, -1, -1, -1, 3] | AUTO | 3"
            })
    void channelsAreSentAsTheyAre(String shape, ModelLayout layout, int channels) {
        boolean last = shape.endsWith(channels + "]");
        serve(shape, last);
        try (SegmentationModel model = open(layout, OptionalInt.empty())) {
            ImageBatch images = images(channels, shape.split(",").length - 2);
            model.requireSize(images.grid());
            float[] probabilities = model.probabilities(images);
            assertThat(probabilities).hasSize(2 * 3 * 24);
            Asked sent = server.asked(INFER).get(server.asked(INFER).size() - 1);
            assertThat(sent.shape()[last ? sent.shape().length - 1 : 1]).isEqualTo(channels);
            for (int pixel = 0; pixel < 3 * 24; pixel++) {
                double logit = images.pixels()[pixel * channels] - images.pixels()[(pixel + 1) * channels - 1];
                assertThat((double) probabilities[2 * pixel + 1]).isCloseTo(1 / (1 + Math.exp(-logit)), offset(1e-6));
            }
        }
    }

    @Test
    void otherChannelsThanTheMetadataSay() {
        serve("[-1, 4, 4, 6]", false);
        try (SegmentationModel model = open(ModelLayout.NCHW, OptionalInt.empty())) {
            int before = server.asked(INFER).size();
            for (int channels : List.of(1, 2)) {
                assertThatThrownBy(() -> model.probabilities(images(channels)))
                        .isExactlyInstanceOf(DuressException.class)
                        .hasMessage("model unet at " + server.url() + " takes images of 4 channels (image FP32"
                                + " [-1, 4, 4, 6]), but these have " + channels + "; give it images of as many"
                                + " channels, or serve a model that takes " + channels);
            }
            assertThat(server.asked(INFER)).hasSize(before);
        }
    }

    @Test
    void whereNobodySaysHowManyTheSpecMust() {
        serve("[-1, -1, -1, -1]", false);
        try (SegmentationModel model = open(ModelLayout.NCHW, OptionalInt.empty())) {
            assertThatThrownBy(() -> model.probabilities(images(2)))
                    .isExactlyInstanceOf(DuressException.class)
                    .hasMessage(
                            "model unet at " + server.url() + " was tried with images of 1 channels, for neither its"
                                    + " metadata nor model.channels say how many it takes, but these have 2; set"
                                    + " model.channels to 2");
        }
        try (SegmentationModel model = open(ModelLayout.NCHW, OptionalInt.of(2))) {
            assertThat(model.probabilities(images(2))).hasSize(2 * 3 * 24);
        }
    }

    /** Which channel is which is part of what a model is. */
    @Test
    void channelsInAnotherOrderAreAnotherModel() {
        serve("[-1, 2, 4, 6]", false);
        String first;
        try (SegmentationModel model = open(ModelLayout.NCHW, OptionalInt.empty())) {
            first = model.fingerprint();
        }
        server.on(INFER, asked -> {
            float[] values = new float[asked.tensor().length / 2];
            for (int i = 0; i < values.length; i++) {
                int at = i / 24 * 48 + i % 24;
                values[i] = asked.tensor()[at + 24] - asked.tensor()[at];
            }
            return Reply.binary(new int[] {asked.shape()[0], 1, 4, 6}, values);
        });
        try (SegmentationModel model = open(ModelLayout.NCHW, OptionalInt.empty())) {
            assertThat(model.fingerprint()).isNotEqualTo(first);
        }
    }

    private void serve(String shape, boolean last) {
        String seg = shape.split(",").length == 4 ? "[-1, 1, -1, -1]" : "[-1, 1, -1, -1, -1]";
        server.with("\"binary_tensor_data\"", tensor("image", "FP32", shape), tensor("seg", "FP32", seg))
                .on(INFER, asked -> difference(asked, last));
    }

    private SegmentationModel open(ModelLayout layout, OptionalInt channels) {
        ServedModel served = StubModel.SERVED;
        ModelSpec spec = new ModelSpec(
                OpenInferenceModels.FORMAT,
                new ModelSource.Server(URI.create("http://localhost"), served),
                ModelHead.ORGAN_LOGITS,
                layout,
                channels,
                Optional.empty(),
                Map.of());
        return OpenInferenceModels.open(
                ServerHost.at(server.url()), Access.OPEN, served, spec, new ManualTime(), Duration.ofSeconds(20));
    }

    private static ImageBatch images(int channels) {
        return images(channels, 2);
    }

    /** Three of 4 x 6 pixels, or 2 x 3 x 4 voxels, all values different. */
    private static ImageBatch images(int channels, int rank) {
        float[] pixels = new float[3 * 24 * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (i * 37 % 307 - 150) / 75f;
        }
        return new ImageBatch(pixels, 3, rank == 2 ? Grid.of(4, 6) : Grid.of(2, 3, 4), channels);
    }
}
