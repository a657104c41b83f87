package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.model.Differences;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.duress.testserver.ServerProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model behind a server answers as the same file in process. */
class AgreementTest {
    @ParameterizedTest
    @CsvSource({"none, binary", "no-binary, JSON"})
    void aServedModelAnswersAsTheSameFileInProcess(String fault, String tensors) {
        String[] faults = fault.equals("no-binary") ? new String[] {fault} : new String[0];
        List<ImageBatch> batches = List.of(noise(3, 64, 64), noise(19, 64, 64), noise(1, 32, 96));
        try (ServerProcess server = ServerProcess.start(faults);
                SegmentationModel served = OpenInferenceModels.at(URI.create(server.url() + "/"), "unet");
                SegmentationModel own = Models.open(new ModelSpec("onnx", ServerProcess.MODEL))) {
            assertThat(served.classes()).isEqualTo(own.classes());
            assertThat(served.provenance().get("protocol")).contains(tensors);
            List<Segmentation> answers = served.segmentAll(batches);
            for (int i = 0; i < batches.size(); i++) {
                Segmentation expected = own.segment(batches.get(i));
                assertThat(answers.get(i).probabilities()).hasSameSizeAs(expected.probabilities());
                assertThat(Differences.largest(answers.get(i).probabilities(), expected.probabilities()))
                        .isLessThan(1e-5);
                assertThat(served.probabilities(batches.get(i)))
                        .isEqualTo(answers.get(i).probabilities());
            }
        }
    }

    private static ImageBatch noise(int count, int height, int width) {
        Random random = new Random(count);
        float[] pixels = new float[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, Grid.of(height, width));
    }
}
