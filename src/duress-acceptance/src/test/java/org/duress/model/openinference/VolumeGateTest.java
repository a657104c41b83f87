package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.ImageBatch;
import org.duress.model.Opaque;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.openinference.StubServer.Asked;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.model.preprocess.Preprocessing;
import org.duress.result.Evidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model of volumes behind a server is judged as the same model in process whose gradients nobody sees. */
@Timeout(600)
class VolumeGateTest {
    private static final Path MODEL = Path.of("classpath:org/duress/phantom-unet-3d.zip");

    @TempDir
    Path folder;

    @Test
    void aServedModelOfVolumesIsJudgedAsInProcess() throws IOException {
        try (SegmentationModel local = Models.open(new ModelSpec("duress", MODEL));
                StubServer server = serving(local, "[-1, 1, -1, -1, -1]", "[-1, 5, -1, -1, -1]")) {
            RobustnessSpec spec = spec(server, local, "");
            Cohort cohort = Cohorts.open(spec.cohort());
            RobustnessResult served;
            try (SegmentationModel model = Models.open(spec.model())) {
                served = run(spec, model, cohort, "served");
            }
            RobustnessResult own = run(spec, new Opaque(local), cohort, "own");

            assertThat(served.verdict()).isEqualTo(Verdict.FAIL).isEqualTo(own.verdict());
            Evidence evidence = served.evidence();
            assertThat(evidence.contenders())
                    .containsExactly(Contender.RANDOM, Contender.SUBSTITUTE, Contender.BUMPS, Contender.QUERY);
            assertThat(evidence.organs()).hasSize(4).isEqualTo(own.evidence().organs());
            assertThat(evidence.fields()).isEqualTo(own.evidence().fields());
            assertThat(evidence.realism()).isEqualTo(own.evidence().realism());
            assertThat(evidence.substitute()).isEqualTo(own.evidence().substitute());
            assertThat(server.asked(INFER))
                    .allSatisfy(asked -> assertThat(asked.shape()).hasSize(5));
        }
    }

    /** A server of one size of volumes, and volumes that are larger along two axes. */
    @Test
    void aSlidingWindowOfVolumesGoesOverAServer() throws IOException {
        String tiles = "tiles: {size: [16, 32, 32], overlap: 0.5, blend: gaussian}";
        try (SegmentationModel local = Models.open(new ModelSpec("duress", MODEL));
                StubServer server = serving(local, "[-1, 1, 16, 32, 32]", "[-1, 5, 16, 32, 32]")) {
            RobustnessSpec spec = spec(server, local, tiles);
            Slice volume =
                    Cohorts.open(spec.cohort()).subjects().get(0).slices().get(0);
            Grid larger = Grid.of(24, 40, 32);
            float[] pixels = new float[larger.voxels()];
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = volume.image()[p % volume.image().length];
            }
            ImageBatch images = new ImageBatch(pixels, 1, larger);
            try (SegmentationModel model = Models.open(spec.model())) {
                SegmentationModel own = Preprocessing.before(new Opaque(local), spec.model());
                int before = server.asked(INFER).size();
                float[] probabilities = model.probabilities(images);
                assertThat(server.asked(INFER)
                                .subList(before, server.asked(INFER).size()))
                        .as("windows, and what is asked again")
                        .allSatisfy(asked -> assertThat(asked.shape()).endsWith(1, 16, 32, 32))
                        .isNotEmpty();
                assertThat(probabilities).containsExactly(own.probabilities(images));
            }
        }
    }

    private static StubServer serving(SegmentationModel local, String image, String seg) {
        return new StubServer()
                .with("\"binary_tensor_data\"", tensor("image", "FP32", image), tensor("seg", "FP32", seg))
                .on(INFER, asked -> segmented(local, asked));
    }

    /** One at a time: a model is for one thread. Channels first, as servers mostly have them. */
    private static Reply segmented(SegmentationModel local, Asked asked) {
        int[] shape = asked.shape();
        Grid grid = Grid.of(shape[2], shape[3], shape[4]);
        int classes = local.classes();
        float[] last;
        synchronized (local) {
            last = local.probabilities(new ImageBatch(asked.tensor(), shape[0], grid));
        }
        float[] first = new float[last.length];
        for (int i = 0; i < last.length; i++) {
            int voxel = i / classes;
            int image = voxel / grid.voxels();
            first[(image * classes + i % classes) * grid.voxels() + voxel % grid.voxels()] = last[i];
        }
        return Reply.binary(new int[] {shape[0], classes, shape[2], shape[3], shape[4]}, first);
    }

    private RobustnessResult run(RobustnessSpec spec, SegmentationModel model, Cohort cohort, String name) {
        return new RobustnessGate(folder.resolve(name), folder.resolve(name + "-kept"), Search.FULL)
                .run(spec, model, cohort, GateListener.SILENT)
                .result();
    }

    private RobustnessSpec spec(StubServer server, SegmentationModel local, String tiles) throws IOException {
        List<String> model = new ArrayList<>(List.of(
                "format: open-inference", "url: '" + server.url() + "'", "name: unet", "classes: " + local.organs()));
        if (!tiles.isEmpty()) {
            model.add(tiles);
        }
        Path file = folder.resolve("served.yaml");
        Files.writeString(file, """
                name: served
                model: {%s}
                cohort: {format: phantom, dimensions: 3, subjects: 4, seed: 3, size: [16, 32, 32],
                  attackerSubjects: 0.5}
                attack: {xi: 2, steps: 10, batch: 2, samples: 1, queries: 80, bumps: 16,
                  contenders: [random, substitute, bumps, query], substituteSteps: 8, substituteCopies: 1}
                budget: {perceptibility: 0.3, displacement: 5, intensity: 0.5}
                realism: {detectorSteps: 2}
                gate: {maxDiceDrop: 0.01, decision: point}
                expect: fail
                """.formatted(String.join(", ", model)));
        return SpecFiles.read(file);
    }
}
