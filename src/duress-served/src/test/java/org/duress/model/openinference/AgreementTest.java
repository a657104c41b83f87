package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
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
    private static final Path VOLUMES = ServerProcess.MODEL.resolveSibling("volume-unet.onnx");

    @ParameterizedTest
    @CsvSource({"none, binary", "no-binary, JSON"})
    void aServedModelAnswersAsTheSameFileInProcess(String fault, String tensors) {
        List<ImageBatch> batches = List.of(noise(3, 64, 64), noise(19, 64, 64), noise(1, 32, 96));
        requireAgreement(ServerProcess.MODEL, batches, fault, tensors);
    }

    /** Their planes are fewer than their rows, and these fewer than their columns. */
    @ParameterizedTest
    @CsvSource({"none, binary", "no-binary, JSON"})
    void oneOfVolumesToo(String fault, String tensors) {
        List<ImageBatch> batches = List.of(noise(3, 8, 12, 16), noise(9, 4, 6, 8), noise(1, 12, 4, 32));
        requireAgreement(VOLUMES, batches, fault, tensors);
    }

    private static void requireAgreement(Path model, List<ImageBatch> batches, String fault, String tensors) {
        String[] faults = fault.equals("no-binary") ? new String[] {fault} : new String[0];
        try (ServerProcess server = ServerProcess.start(model, faults);
                SegmentationModel served = OpenInferenceModels.at(URI.create(server.url() + "/"), "unet");
                SegmentationModel own = Models.open(new ModelSpec("onnx", model))) {
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

    private static ImageBatch noise(int count, int... sizes) {
        Random random = new Random(count);
        Grid grid = Grid.of(sizes);
        float[] pixels = new float[count * grid.voxels()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, grid);
    }
}
